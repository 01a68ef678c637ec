//! `POST /v1/subscriptions`.

use serde_json::{Value, json};

use super::change::subtotal;
use super::dates::{set_cancellation, trial_end};
use super::items::{Chosen, choose};
use crate::billing::books::Books;
use crate::billing::charge::{self, Attempt, require_currency};
use crate::billing::discount::Holder;
use crate::billing::lines::{for_period, items};
use crate::billing::renew::set_period;
use crate::billing::{discount, invoice, lifecycle};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::params::{Params, merge_metadata};
use crate::resources::customers::owned_method;
use crate::resources::{setup_intents, tax_rates};
use crate::value::{int, text};
use crate::{ids, list};

pub(super) async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let customer = params.text("customer").unwrap_or_default();
    let customer = cx.referenced("customer", customer, "customer").await?;
    cx.enter_time_of(&customer).await?;
    let mut subscription = planned(cx, &params, &customer).await?;
    let id = text(&subscription, "id").to_owned();
    subscription["_creating"] = true.into();
    cx.insert(&subscription).await?;

    first_invoice(cx, &params, &subscription, &customer).await?;
    // Payment may have changed it.
    let mut subscription = cx.existing("subscription", &id).await?;
    if let Some(members) = subscription.as_object_mut() {
        members.remove("_creating");
    }
    let trial = !subscription["trial_end"].is_null();
    if trial && params.text("payment_behavior") == Some("default_incomplete") {
        expect_method(cx, &mut subscription, &customer).await?;
    }
    cx.save(&subscription).await?;
    cx.emit("customer.subscription.created", &subscription, None)
        .await?;
    Ok(subscription)
}

/// The subscription that parameters would create: with its discounts redeemed, but not stored and not billed.
///
/// # Errors
/// 400 in Stripe's words when something does not exist or does not fit.
pub(in crate::resources) async fn planned(
    cx: &mut Cx,
    params: &Params,
    customer: &Value,
) -> Result<Value> {
    let id = ids::long("sub")?;
    let Chosen {
        items: chosen,
        interval,
        currency,
    } = choose(cx, params, &id).await?;
    refuse_second_currency(cx, customer, &currency).await?;
    let trial_end = trial_end(params, cx.now)?;
    let mut subscription = skeleton(cx, params, customer, &id, &currency)?;
    subscription["items"] =
        list::whole(chosen, &format!("/v1/subscription_items?subscription={id}"));
    let anchor = trial_end.unwrap_or(cx.now);
    let end = match trial_end {
        Some(end) => end,
        None => interval.boundary_after(anchor, cx.now)?,
    };
    set_period(&mut subscription, (cx.now, end));
    subscription["billing_cycle_anchor"] = anchor.into();
    if let Some(end) = trial_end {
        subscription["trial_start"] = cx.now.into();
        subscription["trial_end"] = end.into();
        subscription["status"] = "trialing".into();
    }
    if let Some(account) = params.text("on_behalf_of").filter(|id| !id.is_empty()) {
        cx.referenced("account", account, "on_behalf_of").await?;
    }
    if let Some(method) = params.text("default_payment_method") {
        owned_method(cx, method, text(customer, "id"), "default_payment_method").await?;
    }
    set_cancellation(params, cx.now, &mut subscription)?;
    merge_metadata(params.get("metadata"), &mut subscription);
    if let Some(sent) = params.get("default_tax_rates") {
        let rates = tax_rates::chosen(cx, sent, &Value::Null, "default_tax_rates").await?;
        subscription["default_tax_rates"] = rates;
    }
    let books = Books::of(cx, &subscription).await?;
    let all: Vec<Value> = items(&subscription).cloned().collect();
    let holder = Holder {
        subscription: &id,
        customer: text(customer, "id"),
        currency: &currency,
        held: &Value::Null,
        subtotal: subtotal(&books, &all, &currency)?,
    };
    let granted = discount::grant(cx, params.list("discounts"), &holder).await?;
    subscription["discounts"] = discount::redeem(cx, granted).await?;
    Ok(subscription)
}

/// The subscription before its dates and items.
fn skeleton(cx: &Cx, params: &Params, customer: &Value, id: &str, currency: &str) -> Result<Value> {
    let by_hand = params.text("collection_method") == Some("send_invoice");
    if by_hand != params.contains_key("days_until_due") {
        return Err(ApiError::invalid(
            "`days_until_due` must be set when, and only when, `collection_method` is `send_invoice`.",
        )
        .param("days_until_due"));
    }
    let mode = params
        .get("billing_mode")
        .map_or("flexible", |mode| text(mode, "type"));
    let flexible = (mode == "flexible").then(|| json!({ "proration_discounts": "included" }));
    let missing = params
        .get("trial_settings")
        .map_or("create_invoice", |settings| {
            text(&settings["end_behavior"], "missing_payment_method")
        });
    let settings = params.get("payment_settings").cloned().unwrap_or_default();
    Ok(json!({
        "id": id,
        "object": "subscription",
        "application": null,
        "application_fee_percent": null,
        "automatic_tax": { "disabled_reason": null, "enabled": false, "liability": null },
        "billing_cycle_anchor": null,
        "billing_cycle_anchor_config": null,
        "billing_mode": { "flexible": flexible, "type": mode, "updated_at": cx.now },
        "billing_schedules": [],
        "billing_thresholds": null,
        "cancel_at": null,
        "cancel_at_period_end": false,
        "canceled_at": null,
        "cancellation_details": lifecycle::no_cancellation(),
        "collection_method": if by_hand { "send_invoice" } else { "charge_automatically" },
        "created": cx.now,
        "currency": currency,
        "customer": customer["id"],
        "customer_account": null,
        "days_until_due": params.get("days_until_due"),
        "default_payment_method": params.get("default_payment_method"),
        "default_source": null,
        "default_tax_rates": [],
        "description": params.get("description"),
        "discounts": [],
        "ended_at": null,
        "invoice_settings": {
            "account_tax_ids": null, "custom_fields": null, "description": null, "footer": null,
            "issuer": { "type": "self" },
        },
        "items": null,
        "latest_invoice": null,
        "livemode": false,
        "managed_payments": { "enabled": false },
        "metadata": {},
        "next_pending_invoice_item_invoice": null,
        "on_behalf_of": params.get("on_behalf_of"),
        "pause_collection": null,
        "payment_settings": {
            "payment_method_options": null,
            "payment_method_types": settings["payment_method_types"],
            "save_default_payment_method":
                settings["save_default_payment_method"].as_str().unwrap_or("off"),
        },
        "pending_invoice_item_interval": null,
        "pending_setup_intent": null,
        "pending_update": null,
        "schedule": null,
        "start_date": cx.now,
        "status": "incomplete",
        "test_clock": customer["test_clock"],
        "transfer_data": null,
        "trial_end": null,
        "trial_settings": trial_settings(missing),
        "trial_start": null,
    }))
}

/// `trial_settings` as they are shown.
pub(super) fn trial_settings(missing: &str) -> Value {
    json!({ "end_behavior": { "billing_cycle_anchor": null, "missing_payment_method": missing } })
}

async fn refuse_second_currency(cx: &mut Cx, customer: &Value, currency: &str) -> Result<()> {
    let held = cx.of_customer("subscription", text(customer, "id")).await?;
    let other = held
        .iter()
        .find(|held| !lifecycle::is_over(held) && held["currency"] != currency);
    match other {
        Some(other) => Err(ApiError::invalid(format!(
            "You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency {}.",
            text(other, "currency")
        ))
        .param("currency")),
        None => Ok(()),
    }
}

/// Bills the first period (or the trial, over nothing) and collects as `payment_behavior` says.
async fn first_invoice(
    cx: &mut Cx,
    params: &Params,
    subscription: &Value,
    customer: &Value,
) -> Result<()> {
    let trial = subscription["status"] == "trialing";
    let books = Books::of(cx, subscription).await?;
    let lines = for_period(&books, subscription, trial)?;
    let mut subscription = subscription.clone();
    let reason = "subscription_create";
    let mut invoice =
        invoice::draft(cx, &mut subscription, reason, (cx.now, cx.now), lines).await?;
    let by_hand = subscription["collection_method"] == "send_invoice";
    if by_hand && !trial {
        subscription["status"] = "active".into();
    }
    cx.save(&subscription).await?;

    let behavior = params
        .text("payment_behavior")
        .unwrap_or("allow_incomplete");
    let method = charge::method_for(cx, &Value::Null, &subscription, customer).await?;
    let due = int(&invoice, "amount_due") > 0;
    if due && !by_hand && behavior != "default_incomplete" {
        let Some(method) = &method else {
            return Err(charge::no_method());
        };
        require_currency(
            text(method, "type"),
            text(&invoice, "currency"),
            "default_payment_method",
        )?;
    }
    invoice::finalize(cx, &mut invoice).await?;
    if !due || by_hand || behavior == "default_incomplete" {
        return Ok(());
    }
    let present = params.flag("off_session") != Some(true);
    let error = match charge::attempt(cx, &mut invoice, method.as_ref(), present).await? {
        Attempt::Paid | Attempt::Processing => return Ok(()),
        Attempt::Failed(error) => {
            lifecycle::announce_failure(cx, &invoice).await?;
            error
        }
        Attempt::ActionRequired => ApiError::card(
            "Payment for this subscription requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with `subscription.latest_invoice`.",
        )
        .code("subscription_payment_intent_requires_action"),
    };
    if behavior == "error_if_incomplete" {
        return Err(error.without_changes());
    }
    Ok(())
}

/// A trial without a payment method offers a setup intent that collects one.
async fn expect_method(cx: &mut Cx, subscription: &mut Value, customer: &Value) -> Result<()> {
    if charge::method_for(cx, &Value::Null, subscription, customer)
        .await?
        .is_none()
    {
        let intent = setup_intents::blank(cx, customer, &Params::default())?;
        cx.insert(&intent).await?;
        cx.emit("setup_intent.created", &intent, None).await?;
        subscription["pending_setup_intent"] = intent["id"].clone();
    }
    Ok(())
}
