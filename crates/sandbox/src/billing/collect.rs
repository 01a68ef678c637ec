//! Invoices that a change makes at once, and what becomes of them: `payment_behavior`.

use serde_json::Value;

use super::change::Effect;
use super::charge::{self, Attempt};
use super::renew::current_period;
use super::{invoice, lifecycle, pending};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::value::{int, text};

/// `payment_behavior` of an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behavior {
    /// The change stays although its payment failed; the subscription is past due.
    Allow,
    /// Nothing is collected; a browser confirms the payment.
    Default,
    /// A failed payment refuses the change.
    Error,
    /// The change waits for its payment.
    Pending,
}

/// How a payment is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Payment {
    pub(crate) behavior: Behavior,
    /// Whether the customer is there to authenticate.
    pub(crate) present: bool,
}

/// Stores what a change leads to, and bills it when that is due now.
///
/// # Errors
/// 402 when a payment failed that the change depends on.
pub(crate) async fn settle(
    cx: &mut Cx,
    before: &Value,
    effect: Effect,
    payment: Payment,
) -> Result<()> {
    lifecycle::store(cx, &effect.subscription, before).await?;
    pending::store(cx, &effect.subscription, &effect.prorations).await?;
    if effect.invoice_now {
        let period = (current_period(before).0, cx.now);
        now(cx, &effect.subscription, period, effect.period, payment).await?;
    }
    Ok(())
}

/// Bills what waits and the lines of a period that begins now.
async fn now(
    cx: &mut Cx,
    before: &Value,
    period: (i64, i64),
    lines: Vec<Value>,
    payment: Payment,
) -> Result<()> {
    let mut subscription = before.clone();
    let reason = "subscription_update";
    let mut invoice = invoice::draft(cx, &mut subscription, reason, period, lines).await?;
    lifecycle::store(cx, &subscription, before).await?;
    let paused = text(&before["pause_collection"], "behavior");
    if paused == "keep_as_draft" {
        invoice["auto_advance"] = false.into();
        invoice["automatically_finalizes_at"] = Value::Null;
        return cx.save(&invoice).await;
    }
    invoice::finalize(cx, &mut invoice).await?;
    if invoice["status"] == "open" && !paused.is_empty() {
        let status = if paused == "void" {
            "void"
        } else {
            "uncollectible"
        };
        return invoice::give_up(cx, &mut invoice, status).await;
    }
    collect(cx, &mut invoice, payment).await
}

/// Collects a finalized invoice, unless a browser or the customer's bank transfer shall pay it.
///
/// # Errors
/// 402 when the payment failed and the behaviour asks to undo the change then.
pub(crate) async fn collect(cx: &mut Cx, invoice: &mut Value, payment: Payment) -> Result<()> {
    let Payment { behavior, present } = payment;
    let automatic = invoice["collection_method"] == "charge_automatically";
    if invoice["status"] != "open" || !automatic || int(invoice, "amount_due") == 0 {
        return Ok(());
    }
    if behavior == Behavior::Default {
        return lifecycle::await_payment(cx, invoice).await;
    }
    let customer = cx
        .find(text(invoice, "customer"))
        .await?
        .unwrap_or_default();
    let subscription = cx
        .find(invoice::subscription_of(invoice))
        .await?
        .unwrap_or_default();
    let method = charge::method_for(cx, invoice, &subscription, &customer).await?;
    let error = match charge::attempt(cx, invoice, method.as_ref(), present).await? {
        Attempt::Paid | Attempt::Processing => return Ok(()),
        Attempt::Failed(error) => error,
        Attempt::ActionRequired => ApiError::card(
            "Payment for this subscription requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with `subscription.latest_invoice`.",
        )
        .code("subscription_payment_intent_requires_action"),
    };
    match behavior {
        Behavior::Error => Err(error.without_changes()),
        Behavior::Pending => lifecycle::announce_failure(cx, invoice).await,
        Behavior::Allow | Behavior::Default => lifecycle::collection_failed(cx, invoice).await,
    }
}
