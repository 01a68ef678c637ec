//! What a subscription can be changed to: plan, interval, quantity, promotion code.

use contract::{Catalogue, CatalogueProduct, Interval, Price, UpdateRequest};
use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

use crate::{
    format::{every, price},
    i18n::use_words,
    ui::{Badge, Stepper, Tone},
};

/// Names the quantity in the page.
pub const QUANTITY: &str = "update-quantity";
/// Names the promotion code in the page.
pub const CODE: &str = "update-code";

/// What is chosen so far. It outlives the view, so that neither an error nor another language loses it.
#[derive(Clone, Copy)]
pub struct Choice {
    /// The place of the plan in the catalogue.
    pub plan: RwSignal<usize>,
    /// How often it is to be paid.
    pub interval: RwSignal<Option<(Interval, u32)>>,
    /// The quantity as it is typed.
    pub quantity: RwSignal<String>,
    /// The promotion code as it is typed.
    pub code: RwSignal<String>,
}

impl Choice {
    /// Nothing is chosen yet.
    pub fn new() -> Self {
        Self {
            plan: RwSignal::new(0),
            interval: RwSignal::new(None),
            quantity: RwSignal::new(String::new()),
            code: RwSignal::new(String::new()),
        }
    }

    /// What is chosen, as it is asked for. `None` when no whole number is typed where one is needed.
    pub fn request(self, catalogue: &Catalogue) -> Option<UpdateRequest> {
        let product = catalogue.products.get(self.plan.get())?;
        let quantity = match product.quantity {
            Some(_) => Some(self.quantity.with(|text| text.trim().parse().ok())?),
            None => None,
        };
        let code = self.code.with(|code| code.trim().to_owned());
        Some(UpdateRequest {
            price: price_of(product, self.interval.get())?.id.clone(),
            quantity,
            promotion_code: Some(code).filter(|code| !code.is_empty()),
        })
    }
}

impl Default for Choice {
    fn default() -> Self {
        Self::new()
    }
}

/// Interval and count of a price.
fn interval_of(price: &Price) -> Option<(Interval, u32)> {
    let recurring = price.recurring.as_ref()?;
    Some((recurring.interval, recurring.interval_count))
}

/// The price of a product for an interval, else its first.
pub fn price_of(product: &CatalogueProduct, interval: Option<(Interval, u32)>) -> Option<&Price> {
    let mut prices = product.prices.iter();
    let fitting = prices.find(|price| interval_of(price) == interval);
    fitting.or(product.prices.first())
}

/// The intervals there are, in the catalogue's order.
fn intervals(catalogue: &Catalogue) -> Vec<(Interval, u32)> {
    let mut found = Vec::new();
    let prices = catalogue
        .products
        .iter()
        .flat_map(|product| &product.prices);
    for interval in prices.filter_map(interval_of) {
        if !found.contains(&interval) {
            found.push(interval);
        }
    }
    found
}

/// The choices, with what the customer has marked as such.
#[component]
pub fn PlanOptions(
    /// What there is to choose.
    catalogue: Catalogue,
    /// What is chosen.
    choice: Choice,
    /// Id of the price the customer has.
    held: String,
    /// Whether promotion codes are taken.
    takes_codes: bool,
    /// What is wrong with the quantity, in words.
    #[prop(into)]
    quantity_error: Signal<Option<String>>,
    /// What is wrong with the promotion code, in words.
    #[prop(into)]
    code_error: Signal<Option<String>>,
) -> impl IntoView {
    let class = style_sheet!("style/components/plan_options.css");
    let words = use_words();
    let all = intervals(&catalogue);
    let switch = (all.len() > 1).then(|| {
        let option = move |(number, (interval, count)): (usize, (Interval, u32))| {
            let own = Some((interval, count));
            view! { class=class,
                <label class="interval">
                    <input
                        class="radio"
                        type="radio"
                        name="update-interval"
                        value=number.to_string()
                        checked=choice.interval.get_untracked() == own
                        on:change=move |_| choice.interval.set(own)
                    />
                    <span class="interval-name">{every(words, interval, count)}</span>
                </label>
            }
        };
        view! { class=class,
            <fieldset class="group">
                <legend class="legend">{words.update_interval()}</legend>
                <div class="intervals">
                    {all.into_iter().enumerate().map(option).collect_view()}
                </div>
            </fieldset>
        }
    });
    let ranges: Vec<_> = catalogue.products.iter().map(|it| it.quantity).collect();
    let units: Vec<_> = catalogue
        .products
        .iter()
        .map(|it| it.unit_label.clone())
        .collect();
    let range = Memo::new(move |_| ranges.get(choice.plan.get()).copied().flatten());
    let bounds =
        Signal::derive(move || range.get().map_or((0, None), |it| (it.minimum, it.maximum)));
    let unit = Memo::new(move |_| units.get(choice.plan.get()).cloned().flatten());
    let quantity = move || {
        range.with(Option::is_some).then(|| {
            let label = match unit.get() {
                Some(unit) => words.update_quantity_of(&unit),
                None => words.update_quantity(),
            };
            let steps = (words.update_fewer(), words.update_more());
            view! { class=class,
                <Stepper
                    id=QUANTITY
                    label
                    steps
                    bounds
                    value=choice.quantity
                    error=quantity_error
                />
            }
        })
    };
    let code = takes_codes
        .then(|| view! { class=class, <PromotionCode value=choice.code error=code_error /> });
    let plan = move |(place, product): (usize, CatalogueProduct)| {
        let is_held = product.prices.iter().any(|price| price.id == held);
        view! { class=class, <Plan place product is_held choice /> }
    };

    view! { class=class,
        <div class="plan-options">
            {switch} <fieldset class="group">
                <legend class="legend">{words.update_plans()}</legend>
                <div class="plans">
                    {catalogue.products.into_iter().enumerate().map(plan).collect_view()}
                </div>
            </fieldset> {quantity} {code}
        </div>
    }
}

/// One plan: the whole card is the target.
#[component]
fn Plan(
    /// Its place in the catalogue.
    place: usize,
    product: CatalogueProduct,
    is_held: bool,
    choice: Choice,
) -> impl IntoView {
    let class = style_sheet!("style/components/plan_options.css");
    let words = use_words();
    let current = is_held.then(|| {
        view! { class=class, <Badge tone=Tone::Neutral>{words.update_current()}</Badge> }
    });
    let description = product.description.clone();
    let name = product.name.clone();
    let cost = move || {
        let found = price_of(&product, choice.interval.get())?;
        Some(price(words, found, product.unit_label.as_deref()))
    };

    view! { class=class,
        <label class="plan">
            <input
                class="radio"
                type="radio"
                name="update-plan"
                value=place.to_string()
                checked=choice.plan.get_untracked() == place
                on:change=move |_| choice.plan.set(place)
            />
            <span class="about">
                <span class="name">
                    <bdi>{name}</bdi>
                    " "
                    {current}
                </span>
                {description
                    .map(|text| view! { class=class, <bdi class="description">{text}</bdi> })}
            </span>
            <span class="cost">{cost}</span>
        </label>
    }
}

#[component]
fn PromotionCode(
    value: RwSignal<String>,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let class = style_sheet!("style/components/plan_options.css");
    let words = use_words();
    let write = move |event: Event| value.set(event_target_value(&event));
    let has_error = move || error.get().is_some();

    view! { class=class,
        <div class="code">
            <label class="legend" for=CODE>
                {words.update_code()}
            </label>
            <input
                class="code-input"
                id=CODE
                type="text"
                maxlength="500"
                autocomplete="off"
                autocapitalize="characters"
                spellcheck="false"
                aria-invalid=move || has_error().then_some("true")
                aria-describedby=move || has_error().then_some("update-code-error")
                prop:value=value
                on:input=write
            />
            <p class="error" id="update-code-error">
                {error}
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use contract::{QuantityRange, Recurring, UsageType};

    use super::*;

    fn price(id: &str, interval: Interval) -> Price {
        Price {
            id: id.into(),
            currency: "eur".into(),
            unit_amount: Some(100),
            unit_amount_decimal: None,
            tiered: false,
            recurring: Some(Recurring {
                interval,
                interval_count: 1,
                usage_type: UsageType::Licensed,
            }),
        }
    }

    fn catalogue() -> Catalogue {
        let product = |name: &str, prices: Vec<Price>, quantity| CatalogueProduct {
            id: name.into(),
            name: name.into(),
            description: None,
            unit_label: None,
            prices,
            quantity,
        };
        let range = QuantityRange {
            minimum: 1,
            maximum: None,
        };
        Catalogue {
            products: vec![
                product(
                    "team",
                    vec![price("m", Interval::Month), price("y", Interval::Year)],
                    Some(range),
                ),
                product("solo", vec![price("s", Interval::Month)], None),
            ],
        }
    }

    #[test]
    fn what_is_chosen_is_asked_for() {
        Owner::new().with(|| {
            let (all, choice) = (catalogue(), Choice::new());
            assert_eq!(choice.request(&all), None, "no quantity yet");
            choice.quantity.set(" 3 ".into());
            choice.code.set("  ".into());
            let asked = |choice: Choice| {
                let asked = choice.request(&all).expect("a request");
                (asked.price, asked.quantity, asked.promotion_code)
            };
            assert_eq!(asked(choice), ("m".into(), Some(3), None));
            choice.interval.set(Some((Interval::Year, 1)));
            choice.code.set(" HALF ".into());
            assert_eq!(asked(choice), ("y".into(), Some(3), Some("HALF".into())));
            // A plan without that interval costs what it costs.
            choice.plan.set(1);
            choice.quantity.set("many".into());
            assert_eq!(asked(choice), ("s".into(), None, Some("HALF".into())));
        });
    }

    #[test]
    fn each_interval_is_offered_once() {
        let found = intervals(&catalogue());
        assert_eq!(found, [(Interval::Month, 1), (Interval::Year, 1)]);
    }
}
