//! `POST /v1/invoices/{id}/pay`.

use serde_json::Value;

use super::timely;
use crate::billing::charge::{self, Attempt};
use crate::billing::{intent, invoice, lifecycle, settlement};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::params::{ID, Kind, Param, clear, opt};
use crate::resources::customers::owned_method;
use crate::value::text;

pub(super) const PAY: &[Param] = &[
    opt("forgive", Kind::Unbuilt),
    clear("mandate", Kind::Unbuilt),
    opt("off_session", Kind::Boolean),
    opt("paid_out_of_band", Kind::Boolean),
    opt("payment_method", ID),
    opt("source", Kind::Unbuilt),
];

pub(super) async fn pay(cx: &mut Cx) -> Result<Value> {
    let mut invoice = timely(cx).await?;
    let params = cx.params();
    if invoice["status"] == "draft" {
        invoice::finalize(cx, &mut invoice).await?;
    } else if invoice["status"] == "paid" {
        return Err(ApiError::invalid("Invoice is already paid").code("invoice_already_paid"));
    }
    if invoice["status"] == "paid" {
        return Ok(invoice);
    }
    if !matches!(text(&invoice, "status"), "open" | "uncollectible") {
        return Err(ApiError::invalid(format!(
            "You cannot pay an invoice with a status of {}.",
            text(&invoice, "status")
        ))
        .code("invoice_not_editable"));
    }
    require_settled(&invoice)?;
    if params.flag("paid_out_of_band") == Some(true) {
        intent::cancel(cx, &invoice, "void_invoice").await?;
        invoice["_paid_out_of_band"] = true.into();
        invoice::paid(cx, &mut invoice, None).await?;
        return Ok(invoice);
    }
    let method = match params.text("payment_method") {
        Some(id) => {
            let owner = text(&invoice, "customer").to_owned();
            Some(owned_method(cx, id, &owner, "payment_method").await?)
        }
        None => usual_method(cx, &invoice).await?,
    };
    let present = params.flag("off_session") == Some(false);
    match by_hand(cx, &mut invoice, method.as_ref(), present).await? {
        None => Ok(invoice),
        Some(Attempt::Failed(error)) => Err(error),
        Some(_) => Err(ApiError::card(
            "This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with this invoice.",
        )
        .code("invoice_payment_intent_requires_action")),
    }
}

/// # Errors
/// 400 while the bank has not answered to an earlier payment.
pub(in crate::resources) fn require_settled(invoice: &Value) -> Result<()> {
    if settlement::is_pending(invoice) {
        return Err(ApiError::invalid(
            "This invoice cannot be changed or paid again while its payment is processing.",
        )
        .code("payment_intent_unexpected_state"));
    }
    Ok(())
}

/// The method an invoice would be charged to.
pub(in crate::resources) async fn usual_method(
    cx: &mut Cx,
    invoice: &Value,
) -> Result<Option<Value>> {
    let customer = cx
        .find(text(invoice, "customer"))
        .await?
        .unwrap_or_default();
    let subscription = cx
        .find(invoice::subscription_of(invoice))
        .await?
        .unwrap_or_default();
    charge::method_for(cx, invoice, &subscription, &customer).await
}

/// An attempt that a person makes: the plan of automatic retries stays what it was. Returns what went wrong, if
/// something did.
pub(in crate::resources) async fn by_hand(
    cx: &mut Cx,
    invoice: &mut Value,
    method: Option<&Value>,
    present: bool,
) -> Result<Option<Attempt>> {
    let planned = invoice["next_payment_attempt"].clone();
    let attempt = charge::attempt(cx, invoice, method, present).await?;
    if matches!(attempt, Attempt::Paid | Attempt::Processing) {
        return Ok(None);
    }
    if !planned.is_null() {
        invoice["next_payment_attempt"] = planned;
        cx.save(invoice).await?;
    }
    lifecycle::announce_failure(cx, invoice).await?;
    Ok(Some(attempt))
}
