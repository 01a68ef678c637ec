//! `payment_behavior=pending_if_incomplete`: a change that takes effect when its invoice is paid, and lapses otherwise.

use serde_json::{Value, json};

use super::change::Effect;
use super::renew::current_period;
use super::{discount, invoice, lifecycle, pending};
use crate::cx::Cx;
use crate::deferred;
use crate::error::Result;
use crate::value::text;

/// How long a change waits for its payment, in seconds: 23 hours, as in Stripe.
const WAITS_FOR: i64 = 23 * 3_600;
/// What a change may change.
const CHANGED: [&str; 6] = [
    "billing_cycle_anchor",
    "discounts",
    "items",
    "status",
    "trial_end",
    "trial_start",
];

/// Makes the invoice of a change and lets the change wait for it. A change that waited before is given up.
pub(crate) async fn propose(cx: &mut Cx, before: &Value, effect: &Effect) -> Result<Value> {
    let mut current = before.clone();
    if !before["_pending"].is_null() {
        lapse(cx, before).await?;
        current = cx.existing("subscription", text(before, "id")).await?;
    }
    let mut after = effect.subscription.clone();
    pending::store(cx, &after, &effect.prorations).await?;
    let period = (current_period(before).0, cx.now);
    let lines = effect.period.clone();
    let reason = "subscription_update";
    let mut invoice = invoice::draft(cx, &mut after, reason, period, lines).await?;
    let expires = cx.now + WAITS_FOR;
    let mut waiting = current.clone();
    waiting["latest_invoice"] = invoice["id"].clone();
    waiting["pending_update"] = json!({
        "billing_cycle_anchor": after["billing_cycle_anchor"],
        "discounts": after["discounts"],
        "expires_at": expires,
        "subscription_items": after["items"]["data"],
        "trial_end": after["trial_end"],
        "trial_from_plan": null,
    });
    waiting["_pending"] = json!({ "invoice": invoice["id"], "after": after });
    if before["test_clock"].is_null() {
        deferred::put(cx, text(before, "id"), expires).await?;
    }
    lifecycle::store(cx, &waiting, before).await?;
    invoice["auto_advance"] = false.into();
    invoice::finalize(cx, &mut invoice).await?;
    Ok(invoice)
}

/// The invoice of a waiting change was paid: it takes effect. Returns the subscription afterwards.
pub(super) fn accept(before: &Value) -> Value {
    let mut subscription = before.clone();
    for name in CHANGED {
        subscription[name] = before["_pending"]["after"][name].clone();
    }
    subscription["pending_update"] = Value::Null;
    subscription["_pending"] = Value::Null;
    subscription
}

/// Gives a waiting change up: its invoice is void, the subscription stays what it is.
pub(crate) async fn lapse(cx: &mut Cx, before: &Value) -> Result<()> {
    if before["_pending"].is_null() {
        return Ok(());
    }
    let mut subscription = before.clone();
    subscription["pending_update"] = Value::Null;
    subscription["_pending"] = Value::Null;
    let offered = &before["_pending"]["after"]["discounts"];
    discount::announce_removed(cx, offered, &before["discounts"]).await?;
    lifecycle::store(cx, &subscription, before).await?;
    cx.emit(
        "customer.subscription.pending_update_expired",
        &subscription,
        Some(before),
    )
    .await?;
    let invoice = text(&before["_pending"], "invoice");
    if let Some(mut invoice) = cx.find(invoice).await?
        && invoice["status"] == "open"
    {
        invoice::give_up(cx, &mut invoice, "void").await?;
    }
    Ok(())
}
