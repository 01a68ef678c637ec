//! Charge attempts: a payment intent for each finalized invoice, and what the test method lets happen to it.

use serde_json::{Value, json};

use super::invoice;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::expand::{Wanted, present};
use crate::ids;
use crate::test_methods::{self, Charge, Decline, kind};
use crate::value::text;

/// What became of an attempt.
pub(crate) enum Attempt {
    /// The invoice is paid.
    Paid,
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

/// Stores the payment intent that will pay a finalized invoice.
pub(crate) async fn prepare(cx: &mut Cx, invoice: &mut Value) -> Result<()> {
    let id = ids::long("pi")?;
    let intent = json!({
        "id": id,
        "object": "payment_intent",
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
        "last_payment_error": null,
        "latest_charge": null,
        "livemode": false,
        "metadata": {},
        "next_action": null,
        "on_behalf_of": null,
        "payment_method": null,
        "payment_method_options": {},
        "payment_method_types": ["card"],
        "processing": null,
        "receipt_email": null,
        "setup_future_usage": "off_session",
        "shipping": null,
        "statement_descriptor": null,
        "status": "requires_payment_method",
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

/// Tries to collect an open invoice with a payment method. `present` tells whether the customer is there to
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
    let intent = text(invoice, "_payment_intent").to_owned();
    let mut intent = cx.find(&intent).await?.unwrap_or_default();
    intent["payment_method"] = method.map_or(Value::Null, |method| method["id"].clone());
    let charge = match method {
        None => Err(ApiError::card(
            "This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.",
        )
        .code("resource_missing")),
        Some(method) => charge_of(method, text(invoice, "currency")),
    };
    match charge {
        Ok(Charge::Succeeds) => {
            intent["status"] = "succeeded".into();
            intent["amount_received"] = intent["amount"].clone();
            intent["last_payment_error"] = Value::Null;
            intent["next_action"] = Value::Null;
            cx.save(&intent).await?;
            cx.emit("payment_intent.succeeded", &intent, None).await?;
            settle(cx, invoice).await?;
            invoice::paid(cx, invoice, method).await?;
            Ok(Attempt::Paid)
        }
        Ok(Charge::Authenticates) if customer_present => {
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
        Ok(Charge::Authenticates) => {
            let error =
                ApiError::card("Your card was declined. This transaction requires authentication.")
                    .code("authentication_required")
                    .with("decline_code", "authentication_required".into());
            refuse(cx, invoice, intent, method, error).await
        }
        Ok(Charge::Declines(decline)) => {
            refuse(cx, invoice, intent, method, declined(decline)).await
        }
        Err(error) => refuse(cx, invoice, intent, method, error).await,
    }
}

/// What a charge will do; an error when the kind cannot be charged in the currency.
fn charge_of(method: &Value, currency: &str) -> Result<Charge> {
    let name = text(method, "type");
    require_currency(name, currency, "payment_method")?;
    let test = test_methods::named(text(method, "_test"));
    Ok(test.map_or(Charge::Succeeds, |test| test.charge))
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

async fn refuse(
    cx: &mut Cx,
    invoice: &Value,
    mut intent: Value,
    method: Option<&Value>,
    error: ApiError,
) -> Result<Attempt> {
    let mut remembered = error.inner();
    if let Some(method) = method {
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
    Ok(Attempt::Failed(error.with("payment_intent", intent)))
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
