//! Credit for unused time, charge for remaining time: to the second, net of discounts.
//!
//! Source: Stripe, "Prorations" and "Billing mode". In classic mode a credit is counted from the item as it is now; in
//! flexible mode from what was billed for it, so that nobody is credited what was never charged.

use serde_json::{Value, json};

use super::amount::Part;
use super::books::Books;
use super::decimal::{self, ONE};
use super::lines::{Line, items};
use super::period::date;
use super::{currency, statement};
use crate::error::Result;
use crate::value::{int, text};

/// An amount for a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    amount: i64,
    start: i64,
    end: i64,
}

/// The credit for what is left of an item at a moment; `None` when nothing was billed for it.
pub(super) fn credit(
    books: &Books,
    subscription: &Value,
    item: &Value,
    at: i64,
) -> Result<Option<Value>> {
    // Items that an older version wrote do not know what was billed for them.
    let unknown = item.get("_billed").is_none();
    let classic = unknown || subscription["billing_mode"]["type"] == "classic";
    let (span, credited, rates) = if classic {
        let start = int(item, "current_period_start");
        let span = of_period(books, subscription, item, start)?;
        (span, Value::Null, books.rates(subscription, item))
    } else {
        let billed = &item["_billed"];
        // What was taxed otherwise is credited with the taxes it had.
        (
            self::billed(item),
            billed["credited_items"].clone(),
            billed["tax_rates"].clone(),
        )
    };
    let amount = -left(&span, at, subscription);
    if amount == 0 {
        return Ok(None);
    }
    let line = Line {
        subscription,
        item,
        price: books.price(item)?,
        period: (at, span.end),
        proration: Some(credited),
        rates,
    };
    let description = format!("Unused time on {}", on(books, item, at));
    Ok(Some(line.of(&part(amount, item), &description)?))
}

/// The charge for an item from a moment to the end of its period; `None` when that is nothing.
pub(super) fn charge(
    books: &Books,
    subscription: &Value,
    item: &Value,
    at: i64,
) -> Result<Option<Value>> {
    let span = of_period(books, subscription, item, at)?;
    let amount = left(&span, at, subscription);
    if amount == 0 {
        return Ok(None);
    }
    let line = Line {
        subscription,
        item,
        price: books.price(item)?,
        period: (at, span.end),
        proration: Some(Value::Null),
        rates: books.rates(subscription, item),
    };
    let description = format!("Remaining time on {}", on(books, item, at));
    Ok(Some(line.of(&part(amount, item), &description)?))
}

/// What is left of a span at a moment.
fn left(span: &Span, at: i64, subscription: &Value) -> i64 {
    let step = currency::step(text(subscription, "currency"));
    let at = at.clamp(span.start, span.end);
    currency::share(span.amount, span.end - at, span.end - span.start, step)
}

/// What an item costs for its current period, net of the discounts that count at a moment.
fn of_period(books: &Books, subscription: &Value, item: &Value, at: i64) -> Result<Span> {
    let currency = text(subscription, "currency");
    let all: Vec<&Value> = items(subscription).collect();
    let gross = all
        .iter()
        .map(|item| books.gross(item, currency))
        .collect::<Result<Vec<_>>>()?;
    let discounts = books.discounts(subscription, at);
    let net = statement::net(&gross, &discounts, currency);
    let index = all.iter().position(|other| other["id"] == item["id"]);
    Ok(Span {
        amount: index.and_then(|index| net.get(index)).copied().unwrap_or(0),
        start: int(item, "current_period_start"),
        end: int(item, "current_period_end"),
    })
}

fn billed(item: &Value) -> Span {
    let billed = &item["_billed"];
    Span {
        amount: int(billed, "amount"),
        start: int(billed, "start"),
        end: int(billed, "end"),
    }
}

/// Notes on the items what the lines of a period ask for them, for credits to come. `invoice` is what they stand on.
pub(super) fn remember_period(subscription: &mut Value, lines: &[Value], invoice: &Value) {
    let Some(items) = subscription["items"]["data"].as_array_mut() else {
        return;
    };
    for item in items {
        let own: Vec<&Value> = lines
            .iter()
            .filter(|line| {
                let details = &line["parent"]["subscription_item_details"];
                details["subscription_item"] == item["id"] && details["proration"] == false
            })
            .collect();
        let Some(first) = own.first() else {
            continue;
        };
        let amount: i64 = own.iter().map(|line| statement::net_of(line)).sum();
        let ids: Vec<&Value> = own.iter().map(|line| &line["id"]).collect();
        item["_billed"] = json!({
            "amount": amount,
            "start": first["period"]["start"],
            "end": first["period"]["end"],
            "credited_items": { "invoice": invoice, "invoice_line_items": ids },
            "tax_rates": first["_tax_rates"],
        });
    }
}

/// The same for the charges of a change; an item without one costs nothing for the rest of the period.
pub(super) fn remember_charge(
    subscription: &mut Value,
    charges: &[(Value, Option<Value>)],
    at: i64,
) {
    let Some(items) = subscription["items"]["data"].as_array_mut() else {
        return;
    };
    for (id, line) in charges {
        if let Some(item) = items.iter_mut().find(|item| item["id"] == *id) {
            let amount = line.as_ref().map_or(0, |line| int(line, "amount"));
            item["_billed"] = json!({
                "amount": amount,
                "start": at,
                "end": item["current_period_end"],
                "credited_items": null,
                "tax_rates": line.as_ref().map(|line| &line["_tax_rates"]),
            });
        }
    }
}

/// A proration is one line, whatever tiers it comes from.
fn part(amount: i64, item: &Value) -> Part {
    let quantity = int(item, "quantity").max(1);
    Part {
        amount,
        quantity,
        unit_amount_decimal: Some(decimal::write(
            i128::from(amount) * ONE / i128::from(quantity),
        )),
        tier: None,
        flat: false,
    }
}

/// `3 × Pro after 08 Jan 2026`.
fn on(books: &Books, item: &Value, at: i64) -> String {
    let name = books.name(item);
    let day = date(at).strftime("%d %b %Y");
    match int(item, "quantity") {
        0 | 1 => format!("{name} after {day}"),
        quantity => format!("{quantity} × {name} after {day}"),
    }
}
