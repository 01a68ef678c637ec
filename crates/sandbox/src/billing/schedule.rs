//! Subscription schedules: phases that follow each other, applied by the clock.

use serde_json::{Value, json};

use super::books::Books;
use super::change::{Change, Proration};
use super::collect::{self, Behavior, Payment};
use super::discount::{self, Granted, Holder};
use super::ending::{self, Ending};
use super::lifecycle;
use super::lines::items;
use super::renew::current_period;
use crate::cx::Cx;
use crate::error::Result;
use crate::ids;
use crate::value::{int, text};

/// The phase that follows the current one.
pub(crate) fn following(schedule: &Value) -> Option<&Value> {
    let end = schedule["current_phase"]["end_date"].as_i64()?;
    let phases = schedule["phases"].as_array()?;
    phases.iter().find(|phase| phase["start_date"] == end)
}

/// A phase is over: the next one begins, or the schedule ends as it says.
pub(super) async fn next_phase(cx: &mut Cx, before: Value) -> Result<()> {
    let Some(phase) = following(&before).cloned() else {
        return end(cx, before).await;
    };
    let mut schedule = before.clone();
    schedule["current_phase"] =
        json!({ "start_date": phase["start_date"], "end_date": phase["end_date"] });
    cx.save(&schedule).await?;
    cx.emit("subscription_schedule.updated", &schedule, Some(&before))
        .await?;
    let subscription = text(&schedule, "subscription");
    let subscription = cx.existing("subscription", subscription).await?;
    enter(cx, &subscription, &phase).await
}

/// Makes a subscription what a phase says. At the end of a period nothing is prorated: the renewal that follows bills
/// the new items.
pub(crate) async fn enter(cx: &mut Cx, before: &Value, phase: &Value) -> Result<()> {
    let after = in_phase(cx, before, phase).await?;
    if current_period(before).1 == cx.now {
        return lifecycle::store(cx, &after, before).await;
    }
    let mut books = Books::of(cx, before).await?;
    books.open(cx, &after).await?;
    let mut change = Change::none(before, cx.now);
    change.items = items(&after).cloned().collect();
    change.discounts = after["discounts"].clone();
    change.default_tax_rates = after["default_tax_rates"].clone();
    change.proration = Proration::of(phase["proration_behavior"].as_str());
    change.anchor_now = phase["billing_cycle_anchor"] == "phase_start";
    let effect = change.apply(before, &books)?;
    let payment = Payment {
        behavior: Behavior::Allow,
        present: false,
    };
    collect::settle(cx, before, effect, payment).await
}

/// A subscription with the items of a phase, at the end of its period. Another interval begins anew there.
pub(crate) async fn in_phase(cx: &mut Cx, before: &Value, phase: &Value) -> Result<Value> {
    let mut after = before.clone();
    let wanted = phase["items"].as_array().cloned().unwrap_or_default();
    let mut held: Vec<Value> = items(before).cloned().collect();
    let mut made = Vec::with_capacity(wanted.len());
    for wanted in &wanted {
        let same = held
            .iter()
            .position(|item| item["price"] == wanted["price"]);
        // A single item that changes its price stays the same item.
        let place = same.or((wanted_alone(phase) && held.len() == 1).then_some(0));
        let mut item = match place {
            Some(place) => held.remove(place),
            None => blank(cx, before)?,
        };
        item["price"] = wanted["price"].clone();
        if wanted["quantity"].is_null() {
            if let Some(members) = item.as_object_mut() {
                members.remove("quantity");
            }
        } else {
            item["quantity"] = wanted["quantity"].clone();
        }
        item["tax_rates"] = wanted["tax_rates"].clone();
        made.push(item);
    }
    after["items"]["data"] = made.into();
    // A phase says all there is to its taxes: what it does not name is gone.
    after["default_tax_rates"] = phase["default_tax_rates"].clone();
    let (start, end) = current_period(before);
    super::renew::set_period(&mut after, (start, end));
    let mut books = Books::of(cx, before).await?;
    books.open(cx, &after).await?;
    if books.interval(before)? != books.interval(&after)? {
        after["billing_cycle_anchor"] = end.into();
    }
    let sent = phase["discounts"].as_array().cloned().unwrap_or_default();
    if !sent.is_empty() {
        let mut held = Vec::with_capacity(sent.len());
        for sent in &sent {
            // A code that has been spent or withdrawn since no longer counts; the phase begins all the same.
            if let Ok(granted) = granted(cx, &after, &books, std::slice::from_ref(sent)).await {
                let ids = discount::redeem(cx, granted).await?;
                held.extend(ids.as_array().cloned().unwrap_or_default());
            }
        }
        after["discounts"] = held.into();
    }
    Ok(after)
}

/// The discounts a phase names.
///
/// # Errors
/// 400 in Stripe's words when one does not exist or cannot be redeemed.
async fn granted(
    cx: &mut Cx,
    subscription: &Value,
    books: &Books,
    sent: &[Value],
) -> Result<Vec<Granted>> {
    let currency = text(subscription, "currency");
    let mut subtotal = 0;
    for item in items(subscription) {
        subtotal += books.gross(item, currency)?;
    }
    let holder = Holder {
        subscription: text(subscription, "id"),
        customer: text(subscription, "customer"),
        currency,
        held: &subscription["discounts"],
        subtotal,
    };
    discount::grant(cx, sent, &holder).await
}

/// Whether the discounts a phase names could be had now.
///
/// # Errors
/// As [`discount::grant`].
pub(crate) async fn require_discounts(cx: &mut Cx, before: &Value, phase: &Value) -> Result<()> {
    let sent = phase["discounts"].as_array().cloned().unwrap_or_default();
    if sent.is_empty() {
        return Ok(());
    }
    let mut without = phase.clone();
    without["discounts"] = json!([]);
    let after = in_phase(cx, before, &without).await?;
    let mut books = Books::of(cx, before).await?;
    books.open(cx, &after).await?;
    granted(cx, &after, &books, &sent).await.map(drop)
}

fn wanted_alone(phase: &Value) -> bool {
    phase["items"]
        .as_array()
        .is_some_and(|items| items.len() == 1)
}

fn blank(cx: &Cx, subscription: &Value) -> Result<Value> {
    Ok(json!({
        "id": ids::short("si")?,
        "object": "subscription_item",
        "billing_thresholds": null,
        "created": cx.now,
        "current_trial": null,
        "discounts": [],
        "metadata": {},
        "price": null,
        "subscription": subscription["id"],
        "tax_rates": [],
        "_billed": null,
    }))
}

async fn end(cx: &mut Cx, before: Value) -> Result<()> {
    if before["end_behavior"] != "cancel" {
        release(cx, before).await?;
        return Ok(());
    }
    let mut schedule = before.clone();
    schedule["status"] = "completed".into();
    schedule["completed_at"] = cx.now.into();
    schedule["current_phase"] = Value::Null;
    cx.save(&schedule).await?;
    cx.emit("subscription_schedule.completed", &schedule, Some(&before))
        .await?;
    let subscription = text(&before, "subscription");
    let subscription = cx.existing("subscription", subscription).await?;
    let how = Ending {
        reason: "cancellation_requested",
        prorate: true,
        invoice_now: true,
    };
    ending::cancel(cx, subscription, how).await?;
    Ok(())
}

/// Lets go of the subscription, which stays what it is.
pub(crate) async fn release(cx: &mut Cx, before: Value) -> Result<Value> {
    let mut schedule = before.clone();
    schedule["status"] = "released".into();
    schedule["released_at"] = cx.now.into();
    schedule["released_subscription"] = before["subscription"].clone();
    schedule["subscription"] = Value::Null;
    schedule["current_phase"] = Value::Null;
    cx.save(&schedule).await?;
    cx.emit("subscription_schedule.released", &schedule, Some(&before))
        .await?;
    let subscription = text(&before, "subscription");
    if let Some(before) = cx.find(subscription).await? {
        let mut subscription = before.clone();
        subscription["schedule"] = Value::Null;
        lifecycle::store(cx, &subscription, &before).await?;
    }
    Ok(schedule)
}

/// The subscription ends, and what was planned for it with it.
pub(crate) async fn abandon(cx: &mut Cx, subscription: &Value) -> Result<()> {
    let Some(before) = cx.find(text(subscription, "schedule")).await? else {
        return Ok(());
    };
    if !matches!(text(&before, "status"), "active" | "not_started") {
        return Ok(());
    }
    let mut schedule = before.clone();
    schedule["status"] = "canceled".into();
    schedule["canceled_at"] = cx.now.into();
    schedule["current_phase"] = Value::Null;
    cx.save(&schedule).await?;
    cx.emit("subscription_schedule.canceled", &schedule, Some(&before))
        .await
}

/// How long a phase lasts that does not say: one interval of its price.
pub(crate) async fn default_end(cx: &mut Cx, phase: &Value, start: i64, times: i64) -> Result<i64> {
    let price = text(&phase["items"][0], "price").to_owned();
    let price = cx.find(&price).await?.unwrap_or_default();
    let mut recurring = price["recurring"].clone();
    recurring["interval_count"] = (int(&recurring, "interval_count").max(1) * times).into();
    super::period::Interval::of(&recurring).boundary_after(start, start)
}
