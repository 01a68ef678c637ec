//! Invoice lines of a subscription.

use serde_json::{Value, json};

use super::amount::{self, Part};
use crate::cx::Cx;
use crate::error::Result;
use crate::ids;
use crate::value::{int, text};

/// Lines for a period: licensed items in advance, metered ones for what was used (nothing is, in the sandbox).
pub(crate) async fn for_period(
    cx: &mut Cx,
    subscription: &Value,
    trial: bool,
) -> Result<Vec<Value>> {
    let currency = text(subscription, "currency").to_owned();
    let mut lines = Vec::new();
    for item in items(subscription) {
        let price = cx.find(text(item, "price")).await?.unwrap_or_default();
        let product = cx.find(text(&price, "product")).await?.unwrap_or_default();
        let name = product["name"].as_str().unwrap_or("Product").to_owned();
        let line = Line {
            subscription,
            item,
            price: &price,
            currency: &currency,
        };
        if trial {
            let part = Part {
                amount: 0,
                quantity: int(item, "quantity").max(1),
                unit_amount_decimal: Some("0".to_owned()),
                tier: None,
                flat: false,
            };
            lines.push(line.of(&part, &format!("Trial period for {name}"))?);
            continue;
        }
        let quantity = int(item, "quantity");
        for part in amount::parts(&price, &currency, quantity)? {
            let description = described(&part, &price, &name, &currency);
            lines.push(line.of(&part, &description)?);
        }
    }
    Ok(lines)
}

/// The items of a subscription.
pub(crate) fn items(subscription: &Value) -> impl Iterator<Item = &Value> {
    subscription["items"]["data"]
        .as_array()
        .into_iter()
        .flatten()
}

struct Line<'a> {
    subscription: &'a Value,
    item: &'a Value,
    price: &'a Value,
    currency: &'a str,
}

impl Line<'_> {
    fn of(&self, part: &Part, description: &str) -> Result<Value> {
        Ok(json!({
            "id": ids::long("il")?,
            "object": "line_item",
            "amount": part.amount,
            "currency": self.currency,
            "description": description,
            "discount_amounts": [],
            "discountable": true,
            "discounts": [],
            "invoice": null,
            "livemode": false,
            "metadata": self.subscription["metadata"],
            "parent": {
                "invoice_item_details": null,
                "subscription_item_details": {
                    "invoice_item": null,
                    "proration": false,
                    "proration_details": { "credited_items": null },
                    "subscription": self.subscription["id"],
                    "subscription_item": self.item["id"],
                },
                "type": "subscription_item_details",
            },
            "period": {
                "end": self.item["current_period_end"], "start": self.item["current_period_start"],
            },
            "pretax_credit_amounts": [],
            "pricing": {
                "price_details": { "price": self.price["id"], "product": self.price["product"] },
                "type": "price_details",
                "unit_amount_decimal": part.unit_amount_decimal,
            },
            "quantity": part.quantity,
            "quantity_decimal": part.quantity.to_string(),
            "subscription": self.subscription["id"],
            "subtotal": part.amount,
            "taxes": [],
        }))
    }
}

/// `2 × Pro (at $10.00 / month)`.
fn described(part: &Part, price: &Value, name: &str, currency: &str) -> String {
    let unit = amount::money(part.unit_amount_decimal.as_deref().unwrap_or("0"), currency);
    let interval = text(&price["recurring"], "interval");
    let every = match int(&price["recurring"], "interval_count") {
        count if count > 1 => format!("every {count} {interval}s"),
        _ => format!("/ {interval}"),
    };
    let quantity = part.quantity;
    match (part.tier, part.flat) {
        (None, _) => format!("{quantity} × {name} (at {unit} {every})"),
        (Some(tier), false) => format!("{quantity} × {name} (Tier {tier} at {unit} {every})"),
        (Some(tier), true) => format!("{name} (Tier {tier} flat fee at {unit} {every})"),
    }
}
