//! Invoice lines of a subscription.

use serde_json::{Value, json};

use super::amount::{self, Part};
use super::books::Books;
use super::currency::money;
use crate::error::Result;
use crate::ids;
use crate::value::{int, text};

/// Lines for a period: licensed items in advance, metered ones for what was used (nothing is, in the sandbox).
pub(crate) fn for_period(books: &Books, subscription: &Value, trial: bool) -> Result<Vec<Value>> {
    let currency = text(subscription, "currency");
    let mut lines = Vec::new();
    for item in items(subscription) {
        let price = books.price(item)?;
        let name = books.name(item);
        let line = Line {
            subscription,
            item,
            price,
            period: (
                int(item, "current_period_start"),
                int(item, "current_period_end"),
            ),
            proration: None,
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
        for part in amount::parts(price, currency, quantity)? {
            let description = described(&part, price, name, currency);
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

/// What a line is about.
pub(super) struct Line<'a> {
    pub(super) subscription: &'a Value,
    pub(super) item: &'a Value,
    pub(super) price: &'a Value,
    pub(super) period: (i64, i64),
    /// For a proration: `credited_items`, or null.
    pub(super) proration: Option<Value>,
}

impl Line<'_> {
    pub(super) fn of(&self, part: &Part, description: &str) -> Result<Value> {
        let proration = self.proration.is_some();
        Ok(json!({
            "id": ids::long("il")?,
            "object": "line_item",
            "amount": part.amount,
            "currency": self.subscription["currency"],
            "description": description,
            "discount_amounts": [],
            // Always false for prorations: their amounts are net of discounts.
            "discountable": !proration,
            "discounts": [],
            "invoice": null,
            "livemode": false,
            "metadata": self.subscription["metadata"],
            "parent": {
                "invoice_item_details": null,
                "subscription_item_details": {
                    "invoice_item": null,
                    "proration": proration,
                    "proration_details": { "credited_items": self.proration },
                    "subscription": self.subscription["id"],
                    "subscription_item": self.item["id"],
                },
                "type": "subscription_item_details",
            },
            "period": { "end": self.period.1, "start": self.period.0 },
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
    let unit = money(part.unit_amount_decimal.as_deref().unwrap_or("0"), currency);
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
