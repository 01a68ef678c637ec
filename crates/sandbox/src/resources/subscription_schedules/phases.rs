//! Phases: one after the other, without gaps.

use serde_json::{Value, json};

use crate::billing::lines::items;
use crate::billing::period::Interval;
use crate::billing::renew::current_period;
use crate::billing::schedule;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::params::merge_metadata;
use crate::resources::tax_rates;
use crate::value::text;

/// The phase a subscription is in.
pub(super) fn of_subscription(subscription: &Value) -> Value {
    let (start, end) = current_period(subscription);
    let items: Vec<Value> = items(subscription)
        .map(|item| {
            let mut made = in_phase(&item["price"], &item["quantity"], &item["metadata"]);
            made["tax_rates"] = item["tax_rates"].clone();
            made
        })
        .collect();
    let mut phase = blank(subscription);
    phase["default_tax_rates"] = subscription["default_tax_rates"].clone();
    phase["items"] = items.into();
    phase["start_date"] = start.into();
    phase["end_date"] = end.into();
    phase
}

fn in_phase(price: &Value, quantity: &Value, metadata: &Value) -> Value {
    json!({
        "billing_thresholds": null,
        "discounts": [],
        "metadata": metadata,
        "plan": price,
        "price": price,
        "quantity": quantity,
        "tax_rates": [],
    })
}

/// A discount as a phase shows it.
fn in_full(sent: &Value) -> Value {
    let of = |name: &str| sent[name].clone();
    json!({ "coupon": of("coupon"), "discount": of("discount"), "promotion_code": of("promotion_code") })
}

fn blank(of: &Value) -> Value {
    json!({
        "add_invoice_items": [],
        "application_fee_percent": null,
        "billing_cycle_anchor": null,
        "billing_thresholds": null,
        "collection_method": null,
        "currency": of["currency"],
        "default_payment_method": null,
        "default_tax_rates": [],
        "description": null,
        "discounts": [],
        "end_date": null,
        "invoice_settings": null,
        "items": [],
        "metadata": {},
        "on_behalf_of": null,
        "proration_behavior": "create_prorations",
        "start_date": null,
        "transfer_data": null,
        "trial_end": null,
    })
}

/// Whether a phase's items and taxes are those of a subscription.
pub(super) fn is_reached(phase: &Value, subscription: &Value) -> bool {
    let of = |item: &Value| {
        let member = |name: &str| item[name].clone();
        (member("price"), member("quantity"), member("tax_rates"))
    };
    let wanted = phase["items"].as_array().into_iter().flatten();
    let wanted: Vec<_> = wanted.map(of).collect();
    let held: Vec<_> = items(subscription).map(of).collect();
    phase["default_tax_rates"] == subscription["default_tax_rates"]
        && wanted.len() == held.len()
        && wanted.iter().all(|item| held.contains(item))
}

/// Reads `phases[]`. The first one begins where the current one does, each other where the one before it ends; one
/// that does not say how long it lasts takes one interval of its price.
///
/// # Errors
/// 400 when a price does not exist or fit, or the dates leave a gap.
pub(super) async fn read(cx: &mut Cx, sent: &[Value], schedule: &Value) -> Result<Vec<Value>> {
    let mut phases: Vec<Value> = Vec::with_capacity(sent.len());
    let subscription = cx
        .existing("subscription", text(schedule, "subscription"))
        .await?;
    let mut start = schedule["current_phase"]["start_date"]
        .as_i64()
        .unwrap_or(cx.now);
    for (index, sent) in sent.iter().enumerate() {
        let path = format!("phases[{index}]");
        let given = moment(&sent["start_date"], cx.now);
        if given.is_some_and(|given| given != start) {
            let message = if index == 0 {
                "You can not modify the start date of the current phase."
            } else {
                "Each phase must begin when the one before it ends."
            };
            return Err(ApiError::invalid(message).param(format!("{path}[start_date]")));
        }
        let mut phase = blank(&subscription);
        phase["items"] = read_items(cx, &sent["items"], &subscription, &path).await?;
        let (rates, held) = (
            &sent["default_tax_rates"],
            &subscription["default_tax_rates"],
        );
        let param = format!("{path}[default_tax_rates]");
        phase["default_tax_rates"] = tax_rates::chosen(cx, rates, held, &param).await?;
        let discounts = sent["discounts"].as_array().into_iter().flatten();
        phase["discounts"] = discounts.map(in_full).collect();
        schedule::require_discounts(cx, &subscription, &phase).await?;
        let end = end(cx, sent, &phase, start).await?;
        if end <= start || (end <= cx.now && index + 1 == phases.capacity()) {
            return Err(ApiError::invalid(
                "The end date of a phase must be after its start date, and the last one in the future.",
            )
            .param(format!("{path}[end_date]")));
        }
        phase["start_date"] = start.into();
        phase["end_date"] = end.into();
        for name in ["proration_behavior", "billing_cycle_anchor", "description"] {
            if !sent[name].is_null() {
                phase[name] = sent[name].clone();
            }
        }
        merge_metadata(sent.get("metadata"), &mut phase);
        phases.push(phase);
        start = end;
    }
    Ok(phases)
}

async fn end(cx: &mut Cx, sent: &Value, phase: &Value, start: i64) -> Result<i64> {
    if let Some(end) = moment(&sent["end_date"], cx.now) {
        return Ok(end);
    }
    if sent["duration"].is_object() {
        return Interval::of(&sent["duration"]).boundary_after(start, start);
    }
    let times = sent["iterations"].as_i64().unwrap_or(1);
    schedule::default_end(cx, phase, start, times).await
}

fn moment(sent: &Value, now: i64) -> Option<i64> {
    match sent {
        Value::String(_) => Some(now),
        other => other.as_i64(),
    }
}

async fn read_items(cx: &mut Cx, sent: &Value, subscription: &Value, path: &str) -> Result<Value> {
    let mut items = Vec::new();
    let mut shared: Option<Interval> = None;
    for (index, item) in sent.as_array().into_iter().flatten().enumerate() {
        let param = format!("{path}[items][{index}][price]");
        let id = text(item, "price").to_owned();
        let price = cx.referenced("price", &id, &param).await?;
        let currency = text(subscription, "currency");
        if price["type"] != "recurring" || price["currency_options"][currency].is_null() {
            return Err(ApiError::invalid(format!(
                "The price `{id}` must be recurring and have an amount in `{currency}`."
            ))
            .param(param));
        }
        let own = Interval::of(&price["recurring"]);
        if shared.get_or_insert_with(|| own.clone()) != &own {
            return Err(ApiError::invalid(
                "All prices of a phase must have the same `recurring.interval` and `recurring.interval_count`.",
            )
            .param(param));
        }
        let metered = price["recurring"]["usage_type"] == "metered";
        let quantity = match (&item["quantity"], metered) {
            (_, true) => Value::Null,
            (Value::Null, _) => 1.into(),
            (sent, _) => sent.clone(),
        };
        let mut made = in_phase(&price["id"], &quantity, &json!({}));
        merge_metadata(item.get("metadata"), &mut made);
        let param = format!("{path}[items][{index}][tax_rates]");
        let held = held_rates(subscription);
        made["tax_rates"] = tax_rates::chosen(cx, &item["tax_rates"], &held, &param).await?;
        items.push(made);
    }
    if items.is_empty() {
        return Err(ApiError::invalid("A phase must have at least one item.")
            .param(format!("{path}[items]")));
    }
    Ok(items.into())
}

/// The rates of all items of a subscription.
fn held_rates(subscription: &Value) -> Value {
    let rates = items(subscription).filter_map(|item| item["tax_rates"].as_array());
    rates.flatten().cloned().collect()
}
