//! What Fernhill Studio sells.

use std::collections::HashMap;

use super::wire::{Wire, id_of};
use crate::error::Error;

/// Ids of prices by lookup key, and of tax rates by name.
pub(super) type Prices = HashMap<String, String>;

/// The event by which calls of the API are reported.
pub(super) const CALLS: &str = "api_calls";

/// The Dutch value-added tax, by the name that stories give it.
pub(super) const VAT_NL: &str = "vat_nl";

/// What customers type to get the demo's discount.
const PROMOTION: &str = "FERNHILL20";

struct Product {
    name: &'static str,
    description: &'static str,
    unit: Option<&'static str>,
    prices: &'static [Price],
}

struct Price {
    key: &'static str,
    currency: &'static str,
    /// Minor units of the currency; the unit price where `metered`.
    amount: &'static str,
    interval: &'static str,
    metered: bool,
}

const fn price(
    key: &'static str,
    currency: &'static str,
    amount: &'static str,
    interval: &'static str,
) -> Price {
    Price {
        key,
        currency,
        amount,
        interval,
        metered: false,
    }
}

const PRODUCTS: &[Product] = &[
    Product {
        name: "Fernhill Starter",
        description: "Design reviews for one person: 3 projects, 5 GB of files.",
        unit: None,
        prices: &[
            price("starter_month_usd", "usd", "1200", "month"),
            price("starter_year_usd", "usd", "12000", "year"),
            price("starter_month_eur", "eur", "1100", "month"),
            price("starter_year_eur", "eur", "11000", "year"),
            price("starter_month_gbp", "gbp", "950", "month"),
            price("starter_year_gbp", "gbp", "9500", "year"),
        ],
    },
    Product {
        name: "Fernhill Team",
        description: "Unlimited projects, shared libraries and comments, priced by the seat.",
        unit: Some("seat"),
        prices: &[
            price("team_month_usd", "usd", "2900", "month"),
            price("team_year_usd", "usd", "29000", "year"),
            price("team_month_eur", "eur", "2700", "month"),
            price("team_year_eur", "eur", "27000", "year"),
            price("team_month_gbp", "gbp", "2300", "month"),
            price("team_year_gbp", "gbp", "23000", "year"),
            price("team_month_jpy", "jpy", "4300", "month"),
            price("team_year_jpy", "jpy", "43000", "year"),
        ],
    },
    Product {
        name: "Fernhill Business",
        description: "Single sign-on, audit log and a service level agreement for up to 50 seats.",
        unit: None,
        prices: &[
            price("business_month_usd", "usd", "24900", "month"),
            price("business_year_usd", "usd", "249000", "year"),
            price("business_month_eur", "eur", "22900", "month"),
            price("business_year_eur", "eur", "229000", "year"),
            price("business_month_gbp", "gbp", "19900", "month"),
            price("business_year_gbp", "gbp", "199000", "year"),
        ],
    },
    Product {
        name: "Extra seats",
        description: "Seats beyond the fifty of Fernhill Business.",
        unit: Some("seat"),
        prices: &[
            price("seats_month_usd", "usd", "1500", "month"),
            price("seats_month_eur", "eur", "1400", "month"),
        ],
    },
    Product {
        name: "Brand library",
        description: "Hosted fonts, colours and logos that every project can use.",
        unit: None,
        prices: &[price("library_month_usd", "usd", "900", "month")],
    },
    Product {
        name: "API calls",
        description: "Export and automation through the Fernhill API, billed by use.",
        unit: Some("call"),
        prices: &[Price {
            key: "api_month_usd",
            currency: "usd",
            amount: "0.4",
            interval: "month",
            metered: true,
        }],
    },
];

/// Creates products and prices, as far as a seeding that was cut off has not made them.
pub(super) async fn create(wire: &Wire) -> Result<Prices, Error> {
    let made = super::all(wire, "/v1/prices?limit=100").await?;
    let made = |key: &str| made.iter().find(|price| price["lookup_key"] == key);
    let meter = meter(wire).await?;
    let mut prices = Prices::new();
    for product in PRODUCTS {
        let held = product.prices.iter().find_map(|price| made(price.key));
        let mut form = vec![("name", product.name), ("description", product.description)];
        if let Some(unit) = product.unit {
            form.push(("unit_label", unit));
        }
        let id = match held {
            Some(price) => {
                wire.skip();
                price["product"].as_str().unwrap_or_default().to_owned()
            }
            None => id_of(&wire.post("/v1/products", &form).await?),
        };
        for price in product.prices {
            let amount = if price.metered {
                "unit_amount_decimal"
            } else {
                "unit_amount"
            };
            let mut form = vec![
                ("product", id.as_str()),
                ("lookup_key", price.key),
                ("currency", price.currency),
                (amount, price.amount),
                ("recurring[interval]", price.interval),
            ];
            if price.metered {
                form.push(("recurring[usage_type]", "metered"));
                form.push(("recurring[meter]", meter.as_str()));
            }
            let id = match made(price.key) {
                Some(price) => {
                    wire.skip();
                    id_of(price)
                }
                None => id_of(&wire.post("/v1/prices", &form).await?),
            };
            prices.insert(price.key.to_owned(), id);
        }
    }
    offer(wire).await?;
    prices.insert(VAT_NL.to_owned(), vat(wire).await?);
    Ok(prices)
}

/// What is added to prices in the Netherlands. It comes last: one that is held keeps no other POST from its place.
async fn vat(wire: &Wire) -> Result<String, Error> {
    let held = super::all(wire, "/v1/tax_rates?limit=100").await?;
    if let Some(rate) = held.iter().find(|rate| rate["country"] == "NL") {
        return Ok(id_of(rate));
    }
    let form = [
        ("display_name", "BTW"),
        ("percentage", "21"),
        ("inclusive", "false"),
        ("country", "NL"),
        ("jurisdiction", "NL"),
        ("tax_type", "vat"),
    ];
    Ok(id_of(&wire.post("/v1/tax_rates", &form).await?))
}

/// What counts the calls.
async fn meter(wire: &Wire) -> Result<String, Error> {
    let held = super::all(wire, "/v1/billing/meters?limit=100").await?;
    if let Some(meter) = held.iter().find(|meter| meter["event_name"] == CALLS) {
        wire.skip();
        return Ok(id_of(meter));
    }
    let form = [
        ("display_name", "API calls"),
        ("event_name", CALLS),
        ("default_aggregation[formula]", "sum"),
    ];
    Ok(id_of(&wire.post("/v1/billing/meters", &form).await?))
}

/// A promotion code to try: a fifth off for three months.
async fn offer(wire: &Wire) -> Result<(), Error> {
    // A seeding that was cut off on another day may have made it.
    let held = wire
        .get(&format!("/v1/promotion_codes?code={PROMOTION}"))
        .await?;
    if held["data"]
        .as_array()
        .is_some_and(|codes| !codes.is_empty())
    {
        return Ok(());
    }
    let coupon = [
        ("name", "Welcome to Fernhill"),
        ("percent_off", "20"),
        ("duration", "repeating"),
        ("duration_in_months", "3"),
    ];
    let coupon = id_of(&wire.post("/v1/coupons", &coupon).await?);
    let code = [
        ("promotion[type]", "coupon"),
        ("promotion[coupon]", coupon.as_str()),
        ("code", PROMOTION),
    ];
    wire.post("/v1/promotion_codes", &code).await?;
    Ok(())
}
