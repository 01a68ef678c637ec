//! What can be offered, with what is chosen of it.

use leptos::prelude::*;
use serde_json::Value;

use super::catalogue::{Price, Product};

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

/// The catalogue with what is offered ticked. What is offered and no longer in the catalogue stays, by its ids.
pub fn offers(catalogue: Vec<Product>, offered: &Value) -> Vec<Offer> {
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
                    offer.product.prices.push(Price {
                        id: price.to_owned(),
                        ..Price::default()
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
