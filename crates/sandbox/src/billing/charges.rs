//! Charge objects: one for each time money was asked for.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::value::text;

mod details;

/// How a charge stands.
pub(crate) enum Standing<'a> {
    /// The money is there.
    Succeeded,
    /// The bank was asked.
    Pending,
    /// It was refused.
    Failed(&'a ApiError),
}

/// Stores the charge of an attempt and makes it the intent's latest.
pub(crate) async fn record(
    cx: &mut Cx,
    intent: &mut Value,
    method: &Value,
    standing: Standing<'_>,
) -> Result<()> {
    let kind = text(method, "type");
    let mut charge = json!({
        "id": ids::long("ch")?,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": null,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": null,
        "captured": false,
        "created": cx.now,
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": false,
        "failure_balance_transaction": null,
        "failure_code": null,
        "failure_message": null,
        "fraud_details": {},
        "livemode": false,
        "metadata": {},
        "on_behalf_of": null,
        "outcome": null,
        "paid": false,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": { "type": kind, kind: details::of(cx, method).await? },
        "receipt_email": null,
        "receipt_number": null,
        "receipt_url": null,
        "refunded": false,
        "review": null,
        "shipping": null,
        "source": null,
        "source_transfer": null,
        "statement_descriptor": null,
        "statement_descriptor_suffix": null,
        "status": "pending",
        "transfer_data": null,
        "transfer_group": null,
        "_invoice": intent["_invoice"],
    });
    let event = stand(&mut charge, &standing);
    intent["latest_charge"] = charge["id"].clone();
    cx.insert(&charge).await?;
    cx.emit(event, &charge, None).await
}

/// A pending charge has become something else.
pub(crate) async fn conclude(cx: &mut Cx, intent: &Value, standing: Standing<'_>) -> Result<()> {
    if let Some(mut charge) = cx.find(text(intent, "latest_charge")).await? {
        let event = stand(&mut charge, &standing);
        cx.save(&charge).await?;
        cx.emit(event, &charge, None).await?;
    }
    Ok(())
}

/// Writes how it stands; returns the event that tells of it.
fn stand(charge: &mut Value, standing: &Standing<'_>) -> &'static str {
    match standing {
        Standing::Pending => "charge.pending",
        Standing::Succeeded => {
            charge["status"] = "succeeded".into();
            charge["paid"] = true.into();
            charge["captured"] = true.into();
            charge["amount_captured"] = charge["amount"].clone();
            charge["outcome"] = outcome("approved_by_network", "authorized");
            "charge.succeeded"
        }
        Standing::Failed(error) => {
            let error = error.inner();
            charge["status"] = "failed".into();
            charge["failure_code"] = error["code"].clone();
            charge["failure_message"] = error["message"].clone();
            charge["outcome"] = outcome("declined_by_network", "issuer_declined");
            "charge.failed"
        }
    }
}

fn outcome(network: &str, kind: &str) -> Value {
    json!({
        "advice_code": null,
        "network_advice_code": null,
        "network_decline_code": null,
        "network_status": network,
        "reason": null,
        "risk_level": "normal",
        "seller_message": null,
        "type": kind,
    })
}
