//! What a subscription can be changed to: plan, interval, quantity, promotion code.

use contract::{Catalogue, CatalogueProduct, Interval};
use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

use super::choice::{Choice, intervals, price_of};
use crate::{
    format::{every, price},
    i18n::use_words,
    ui::{Badge, Stepper, Tone},
};

/// Names the quantity in the page.
pub const QUANTITY: &str = "update-quantity";
/// Names the promotion code in the page.
pub const CODE: &str = "update-code";

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
