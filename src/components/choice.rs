//! What a customer has chosen of a catalogue.

use contract::{Catalogue, CatalogueProduct, Interval, Price, UpdateRequest};
use leptos::prelude::*;

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
pub(super) fn price_of(
    product: &CatalogueProduct,
    interval: Option<(Interval, u32)>,
) -> Option<&Price> {
    let mut prices = product.prices.iter();
    let fitting = prices.find(|price| interval_of(price) == interval);
    fitting.or(product.prices.first())
}

/// The intervals there are, in the catalogue's order.
pub(super) fn intervals(catalogue: &Catalogue) -> Vec<(Interval, u32)> {
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
