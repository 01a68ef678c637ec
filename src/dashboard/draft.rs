//! A configuration that is being edited.

use leptos::prelude::*;
use serde_json::Value;

use super::{
    catalogue::{Problem, Product, problems},
    configuration::{FLAGS, LISTS, PRODUCTS, UPDATE, Values},
};

/// The words of each list of [`LISTS`], in the order in which they are shown.
pub const WORDS: [&[&str]; 4] = [
    &["name", "email", "address", "shipping", "phone", "tax_id"],
    &[
        "too_expensive",
        "missing_features",
        "switched_service",
        "unused",
        "customer_service",
        "too_complex",
        "low_quality",
        "other",
    ],
    &["price", "quantity", "promotion_code"],
    &["decreasing_item_amount", "shortening_interval"],
];

/// A product with what is chosen of it.
#[derive(Clone)]
pub struct Offer {
    /// The product with all of its prices.
    pub product: Product,
    /// Which prices are offered, in their order.
    pub chosen: Vec<RwSignal<bool>>,
    /// Whether customers choose how many.
    pub is_adjustable: RwSignal<bool>,
    /// The fewest.
    pub minimum: RwSignal<String>,
    /// The most.
    pub maximum: RwSignal<String>,
}

/// What is typed and ticked, in the order of the tables of [`super::configuration`].
#[derive(Clone, Copy)]
pub struct Draft {
    /// Texts.
    pub texts: [RwSignal<String>; 4],
    /// What is on or off.
    pub flags: [RwSignal<bool>; 6],
    /// One of a few words.
    pub choices: [RwSignal<String>; 4],
    /// Which words of each list are ticked.
    pub lists: StoredValue<Vec<Vec<RwSignal<bool>>>>,
    /// What can be offered.
    pub offers: StoredValue<Vec<Offer>>,
    /// The coupon for staying; empty for none.
    pub coupon: RwSignal<String>,
}

impl Draft {
    /// As the configuration is now, with everything that could be offered.
    pub fn new(object: &Value, catalogue: Vec<Product>, coupon: &str) -> Self {
        let values = Values::read(object);
        let ticked = |(list, words): (&Vec<String>, &[&str])| -> Vec<RwSignal<bool>> {
            let signal = |word: &&str| RwSignal::new(list.iter().any(|known| known == word));
            words.iter().map(signal).collect()
        };
        let lists = values.lists.iter().zip(WORDS).map(ticked).collect();
        let offers = offers(
            catalogue,
            &object["features"]["subscription_update"]["products"],
        );
        Self {
            texts: values.texts.map(RwSignal::new),
            flags: values.flags.map(RwSignal::new),
            choices: values.choices.map(RwSignal::new),
            lists: StoredValue::new(lists),
            offers: StoredValue::new(offers),
            coupon: RwSignal::new(coupon.to_owned()),
        }
    }

    /// A switch of [`FLAGS`].
    pub fn flag(self, param: &str) -> RwSignal<bool> {
        let place = FLAGS.iter().position(|known| *known == param);
        self.flags[place.unwrap_or_default()]
    }

    /// What is offered now. It follows every tick.
    pub fn offered(self) -> Vec<Product> {
        self.offers.with_value(|offers| {
            let offered = offers.iter().map(|offer| Product {
                prices: offer
                    .product
                    .prices
                    .iter()
                    .zip(&offer.chosen)
                    .filter(|(_, is_on)| is_on.get())
                    .map(|(price, _)| price.clone())
                    .collect(),
                is_adjustable: offer.is_adjustable.get(),
                minimum: offer.minimum.get(),
                maximum: offer.maximum.get(),
                ..offer.product.clone()
            });
            offered
                .filter(|product| !product.prices.is_empty())
                .collect()
        })
    }

    /// What is wrong with it now. It follows every tick.
    pub fn problems(self) -> Vec<Problem> {
        problems(self.flag(UPDATE).get(), &self.offered())
    }

    /// All of it as the API's form takes it.
    pub fn form(self) -> Vec<(String, String)> {
        let lists = self.lists.with_value(|lists| {
            let of = |place: usize| {
                let ticked = WORDS[place].iter().zip(&lists[place]);
                let ticked = ticked.filter(|(_, is_on)| is_on.get_untracked());
                ticked.map(|(word, _)| (*word).to_owned()).collect()
            };
            [of(0), of(1), of(2), of(3)]
        });
        let values = Values {
            texts: self.texts.map(|text| text.get_untracked()),
            flags: self.flags.map(|flag| flag.get_untracked()),
            choices: self.choices.map(|choice| choice.get_untracked()),
            lists,
        };
        values.form(&untrack(|| self.offered()))
    }
}

/// The catalogue with what is offered ticked. What is offered and no longer in the catalogue stays, by its ids.
fn offers(catalogue: Vec<Product>, offered: &Value) -> Vec<Offer> {
    let mut offers: Vec<Offer> = catalogue.into_iter().map(none).collect();
    for entry in offered.as_array().into_iter().flatten() {
        let id = entry["product"].as_str().unwrap_or_default();
        if !offers.iter().any(|offer| offer.product.id == id) {
            offers.push(none(Product {
                id: id.to_owned(),
                name: id.to_owned(),
                ..Product::default()
            }));
        }
        let Some(offer) = offers.iter_mut().find(|offer| offer.product.id == id) else {
            continue;
        };
        let prices = entry["prices"].as_array().into_iter().flatten();
        for price in prices.filter_map(Value::as_str) {
            let known = offer.product.prices.iter().position(|it| it.id == price);
            match known {
                Some(place) => offer.chosen[place].set(true),
                None => {
                    offer.product.prices.push(super::catalogue::Price {
                        id: price.to_owned(),
                        ..Default::default()
                    });
                    offer.chosen.push(RwSignal::new(true));
                }
            }
        }
        let quantity = &entry["adjustable_quantity"];
        let number = |name: &str| quantity[name].as_i64().map(|it| it.to_string());
        offer.is_adjustable.set(quantity["enabled"] == true);
        offer.minimum.set(number("minimum").unwrap_or_default());
        offer.maximum.set(number("maximum").unwrap_or_default());
    }
    offers
}

fn none(product: Product) -> Offer {
    Offer {
        chosen: product
            .prices
            .iter()
            .map(|_| RwSignal::new(false))
            .collect(),
        is_adjustable: RwSignal::new(product.is_adjustable),
        minimum: RwSignal::new(product.minimum.clone()),
        maximum: RwSignal::new(product.maximum.clone()),
        product,
    }
}

/// The id of the control that a parameter of a refusal is about.
pub fn control_of(param: &str) -> &'static str {
    let tables = super::configuration::TEXTS
        .iter()
        .chain(&super::configuration::CHOICES)
        .chain(&LISTS)
        .chain(&FLAGS);
    let known = tables.chain(&[PRODUCTS, "retention_coupon"]);
    // The longest that it begins with: a refusal may be about a part of what a control holds.
    let fits = known.filter(|known| param.starts_with(**known));
    fits.max_by_key(|known| known.len()).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_leads_to_the_control_it_is_about() {
        for (param, control) in [
            ("default_return_url", "default_return_url"),
            (
                "features[subscription_update][products][2][prices][0]",
                PRODUCTS,
            ),
            (
                "features[subscription_update][default_allowed_updates]",
                LISTS[2],
            ),
            (
                "features[subscription_cancel][mode]",
                "features[subscription_cancel][mode]",
            ),
            ("metadata[a]", ""),
        ] {
            assert_eq!(control_of(param), control, "{param}");
        }
    }
}
