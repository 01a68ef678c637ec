//! `POST /v1/subscriptions/{id}`.

use serde_json::{Value, json};

use super::change::{Resolved, require_running, resolve};
use super::create::trial_settings;
use super::dates::set_cancellation;
use super::{set_details, timely};
use crate::billing::change::Proration;
use crate::billing::collect::{self, Behavior, Payment};
use crate::billing::{charge, discount, lifecycle, pending_update};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::params::{Params, merge_metadata};
use crate::resources::customers::owned_method;
use crate::value::text;

pub(super) async fn update(cx: &mut Cx) -> Result<Value> {
    let before = timely(cx).await?;
    let params = cx.params();
    perform(cx, before, &params).await
}

/// Changes a subscription as the parameters of an update say.
///
/// # Errors
/// 400 in Stripe's words; 402 when a payment that was waited for failed.
pub(in crate::resources) async fn perform(
    cx: &mut Cx,
    before: Value,
    params: &Params,
) -> Result<Value> {
    let mut base = before.clone();
    set_details(cx, params, &mut base).await?;
    merge_metadata(params.get("metadata"), &mut base);
    let free = ["metadata", "cancellation_details", "expand"];
    if lifecycle::is_over(&before) {
        if params.keys().any(|name| !free.contains(&name.as_str())) {
            require_running(&before)?;
        }
        lifecycle::store(cx, &base, &before).await?;
        return Ok(base);
    }
    set_plain(cx, params, &mut base).await?;
    let discounts = params.get("discounts");
    let Resolved {
        change,
        books,
        discounts,
    } = resolve(cx, params, discounts, &before, "items").await?;
    let mut effect = change.apply(&base, &books)?;
    let payment = payment(params);
    if payment.behavior == Behavior::Pending {
        refuse_beside_pending(params)?;
        if effect.invoice_now {
            if let Some(granted) = discounts {
                discount::redeem(cx, granted).await?;
            }
            let mut invoice = pending_update::propose(cx, &base, &effect).await?;
            collect::collect(cx, &mut invoice, payment).await?;
            return cx.existing("subscription", text(&before, "id")).await;
        }
    }
    refuse_scheduled(params, &before)?;
    set_cancellation(params, cx.now, &mut effect.subscription)?;
    if let Some(granted) = discounts {
        discount::redeem(cx, granted).await?;
        let after = &effect.subscription["discounts"];
        discount::announce_removed(cx, &before["discounts"], after).await?;
    }
    collect::settle(cx, &before, effect, payment).await?;
    cx.existing("subscription", text(&before, "id")).await
}

/// Starts a subscription that was paused when its trial ended without a payment method.
pub(super) async fn resume(cx: &mut Cx) -> Result<Value> {
    let before = timely(cx).await?;
    if before["status"] != "paused" {
        return Err(ApiError::invalid(
            "You can only resume subscriptions that are paused.",
        ));
    }
    let params = cx.params();
    let mut base = before.clone();
    base["status"] = "active".into();
    let resolved = resolve(cx, &params, None, &base, "items").await?;
    let mut change = resolved.change;
    // Its period went by without service, so a new one begins.
    change.anchor_now = true;
    change.proration = Proration::None;
    let effect = change.apply(&base, &resolved.books)?;
    cx.emit("customer.subscription.resumed", &effect.subscription, None)
        .await?;
    collect::settle(cx, &before, effect, payment(&params)).await?;
    cx.existing("subscription", text(&before, "id")).await
}

fn payment(params: &Params) -> Payment {
    Payment {
        behavior: match params.text("payment_behavior") {
            Some("default_incomplete") => Behavior::Default,
            Some("error_if_incomplete") => Behavior::Error,
            Some("pending_if_incomplete") => Behavior::Pending,
            _ => Behavior::Allow,
        },
        present: params.flag("off_session") != Some(true),
    }
}

/// # Errors
/// 400 when the end of a subscription is up to its schedule.
fn refuse_scheduled(params: &Params, before: &Value) -> Result<()> {
    let ends = ["cancel_at", "cancel_at_period_end"];
    match (
        before["schedule"].as_str(),
        ends.iter().any(|name| params.contains_key(*name)),
    ) {
        (Some(schedule), true) => Err(ApiError::invalid(format!(
            "The subscription is managed by the subscription schedule `{schedule}`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead."
        ))),
        _ => Ok(()),
    }
}

/// What has nothing to do with items and periods.
async fn set_plain(cx: &mut Cx, params: &Params, subscription: &mut Value) -> Result<()> {
    if let Some(account) = params.text("on_behalf_of").filter(|id| !id.is_empty()) {
        cx.referenced("account", account, "on_behalf_of").await?;
    }
    params.copy(&["description", "on_behalf_of"], subscription);
    set_default_method(cx, params, subscription).await?;
    if let Some(pause) = params.get("pause_collection") {
        subscription["pause_collection"] = if pause.is_null() {
            Value::Null
        } else {
            json!({ "behavior": pause["behavior"], "resumes_at": pause["resumes_at"] })
        };
    }
    if let Some(settings) = params.get("payment_settings").and_then(Value::as_object) {
        for (name, value) in settings {
            subscription["payment_settings"][name] = value.clone();
        }
    }
    if let Some(settings) = params.get("trial_settings") {
        let missing = text(&settings["end_behavior"], "missing_payment_method");
        subscription["trial_settings"] = trial_settings(missing);
    }
    Ok(())
}

async fn set_default_method(cx: &mut Cx, params: &Params, subscription: &mut Value) -> Result<()> {
    let Some(sent) = params.get("default_payment_method") else {
        return Ok(());
    };
    if let Some(id) = sent.as_str() {
        let method = owned_method(
            cx,
            id,
            text(subscription, "customer"),
            "default_payment_method",
        )
        .await?;
        let currency = text(subscription, "currency");
        charge::require_currency(text(&method, "type"), currency, "default_payment_method")?;
    }
    subscription["default_payment_method"] = sent.clone();
    Ok(())
}

/// An update that may have to wait takes only what can wait.
///
/// # Errors
/// 400 in Stripe's words.
fn refuse_beside_pending(params: &Params) -> Result<()> {
    const ALLOWED: [&str; 11] = [
        "billing_cycle_anchor",
        "discounts",
        "expand",
        "items",
        "off_session",
        "payment_behavior",
        "proration_behavior",
        "proration_date",
        "trial_end",
        "trial_from_plan",
        "add_invoice_items",
    ];
    match params.keys().find(|name| !ALLOWED.contains(&name.as_str())) {
        Some(name) => Err(ApiError::invalid(format!(
            "When `payment_behavior` is set to `pending_if_incomplete`, you can only pass supported parameters. The parameter `{name}` is not supported."
        ))
        .param(name)),
        None => Ok(()),
    }
}
