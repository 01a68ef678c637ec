//! Attaching to a customer, and detaching for good.

use serde_json::Value;

use crate::billing::charge::declined;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::test_methods::{self, Setup};
use crate::value::text;

/// Attaches a method to a customer. Attaching again to the same one changes nothing.
///
/// # Errors
/// 400 when it belongs, or belonged, to a customer; 402 when the issuer refuses it.
pub(crate) async fn attach(cx: &mut Cx, method: Value, customer: &Value) -> Result<Value> {
    if method["customer"] == customer["id"] {
        return Ok(method);
    }
    if !method["customer"].is_null() {
        return Err(ApiError::invalid(
            "The payment method you provided has already been attached to a customer.",
        )
        .code("payment_method_unexpected_state"));
    }
    refuse_detached(&method)?;
    let test = test_methods::named(text(&method, "_test"));
    if let Some(Setup::Declines(decline)) = test.map(|test| test.setup) {
        return Err(declined(decline));
    }
    adopt(cx, method, customer).await
}

/// Attaches without asking the issuer, who was asked already.
pub(crate) async fn adopt(cx: &mut Cx, mut method: Value, customer: &Value) -> Result<Value> {
    if method["customer"] == customer["id"] {
        return Ok(method);
    }
    method["customer"] = customer["id"].clone();
    if method["type"] == "link" && !customer["email"].is_null() {
        method["link"]["email"] = customer["email"].clone();
    }
    cx.save(&method).await?;
    cx.emit("payment_method.attached", &method, None).await?;
    Ok(method)
}

/// # Errors
/// 400 when the method was detached before.
pub(crate) fn refuse_detached(method: &Value) -> Result<()> {
    if method["_detached"] == true {
        return Err(ApiError::invalid(
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.",
        )
        .code("payment_method_unexpected_state"));
    }
    Ok(())
}

/// Detaches; whatever had it as its default has none afterwards.
///
/// # Errors
/// 400 when it is not attached.
pub(super) async fn detach(cx: &mut Cx, before: Value) -> Result<Value> {
    let Some(customer) = before["customer"].as_str().map(str::to_owned) else {
        return Err(ApiError::invalid(
            "The payment method you provided is not attached to a customer so detachment is impossible.",
        )
        .code("payment_method_unexpected_state"));
    };
    let id = &before["id"];
    if let Some(before) = cx
        .find(&customer)
        .await?
        .filter(|found| found["deleted"] != true)
    {
        cx.enter_time_of(&before).await?;
        if before["invoice_settings"]["default_payment_method"] == *id {
            let mut customer = before.clone();
            customer["invoice_settings"]["default_payment_method"] = Value::Null;
            cx.save(&customer).await?;
            cx.emit("customer.updated", &customer, Some(&before))
                .await?;
        }
    }
    for before in cx.of_customer("subscription", &customer).await? {
        if before["default_payment_method"] == *id {
            let mut subscription = before.clone();
            subscription["default_payment_method"] = Value::Null;
            cx.save(&subscription).await?;
            cx.emit(
                "customer.subscription.updated",
                &subscription,
                Some(&before),
            )
            .await?;
        }
    }
    let mut method = before.clone();
    method["customer"] = Value::Null;
    method["_detached"] = true.into();
    cx.save(&method).await?;
    cx.emit("payment_method.detached", &method, Some(&before))
        .await?;
    Ok(method)
}
