//! A configuration that is being edited.

use leptos::prelude::*;
use serde_json::Value;

use super::{
    catalogue::{Problem, Product, problems},
    configuration::{ASKED, CANCEL, FLAGS, LISTS, OWN_REASONS, PRODUCTS, UPDATE, Values},
    offer::{Offer, offers},
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

/// One of the merchant's own reasons for cancelling.
#[derive(Clone)]
pub struct OwnReason {
    /// `fo_…`.
    pub id: String,
    /// As customers read it.
    pub text: String,
    /// Whether it is offered.
    pub is_on: RwSignal<bool>,
}

/// What is typed and ticked, in the order of the tables of [`super::configuration`].
#[derive(Clone, Copy)]
pub struct Draft {
    /// Texts.
    pub texts: [RwSignal<String>; 5],
    /// What is on or off.
    pub flags: [RwSignal<bool>; 6],
    /// One of a few words.
    pub choices: [RwSignal<String>; 5],
    /// Which words of each list are ticked.
    pub lists: StoredValue<Vec<Vec<RwSignal<bool>>>>,
    /// The merchant's own reasons that are in use.
    pub own_reasons: StoredValue<Vec<OwnReason>>,
    /// What can be offered.
    pub offers: StoredValue<Vec<Offer>>,
    /// The coupon for staying; empty for none.
    pub coupon: RwSignal<String>,
}

impl Draft {
    /// As the configuration is now, with everything that could be offered: `own_reasons` are the API's objects.
    pub fn new(
        object: &Value,
        catalogue: Vec<Product>,
        own_reasons: &[Value],
        coupon: &str,
    ) -> Self {
        let values = Values::read(object);
        let chosen = values.own_reasons.unwrap_or_default();
        let own_reasons = own_reasons.iter().map(|reason| {
            let text = |name: &str| reason[name].as_str().unwrap_or_default().to_owned();
            OwnReason {
                id: text("id"),
                text: text("description"),
                is_on: RwSignal::new(chosen.contains(&text("id"))),
            }
        });
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
            own_reasons: StoredValue::new(own_reasons.collect()),
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

    /// The merchant's own reasons that are ticked; `None` while there are none to see.
    fn chosen_own_reasons(self) -> Option<Vec<String>> {
        let is_asked = self.flag(CANCEL).get_untracked() && self.flag(ASKED).get_untracked();
        self.own_reasons.with_value(|reasons| {
            let ticked = reasons.iter().filter(|reason| reason.is_on.get_untracked());
            let ids = ticked.map(|reason| reason.id.clone()).collect();
            (is_asked && !reasons.is_empty()).then_some(ids)
        })
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
            own_reasons: self.chosen_own_reasons(),
        };
        values.form(&untrack(|| self.offered()))
    }
}

/// The id of the control that a parameter of a refusal is about.
pub fn control_of(param: &str) -> &'static str {
    let tables = super::configuration::TEXTS
        .iter()
        .chain(&super::configuration::CHOICES)
        .chain(&LISTS)
        .chain(&FLAGS);
    let known = tables.chain(&[OWN_REASONS, PRODUCTS, "retention_coupon"]);
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
                "features[subscription_cancel][cancellation_reason][feedback_options][1]",
                OWN_REASONS,
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
