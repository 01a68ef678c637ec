//! The payment intent behind each invoice, and the invoice payment that ties them together.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::error::Result;
use crate::ids;
use crate::value::text;

/// Stores the payment intent that will pay a finalized invoice.
pub(crate) async fn prepare(cx: &mut Cx, invoice: &mut Value) -> Result<()> {
    let id = ids::long("pi")?;
    let intent = json!({
        "id": id,
        "object": "payment_intent",
        "allowed_payment_method_types": null,
        "amount": invoice["amount_due"],
        "amount_capturable": 0,
        "amount_received": 0,
        "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": null,
        "canceled_at": null,
        "cancellation_reason": null,
        "capture_method": "automatic",
        "client_secret": format!("{id}_secret_{}", ids::random(25)?),
        "confirmation_method": "automatic",
        "created": cx.now,
        "currency": invoice["currency"],
        "customer": invoice["customer"],
        "customer_account": null,
        "description": "Subscription payment",
        "excluded_payment_method_types": null,
        "last_payment_error": null,
        "latest_charge": null,
        "livemode": false,
        "managed_payments": null,
        "metadata": {},
        "next_action": null,
        "on_behalf_of": null,
        "payment_method": null,
        "payment_method_configuration_details": null,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "payment_record": null,
        "processing": null,
        "receipt_email": null,
        "review": null,
        "setup_future_usage": "off_session",
        "shipping": null,
        "source": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": null,
        "status": "requires_payment_method",
        "transfer_data": null,
        "transfer_group": null,
        "_invoice": invoice["id"],
    });
    let payment = json!({
        "id": ids::long("inpay")?,
        "object": "invoice_payment",
        "amount_paid": null,
        "amount_requested": invoice["amount_due"],
        "created": cx.now,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": true,
        "livemode": false,
        "payment": { "payment_intent": id, "type": "payment_intent" },
        "status": "open",
        "status_transitions": { "canceled_at": null, "paid_at": null },
    });
    cx.insert(&intent).await?;
    cx.insert(&payment).await?;
    invoice["_payment"] = payment["id"].clone();
    invoice["_payment_intent"] = intent["id"].clone();
    cx.save(invoice).await?;
    cx.emit("payment_intent.created", &intent, None).await
}

/// The payment intent of a finalized invoice; null when nothing was due.
pub(crate) async fn of(cx: &mut Cx, invoice: &Value) -> Result<Value> {
    let id = text(invoice, "_payment_intent");
    Ok(cx.find(id).await?.unwrap_or_default())
}

/// Marks an invoice's payment as paid.
pub(crate) async fn settle(cx: &mut Cx, invoice: &Value) -> Result<()> {
    if let Some(mut payment) = cx.find(text(invoice, "_payment")).await? {
        payment["status"] = "paid".into();
        payment["amount_paid"] = payment["amount_requested"].clone();
        payment["status_transitions"]["paid_at"] = cx.now.into();
        cx.save(&payment).await?;
        cx.emit("invoice_payment.paid", &payment, None).await?;
    }
    Ok(())
}

/// Ends the payment intent of an invoice that is no longer to be paid through it.
pub(crate) async fn cancel(cx: &mut Cx, invoice: &Value, reason: &str) -> Result<()> {
    if let Some(mut payment) = cx.find(text(invoice, "_payment")).await?
        && payment["status"] == "open"
    {
        payment["status"] = "canceled".into();
        payment["status_transitions"]["canceled_at"] = cx.now.into();
        cx.save(&payment).await?;
    }
    let mut intent = of(cx, invoice).await?;
    if intent.is_object() && !matches!(text(&intent, "status"), "succeeded" | "canceled") {
        intent["status"] = "canceled".into();
        intent["canceled_at"] = cx.now.into();
        intent["cancellation_reason"] = reason.into();
        intent["next_action"] = Value::Null;
        cx.save(&intent).await?;
        cx.emit("payment_intent.canceled", &intent, None).await?;
    }
    Ok(())
}
