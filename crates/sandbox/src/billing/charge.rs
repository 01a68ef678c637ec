//! Charge attempts: what the test method lets happen to the payment intent of a finalized invoice.

use serde_json::{Value, json};

use super::charges::{self, Standing};
use super::{intent, invoice, settlement};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::expand::{Wanted, present};
use crate::test_methods::{self, Charge, Decline, kind};
use crate::value::text;

/// What became of an attempt.
pub(crate) enum Attempt {
    /// The invoice is paid.
    Paid,
    /// The bank was asked and takes days; see [`settlement`].
    Processing,
    /// It was refused; the error is what a caller who waits for it gets.
    Failed(ApiError),
    /// The customer has to authenticate first.
    ActionRequired,
}

/// Stripe's 402 for a refusal.
pub(crate) fn declined(decline: Decline) -> ApiError {
    let error = ApiError::card(decline.message()).code(decline.code());
    match decline.decline_code() {
        Some(code) => error.with("decline_code", code.into()),
        None => error,
    }
}

/// The error of a charge for which there is no payment method.
pub(crate) fn no_method() -> ApiError {
    ApiError::invalid(
        "This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.",
    )
    .code("resource_missing")
}

/// Tries to collect an open invoice with a payment method. `customer_present` tells whether the customer is there to
/// authenticate.
pub(crate) async fn attempt(
    cx: &mut Cx,
    invoice: &mut Value,
    method: Option<&Value>,
    customer_present: bool,
) -> Result<Attempt> {
    let count = invoice["attempt_count"].as_i64().unwrap_or_default();
    invoice["attempt_count"] = (count + 1).into();
    invoice["attempted"] = true.into();
    invoice["next_payment_attempt"] = Value::Null;
    let mut intent = intent::of(cx, invoice).await?;
    let Some(method) = method else {
        let message = no_method().inner()["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let error = ApiError::card(message).code("resource_missing");
        return refuse(cx, invoice, intent, None, error).await;
    };
    intent["payment_method"] = method["id"].clone();
    intent["payment_method_types"] = json!([method["type"]]);
    let name = text(method, "type");
    if let Err(error) = require_currency(name, text(invoice, "currency"), "payment_method") {
        return refuse(cx, invoice, intent, Some(method), error).await;
    }
    if let Some(days) = kind(name).and_then(|kind| kind.settles_after_days) {
        settlement::begin(cx, invoice, intent, method, days).await?;
        return Ok(Attempt::Processing);
    }
    match of_method(method) {
        Charge::Succeeds => {
            succeed(cx, invoice, intent, method).await?;
            Ok(Attempt::Paid)
        }
        Charge::Authenticates if customer_present => {
            intent["status"] = "requires_action".into();
            intent["next_action"] = json!({
                "type": "use_stripe_sdk",
                "use_stripe_sdk": { "type": "three_d_secure_challenge" },
            });
            cx.save(&intent).await?;
            cx.save(invoice).await?;
            cx.emit("payment_intent.requires_action", &intent, None)
                .await?;
            cx.emit("invoice.payment_action_required", invoice, None)
                .await?;
            Ok(Attempt::ActionRequired)
        }
        Charge::Authenticates => {
            let error =
                ApiError::card("Your card was declined. This transaction requires authentication.")
                    .code("authentication_required")
                    .with("decline_code", "authentication_required".into());
            refuse(cx, invoice, intent, Some(method), error).await
        }
        Charge::Declines(decline) => {
            refuse(cx, invoice, intent, Some(method), declined(decline)).await
        }
    }
}

/// The money is there: intent, charge, invoice and subscription learn of it.
pub(crate) async fn succeed(
    cx: &mut Cx,
    invoice: &mut Value,
    mut intent: Value,
    method: &Value,
) -> Result<()> {
    let pending = intent["status"] == "processing";
    intent["status"] = "succeeded".into();
    intent["amount_received"] = intent["amount"].clone();
    intent["last_payment_error"] = Value::Null;
    intent["next_action"] = Value::Null;
    if pending {
        charges::conclude(cx, &intent, Standing::Succeeded).await?;
    } else {
        charges::record(cx, &mut intent, method, Standing::Succeeded).await?;
    }
    cx.save(&intent).await?;
    cx.emit("payment_intent.succeeded", &intent, None).await?;
    intent::settle(cx, invoice).await?;
    invoice::paid(cx, invoice, Some(method)).await
}

/// What a charge of a method will do.
pub(crate) fn of_method(method: &Value) -> Charge {
    test_methods::named(text(method, "_test")).map_or(Charge::Succeeds, |test| test.charge)
}

/// # Errors
/// 400 when a kind of payment method cannot be charged in a currency.
pub(crate) fn require_currency(name: &str, currency: &str, param: &str) -> Result<()> {
    match kind(name) {
        Some(kind) if !kind.takes(currency) => Err(ApiError::invalid(format!(
            "The payment method type {name} cannot be used with the currency {currency}. It can be used with: {}.",
            kind.currencies.join(", ")
        ))
        .code("payment_method_currency_mismatch")
        .param(param)),
        _ => Ok(()),
    }
}

/// The charge was refused: intent, charge and invoice remember why.
pub(crate) async fn refuse(
    cx: &mut Cx,
    invoice: &Value,
    mut intent: Value,
    method: Option<&Value>,
    error: ApiError,
) -> Result<Attempt> {
    let mut remembered = error.inner();
    if let Some(method) = method {
        let standing = Standing::Failed(&error);
        if intent["status"] == "processing" {
            charges::conclude(cx, &intent, standing).await?;
        } else {
            charges::record(cx, &mut intent, method, standing).await?;
        }
        remembered["payment_method"] = present(cx, method.clone(), &Wanted::default()).await?;
    }
    intent["status"] = "requires_payment_method".into();
    intent["payment_method"] = Value::Null;
    intent["next_action"] = Value::Null;
    intent["last_payment_error"] = remembered;
    cx.save(&intent).await?;
    cx.save(invoice).await?;
    cx.emit("payment_intent.payment_failed", &intent, None)
        .await?;
    let shown = present(cx, intent, &Wanted::default()).await?;
    Ok(Attempt::Failed(error.with("payment_intent", shown)))
}

/// The method an invoice of a subscription is charged to: its own, the subscription's, the customer's.
pub(crate) async fn method_for(
    cx: &mut Cx,
    invoice: &Value,
    subscription: &Value,
    customer: &Value,
) -> Result<Option<Value>> {
    let candidates = [
        &invoice["default_payment_method"],
        &subscription["default_payment_method"],
        &customer["invoice_settings"]["default_payment_method"],
    ];
    for candidate in candidates.into_iter().filter_map(Value::as_str) {
        let found = cx.find(candidate).await?;
        if let Some(method) = found.filter(|method| method["customer"] == customer["id"]) {
            return Ok(Some(method));
        }
    }
    Ok(None)
}
