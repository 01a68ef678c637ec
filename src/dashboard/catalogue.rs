//! What is offered to customers who change their plan, and what is wrong with it. Pure, so that it is tested on the host.

use serde_json::Value;

/// The most products that are offered. Source: Stripe's limit.
pub const MOST: usize = 10;

/// A product with those of its prices that are offered, or that could be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Product {
    /// `prod_…`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its prices.
    pub prices: Vec<Price>,
    /// Whether customers choose how many.
    pub is_adjustable: bool,
    /// The fewest, as it is typed.
    pub minimum: String,
    /// The most, as it is typed; empty for no limit.
    pub maximum: String,
}

/// A price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// `price_…`.
    pub id: String,
    /// In minor units; `None` where tiers or usage decide.
    pub amount: Option<i64>,
    /// ISO 4217, in lower case.
    pub currency: String,
    /// `day`, `week`, `month` or `year`; empty where nothing is known of the price.
    pub interval: String,
    /// How many of these.
    pub count: i64,
}

/// What is wrong with the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Customers may change their plan, and there is none to change to.
    Nothing,
    /// There are more products than can be offered.
    TooMany,
    /// Two prices of a product have one interval and one currency. The product's name.
    Twice(String),
    /// The fewest or the most of a product is no number, or the most is less than the fewest. The product's name.
    Quantity(String),
}

/// Reads the API's products and its recurring prices. What has no price to subscribe to is left out.
pub fn read(products: &[Value], prices: &[Value]) -> Vec<Product> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let read = products.iter().map(|product| {
        let own = prices
            .iter()
            .filter(|price| price["product"] == product["id"]);
        let own = own.filter(|price| price["recurring"].is_object());
        Product {
            id: text(&product["id"]),
            name: text(&product["name"]),
            prices: own
                .map(|price| Price {
                    id: text(&price["id"]),
                    amount: price["unit_amount"].as_i64(),
                    currency: text(&price["currency"]),
                    interval: text(&price["recurring"]["interval"]),
                    count: price["recurring"]["interval_count"].as_i64().unwrap_or(1),
                })
                .collect(),
            is_adjustable: false,
            minimum: "1".to_owned(),
            maximum: String::new(),
        }
    });
    read.filter(|product| !product.prices.is_empty()).collect()
}

/// Everything that is wrong.
pub fn problems(is_update: bool, offered: &[Product]) -> Vec<Problem> {
    let mut problems = Vec::new();
    if is_update && offered.is_empty() {
        problems.push(Problem::Nothing);
    }
    if offered.len() > MOST {
        problems.push(Problem::TooMany);
    }
    for product in offered {
        if is_twice(&product.prices) {
            problems.push(Problem::Twice(product.name.clone()));
        }
        if product.is_adjustable && !is_range(&product.minimum, &product.maximum) {
            problems.push(Problem::Quantity(product.name.clone()));
        }
    }
    problems
}

/// The same interval and currency are fine for another product; of one product customers could not tell which is meant.
fn is_twice(prices: &[Price]) -> bool {
    let key = |price: &Price| (price.interval.clone(), price.count, price.currency.clone());
    let known = prices.iter().filter(|price| !price.interval.is_empty());
    let mut keys: Vec<_> = known.map(key).collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    keys.len() < all
}

fn is_range(minimum: &str, maximum: &str) -> bool {
    let number = |text: &str, empty| match text.trim() {
        "" => Some(empty),
        text => text.parse::<u32>().ok(),
    };
    match (number(minimum, 1), number(maximum, 999_999)) {
        (Some(least), Some(most)) => least <= most && (1..=999_999).contains(&most),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn product(name: &str, prices: &[(&str, i64, &str)]) -> Product {
        let price = |(interval, count, currency): &(&str, i64, &str)| Price {
            interval: (*interval).to_owned(),
            count: *count,
            currency: (*currency).to_owned(),
            ..Price::default()
        };
        Product {
            name: name.to_owned(),
            prices: prices.iter().map(price).collect(),
            ..Product::default()
        }
    }

    /// The product's FAQ: one interval and one currency for a product; for another product they may come again.
    #[test]
    fn a_product_has_each_interval_and_currency_once() {
        let fine = [
            product(
                "A",
                &[
                    ("month", 1, "eur"),
                    ("month", 1, "usd"),
                    ("month", 3, "eur"),
                    ("year", 1, "eur"),
                ],
            ),
            product("B", &[("month", 1, "eur")]),
        ];
        assert_eq!(problems(true, &fine), []);
        let wrong = product("C", &[("month", 1, "eur"), ("month", 1, "eur")]);
        assert_eq!(problems(false, &[wrong]), [Problem::Twice("C".to_owned())]);
    }

    #[test]
    fn plans_to_change_to_are_there_and_not_too_many() {
        assert_eq!(problems(true, &[]), [Problem::Nothing]);
        assert_eq!(problems(false, &[]), []);
        let many: Vec<_> = (0..11)
            .map(|_| product("A", &[("month", 1, "eur")]))
            .collect();
        assert_eq!(problems(true, &many), [Problem::TooMany]);
    }

    #[test]
    fn a_quantity_lies_between_two_numbers() {
        for (minimum, maximum, is_fine) in [
            ("1", "", true),
            ("", "", true),
            ("0", "5", true),
            ("5", "5", true),
            ("6", "5", false),
            ("a", "", false),
            ("1", "1000000", false),
            ("-1", "", false),
        ] {
            let product = Product {
                is_adjustable: true,
                minimum: minimum.to_owned(),
                maximum: maximum.to_owned(),
                ..product("A", &[("month", 1, "eur")])
            };
            assert_eq!(
                problems(true, &[product]).is_empty(),
                is_fine,
                "{minimum}–{maximum}"
            );
        }
    }

    #[test]
    fn only_what_can_be_subscribed_to_is_read() {
        let products = [
            json!({ "id": "prod_1", "name": "Team" }),
            json!({ "id": "prod_2", "name": "Once" }),
        ];
        let prices = [
            json!({ "id": "price_1", "product": "prod_1", "currency": "eur", "unit_amount": 900, "recurring": { "interval": "month", "interval_count": 1 } }),
            json!({ "id": "price_2", "product": "prod_2", "currency": "eur", "unit_amount": 900, "recurring": null }),
        ];
        let read = read(&products, &prices);
        assert_eq!(read.len(), 1);
        assert_eq!(
            (read[0].name.as_str(), read[0].prices[0].amount),
            ("Team", Some(900))
        );
    }
}
