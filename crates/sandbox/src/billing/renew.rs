//! New periods: renewals, ends of trials, first invoices.

use serde_json::Value;

use super::books::Books;
use super::lines::{for_period, items};
use super::{charge, ending, invoice, lifecycle};
use crate::cx::Cx;
use crate::error::Result;
use crate::value::{int, text};

/// The current period of a subscription: that of its items, which all have the same.
pub(crate) fn current_period(subscription: &Value) -> (i64, i64) {
    items(subscription).next().map_or((0, 0), |item| {
        (
            int(item, "current_period_start"),
            int(item, "current_period_end"),
        )
    })
}

/// Gives every item the period.
pub(crate) fn set_period(subscription: &mut Value, (start, end): (i64, i64)) {
    if let Some(items) = subscription["items"]["data"].as_array_mut() {
        for item in items {
            item["current_period_start"] = start.into();
            item["current_period_end"] = end.into();
        }
    }
}

/// What a subscription is in its next period, and the lines of that period's invoice.
pub(crate) fn renewed(before: &Value, books: &Books) -> Result<(Value, Vec<Value>)> {
    let mut subscription = before.clone();
    let (_, ended) = current_period(before);
    let interval = books.interval(before)?;
    let end = interval.boundary_after(int(before, "billing_cycle_anchor"), ended)?;
    set_period(&mut subscription, (ended, end));
    if before["status"] == "trialing" {
        subscription["status"] = "active".into();
    }
    let lines = for_period(books, &subscription, false)?;
    Ok((subscription, lines))
}

/// Begins the next period. The invoice stays a draft for an hour, as in Stripe.
pub(crate) async fn next_period(cx: &mut Cx, before: &Value) -> Result<()> {
    let ended = current_period(before);
    let books = Books::of(cx, before).await?;
    let (mut subscription, lines) = renewed(before, &books)?;
    let mut invoice =
        invoice::draft(cx, &mut subscription, "subscription_cycle", ended, lines).await?;
    let kept = before["status"] == lifecycle::AFTER_RETRIES
        || before["pause_collection"]["behavior"] == "keep_as_draft";
    if kept {
        invoice["auto_advance"] = false.into();
        invoice["automatically_finalizes_at"] = Value::Null;
        cx.save(&invoice).await?;
    }
    lifecycle::store(cx, &subscription, before).await
}

/// A trial is over: bill, pause or cancel, as the subscription says.
pub(crate) async fn end_trial(cx: &mut Cx, before: &Value) -> Result<()> {
    let customer = cx.find(text(before, "customer")).await?.unwrap_or_default();
    let method = charge::method_for(cx, &Value::Null, before, &customer).await?;
    let automatic = before["collection_method"] == "charge_automatically";
    let missing = text(
        &before["trial_settings"]["end_behavior"],
        "missing_payment_method",
    );
    match missing {
        "cancel" if method.is_none() && automatic => {
            let failed = ending::Ending::plain("payment_failed");
            ending::cancel(cx, before.clone(), failed).await?;
            Ok(())
        }
        "pause" if method.is_none() && automatic => {
            let mut subscription = before.clone();
            subscription["status"] = "paused".into();
            cx.save(&subscription).await?;
            cx.emit("customer.subscription.paused", &subscription, None)
                .await?;
            cx.emit("customer.subscription.updated", &subscription, Some(before))
                .await
        }
        _ => next_period(cx, before).await,
    }
}

/// Finalizes a draft whose hour is over, and collects it unless collection is paused.
pub(crate) async fn finalize_and_collect(cx: &mut Cx, mut invoice: Value) -> Result<()> {
    let subscription = cx
        .find(invoice::subscription_of(&invoice))
        .await?
        .unwrap_or_default();
    invoice::finalize(cx, &mut invoice).await?;
    if invoice["status"] != "open" {
        return Ok(());
    }
    match text(&subscription["pause_collection"], "behavior") {
        "mark_uncollectible" => invoice::give_up(cx, &mut invoice, "uncollectible").await,
        "void" => invoice::give_up(cx, &mut invoice, "void").await,
        _ if invoice["collection_method"] == "charge_automatically" => {
            lifecycle::collect(cx, &mut invoice).await
        }
        _ => Ok(()),
    }
}

/// An invoice that was to be paid by hand is overdue.
pub(crate) async fn overdue(cx: &mut Cx, mut invoice: Value) -> Result<()> {
    invoice["_overdue"] = true.into();
    cx.save(&invoice).await?;
    cx.emit("invoice.overdue", &invoice, None).await?;
    if let Some(before) = cx.find(invoice::subscription_of(&invoice)).await?
        && before["status"] == "active"
    {
        let mut subscription = before.clone();
        subscription["status"] = "past_due".into();
        lifecycle::store(cx, &subscription, &before).await?;
    }
    Ok(())
}
