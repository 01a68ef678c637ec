//! Invoice lines of a subscription.

use serde_json::{Value, json};

use super::amount::{self, Part};
use super::books::Books;
use super::currency::money;
use super::usage::is_metered;
use crate::error::Result;
use crate::ids;
use crate::value::{int, text};

/// Lines for a period: licensed items in advance, metered ones for what was used in the period before.
pub(crate) fn for_period(books: &Books, subscription: &Value, trial: bool) -> Result<Vec<Value>> {
    let mut lines = Vec::new();
    for item in items(subscription) {
        let price = books.price(item)?;
        let name = books.name(item);
        let period = (
            int(item, "current_period_start"),
            int(item, "current_period_end"),
        );
        let (quantity, period) = match books.used(item) {
            Some(used) if is_metered(price) && !trial => (used.quantity, used.period),
            _ => (int(item, "quantity"), period),
        };
        let line = Line {
            subscription,
            item,
            price,
            period,
            proration: None,
            rates: books.rates(subscription, item),
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
        lines.extend(line.parts(quantity, name)?);
    }
    Ok(lines)
}

/// Lines for what was used since the period began, for a subscription that ends at a moment.
pub(crate) fn for_usage(books: &Books, subscription: &Value, at: i64) -> Result<Vec<Value>> {
    let mut lines = Vec::new();
    if matches!(
        text(subscription, "status"),
        "trialing" | "paused" | "incomplete"
    ) {
        return Ok(lines);
    }
    for item in items(subscription) {
        let Some(used) = books.used(item).filter(|used| used.quantity > 0) else {
            continue;
        };
        let line = Line {
            subscription,
            item,
            price: books.price(item)?,
            period: (used.period.0, used.period.1.min(at)),
            proration: None,
            rates: books.rates(subscription, item),
        };
        lines.extend(line.parts(used.quantity, books.name(item))?);
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

/// Whether the rates of a line are those of its invoice, and change with them.
pub(crate) const INHERITS: &str = "_inherits_tax_rates";

fn has_rates(item: &Value) -> bool {
    item["tax_rates"]
        .as_array()
        .is_some_and(|own| !own.is_empty())
}

/// What a line is about.
pub(super) struct Line<'a> {
    pub(super) subscription: &'a Value,
    pub(super) item: &'a Value,
    pub(super) price: &'a Value,
    pub(super) period: (i64, i64),
    /// For a proration: `credited_items`, or null.
    pub(super) proration: Option<Value>,
    /// The rates it is taxed with, as [`super::tax::terms`] keeps them.
    pub(super) rates: Value,
}

impl Line<'_> {
    /// A line for each part of what a quantity costs.
    fn parts(&self, quantity: i64, name: &str) -> Result<Vec<Value>> {
        let currency = text(self.subscription, "currency");
        let parts = amount::parts(self.price, currency, quantity)?;
        let lines = parts.iter().map(|part| {
            let description = described(part, self.price, name, currency);
            self.of(part, &description)
        });
        lines.collect()
    }

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
            "_tax_rates": self.rates,
            INHERITS: !proration && !has_rates(self.item),
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
