//! `POST /v1/subscriptions/{id}`: everything but items and prices.

use serde_json::{Value, json};

use super::dates::{require_trial_end, set_cancellation};
use super::{set_details, timely};
use crate::billing::charge;
use crate::billing::invoice::{self, Bill};
use crate::billing::lifecycle;
use crate::billing::lines::for_period;
use crate::billing::renew::{current_period, interval, set_period};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::params::{Params, merge_metadata};
use crate::resources::customers::owned_method;
use crate::value::{int, text};

pub(super) async fn update(cx: &mut Cx) -> Result<Value> {
    let before = timely(cx).await?;
    let params = cx.params();
    let mut subscription = before.clone();
    set_details(&params, &mut subscription);
    merge_metadata(params.get("metadata"), &mut subscription);
    if lifecycle::is_over(&before) {
        let others = params.keys().any(|name| {
            !matches!(
                name.as_str(),
                "metadata" | "cancellation_details" | "expand"
            )
        });
        if others {
            return Err(ApiError::invalid(
                "A canceled subscription can only update its cancellation_details and metadata.",
            ));
        }
        lifecycle::store(cx, &subscription, &before).await?;
        return Ok(subscription);
    }
    params.copy(&["description"], &mut subscription);
    set_default_method(cx, &params, &mut subscription).await?;
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
        subscription["trial_settings"] = settings.clone();
    }
    let ended_trial = set_trial_end(cx, &params, &mut subscription).await?;
    set_cancellation(&params, cx.now, &mut subscription)?;
    lifecycle::store(cx, &subscription, &before).await?;
    if ended_trial {
        bill_now(cx, &subscription, current_period(&before)).await?;
    }
    cx.existing("subscription", text(&before, "id")).await
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

/// Moves or ends a running trial; returns whether it ended now.
async fn set_trial_end(cx: &mut Cx, params: &Params, subscription: &mut Value) -> Result<bool> {
    let Some(sent) = params.get("trial_end") else {
        return Ok(false);
    };
    if subscription["status"] != "trialing" {
        if sent == "now" {
            return Ok(false);
        }
        return Err(ApiError::invalid(
            "The sandbox can change `trial_end` only while the subscription is trialing.",
        )
        .param("trial_end"));
    }
    if let Some(end) = sent.as_i64() {
        require_trial_end(end, cx.now)?;
        let (start, _) = current_period(subscription);
        set_period(subscription, (start, end));
        subscription["trial_end"] = end.into();
        subscription["billing_cycle_anchor"] = end.into();
        if let Some(members) = subscription.as_object_mut() {
            members.remove("_trial_notice");
        }
        return Ok(false);
    }
    subscription["trial_end"] = cx.now.into();
    subscription["billing_cycle_anchor"] = cx.now.into();
    subscription["status"] = "active".into();
    let end = interval(cx, subscription)
        .await?
        .boundary_after(cx.now, cx.now)?;
    set_period(subscription, (cx.now, end));
    Ok(true)
}

/// Bills the period that begins now and collects at once.
async fn bill_now(cx: &mut Cx, before: &Value, ended: (i64, i64)) -> Result<()> {
    let customer = cx.find(text(before, "customer")).await?.unwrap_or_default();
    let lines = for_period(cx, before, false).await?;
    let bill = Bill {
        subscription: before,
        customer: &customer,
        reason: "subscription_update",
        period: (ended.0, cx.now),
        lines,
    };
    let mut invoice = invoice::draft(cx, bill).await?;
    let mut subscription = before.clone();
    subscription["latest_invoice"] = invoice["id"].clone();
    lifecycle::store(cx, &subscription, before).await?;
    invoice::finalize(cx, &mut invoice).await?;
    let open = invoice["status"] == "open" && int(&invoice, "amount_due") > 0;
    if open && invoice["collection_method"] == "charge_automatically" {
        lifecycle::collect(cx, &mut invoice).await?;
    }
    Ok(())
}
