//! What payments and cancellations do to a subscription.

use serde_json::{Value, json};

use super::charge::{self, Attempt};
use super::{invoice, pending_update};
use crate::cx::Cx;
use crate::error::Result;
use crate::value::{int, text};

/// Days after a failed attempt at which the next one is made (a simple form of Stripe's Smart Retries).
const RETRIES: [i64; 3] = [3, 5, 7];
/// What becomes of a subscription whose last retry failed. Stripe lets the merchant choose between canceling,
/// marking unpaid and leaving past due; here it is always this.
pub(crate) const AFTER_RETRIES: &str = "unpaid";

/// Whether a subscription has ended for good.
pub(crate) fn is_over(subscription: &Value) -> bool {
    matches!(
        text(subscription, "status"),
        "canceled" | "incomplete_expired"
    )
}

/// Stores a subscription's new state and announces it, when there is one.
pub(crate) async fn store(cx: &mut Cx, subscription: &Value, before: &Value) -> Result<()> {
    if subscription != before {
        cx.save(subscription).await?;
        cx.emit("customer.subscription.updated", subscription, Some(before))
            .await?;
    }
    Ok(())
}

/// A paid invoice makes its subscription active again, when it is the latest one.
pub(crate) async fn invoice_paid(
    cx: &mut Cx,
    invoice: &Value,
    method: Option<&Value>,
) -> Result<()> {
    let Some(before) = cx.find(invoice::subscription_of(invoice)).await? else {
        return Ok(());
    };
    let proposed = before["_pending"]["invoice"] == invoice["id"];
    let mut subscription = if proposed {
        pending_update::accept(&before)
    } else {
        before.clone()
    };
    let latest = before["latest_invoice"] == invoice["id"];
    if latest
        && matches!(
            text(&before, "status"),
            "incomplete" | "past_due" | "unpaid"
        )
    {
        subscription["status"] = "active".into();
        set_delinquent(cx, text(invoice, "customer"), false).await?;
    }
    let saves = before["payment_settings"]["save_default_payment_method"] == "on_subscription";
    if let Some(method) = method.filter(|_| saves) {
        subscription["default_payment_method"] = method["id"].clone();
    }
    // A subscription that is being created announces itself when it is done.
    if before["_creating"] == true {
        return cx.save(&subscription).await;
    }
    store(cx, &subscription, &before).await?;
    if proposed {
        let event = "customer.subscription.pending_update_applied";
        cx.emit(event, &subscription, Some(&before)).await?;
    }
    Ok(())
}

/// A payment that a browser is to confirm is due.
pub(crate) async fn await_payment(cx: &mut Cx, invoice: &Value) -> Result<()> {
    let Some(before) = cx.find(invoice::subscription_of(invoice)).await? else {
        return Ok(());
    };
    let mut subscription = before.clone();
    if matches!(text(&before, "status"), "active" | "trialing") {
        subscription["status"] = "past_due".into();
    }
    store(cx, &subscription, &before).await
}

/// A payment that takes days has begun: a subscription that waited for it need not wait any longer.
pub(crate) async fn payment_begun(cx: &mut Cx, invoice: &Value) -> Result<()> {
    let Some(before) = cx.find(invoice::subscription_of(invoice)).await? else {
        return Ok(());
    };
    if before["latest_invoice"] != invoice["id"] || before["status"] != "incomplete" {
        return Ok(());
    }
    let mut subscription = before.clone();
    subscription["status"] = "active".into();
    // A subscription that is being created announces itself when it is done.
    if before["_creating"] == true {
        return cx.save(&subscription).await;
    }
    store(cx, &subscription, &before).await
}

/// Collects an open invoice from whatever it is to be charged to, while the customer is away.
pub(crate) async fn collect(cx: &mut Cx, invoice: &mut Value) -> Result<()> {
    let subscription = cx
        .find(invoice::subscription_of(invoice))
        .await?
        .unwrap_or_default();
    let customer = cx
        .find(text(invoice, "customer"))
        .await?
        .unwrap_or_default();
    let method = charge::method_for(cx, invoice, &subscription, &customer).await?;
    match charge::attempt(cx, invoice, method.as_ref(), false).await? {
        Attempt::Paid | Attempt::Processing => Ok(()),
        Attempt::Failed(_) | Attempt::ActionRequired => collection_failed(cx, invoice).await,
    }
}

/// Plans the next attempt, or gives up; the subscription is past due meanwhile.
pub(crate) async fn collection_failed(cx: &mut Cx, invoice: &mut Value) -> Result<()> {
    let attempts = usize::try_from(int(invoice, "attempt_count")).unwrap_or_default();
    let days = attempts.checked_sub(1).and_then(|retry| RETRIES.get(retry));
    invoice["next_payment_attempt"] = match days {
        Some(days) => (cx.now + days * 86_400).into(),
        None => Value::Null,
    };
    cx.save(invoice).await?;
    cx.emit("invoice.payment_failed", invoice, None).await?;
    let Some(before) = cx.find(invoice::subscription_of(invoice)).await? else {
        return Ok(());
    };
    if is_over(&before) || before["status"] == "incomplete" {
        return Ok(());
    }
    let mut subscription = before.clone();
    subscription["status"] = if days.is_some() {
        "past_due"
    } else {
        AFTER_RETRIES
    }
    .into();
    set_delinquent(cx, text(invoice, "customer"), true).await?;
    store(cx, &subscription, &before).await
}

/// Announces an attempt that a person made and that failed.
pub(crate) async fn announce_failure(cx: &mut Cx, invoice: &Value) -> Result<()> {
    cx.emit("invoice.payment_failed", invoice, None).await
}

async fn set_delinquent(cx: &mut Cx, customer: &str, delinquent: bool) -> Result<()> {
    let Some(before) = cx.find(customer).await? else {
        return Ok(());
    };
    if before["delinquent"] == delinquent || before["deleted"] == true {
        return Ok(());
    }
    let mut customer = before.clone();
    customer["delinquent"] = delinquent.into();
    cx.save(&customer).await?;
    cx.emit("customer.updated", &customer, Some(&before)).await
}

/// `cancellation_details` before anything was canceled.
pub(crate) fn no_cancellation() -> Value {
    json!({ "comment": null, "feedback": null, "feedback_option": null, "reason": null })
}
