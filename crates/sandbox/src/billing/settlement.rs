//! Bank debits and vouchers: the payment is processing for days, then it arrives or comes back.
//!
//! Meanwhile the invoice stays open and the subscription is active, as in Stripe. On a test clock the days pass with
//! the clock; for everybody else the bank answers after [`REAL_DELAY`].

use serde_json::{Value, json};

use super::charge::{self, Attempt};
use super::charges::{self, Standing};
use super::{intent, lifecycle};
use crate::cx::Cx;
use crate::deferred;
use crate::error::{ApiError, Result};
use crate::test_methods::{Charge, Decline};
use crate::value::text;

/// How long the bank takes where no test clock runs, in seconds: long enough to be seen.
pub(crate) const REAL_DELAY: i64 = 20;
const DAY: i64 = 86_400;

/// Asks the bank.
pub(super) async fn begin(
    cx: &mut Cx,
    invoice: &mut Value,
    mut intent: Value,
    method: &Value,
    days: i64,
) -> Result<()> {
    intent["status"] = "processing".into();
    intent["last_payment_error"] = Value::Null;
    intent["next_action"] = Value::Null;
    charges::record(cx, &mut intent, method, Standing::Pending).await?;
    cx.save(&intent).await?;
    if invoice["test_clock"].is_null() {
        deferred::put(cx, text(invoice, "id"), cx.now + REAL_DELAY).await?;
        invoice["_settles_at"] = (cx.now + REAL_DELAY).into();
    } else {
        invoice["_settles_at"] = (cx.now + days * DAY).into();
    }
    cx.save(invoice).await?;
    cx.emit("payment_intent.processing", &intent, None).await?;
    lifecycle::payment_begun(cx, invoice).await
}

/// Whether the bank has not answered yet.
pub(crate) fn is_pending(invoice: &Value) -> bool {
    invoice["status"] == "open" && invoice["_settles_at"].is_i64()
}

/// The bank answers: the method decides how.
pub(crate) async fn conclude(cx: &mut Cx, mut invoice: Value) -> Result<()> {
    if let Some(members) = invoice.as_object_mut() {
        members.remove("_settles_at");
    }
    let intent = intent::of(cx, &invoice).await?;
    let method = cx.find(text(&intent, "payment_method")).await?;
    if invoice["status"] != "open" || intent["status"] != "processing" {
        return cx.save(&invoice).await;
    }
    let method = method.unwrap_or_default();
    match charge::of_method(&method) {
        Charge::Declines(decline) => {
            let error = returned(&method, decline);
            let failed = charge::refuse(cx, &invoice, intent, Some(&method), error).await?;
            if matches!(failed, Attempt::Failed(_)) {
                lifecycle::collection_failed(cx, &mut invoice).await?;
            }
            Ok(())
        }
        Charge::Succeeds | Charge::Authenticates => {
            charge::succeed(cx, &mut invoice, intent, &method).await
        }
    }
}

/// The error of a debit that came back.
fn returned(method: &Value, decline: Decline) -> ApiError {
    charge::declined(decline).with("payment_method_type", json!(method["type"]))
}
