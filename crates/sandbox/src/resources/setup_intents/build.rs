//! Making setup intents, and choosing what they save.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::params::Params;
use crate::resources::payment_methods;
use crate::test_methods::{KINDS, allowed_in, kind};
use crate::value::text;

/// A setup intent for a customer that saves whatever its account accepts; used for trials.
pub(crate) fn blank(cx: &Cx, customer: &Value, params: &Params) -> Result<Value> {
    let id = ids::long("seti")?;
    let secret = format!("{id}_secret_{}", ids::random(25)?);
    let allowed = params.get("allowed_payment_method_types");
    let automatic = params.get("automatic_payment_methods").cloned();
    let automatic = match (automatic, allowed) {
        (Some(sent), None) => {
            let redirects = sent["allow_redirects"].as_str().unwrap_or("always");
            json!({ "allow_redirects": redirects, "enabled": sent["enabled"] })
        }
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid(
                "You may only specify one of these parameters: automatic_payment_methods, allowed_payment_method_types.",
            ));
        }
        (None, None) => json!({ "allow_redirects": "always", "enabled": true }),
        (None, Some(_)) => Value::Null,
    };
    Ok(json!({
        "id": id,
        "object": "setup_intent",
        "allowed_payment_method_types": allowed,
        "application": null,
        "automatic_payment_methods": automatic,
        "cancellation_reason": null,
        "client_secret": secret,
        "created": cx.now,
        "customer": customer["id"],
        "customer_account": null,
        "description": null,
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "flow_directions": null,
        "last_setup_error": null,
        "latest_attempt": null,
        "livemode": false,
        "mandate": null,
        "metadata": {},
        "next_action": null,
        "on_behalf_of": null,
        "payment_method": null,
        "payment_method_configuration_details": null,
        "payment_method_options": options(params),
        "payment_method_types": types(cx, customer, params, allowed)?,
        "single_use_mandate": null,
        "status": "requires_payment_method",
        "usage": "off_session",
    }))
}

/// What was sent for the kinds that take options, beside a card's defaults.
fn options(params: &Params) -> Value {
    let mut options = json!({ "card": {
        "mandate_options": null, "network": null, "request_three_d_secure": "automatic",
    } });
    if let Some(sent) = params
        .get("payment_method_options")
        .and_then(|sent| sent.get("acss_debit"))
    {
        let mandate = &sent["mandate_options"];
        options["acss_debit"] = json!({
            "currency": sent["currency"],
            "mandate_options": {
                "default_for": mandate["default_for"],
                "interval_description": mandate["interval_description"],
                "payment_schedule": mandate["payment_schedule"],
                "transaction_type": mandate["transaction_type"],
            },
            "verification_method": sent["verification_method"].as_str().unwrap_or("automatic"),
        });
    }
    options
}

/// The sent kinds, or all that the account's country and the customer's currency allow.
pub(super) fn types(
    cx: &Cx,
    customer: &Value,
    params: &Params,
    sent: Option<&Value>,
) -> Result<Vec<String>> {
    let country = cx.caller.country.as_deref();
    let stays = params
        .get("automatic_payment_methods")
        .is_some_and(|automatic| automatic["allow_redirects"] == "never");
    let Some(sent) = sent.and_then(Value::as_array) else {
        let excluded = params.list("excluded_payment_method_types");
        let currency = customer["currency"].as_str();
        return Ok(KINDS
            .iter()
            .filter(|kind| allowed_in(kind, country))
            .filter(|kind| currency.is_none_or(|currency| kind.takes(currency)))
            .filter(|kind| !(stays && kind.redirects))
            .filter(|kind| !excluded.iter().any(|name| name == kind.name))
            .map(|kind| kind.name.to_owned())
            .collect());
    };
    sent.iter()
        .filter_map(Value::as_str)
        .map(|name| match kind(name) {
            Some(kind) if allowed_in(kind, country) => Ok(name.to_owned()),
            _ => Err(ApiError::invalid(format!(
                "The payment method type provided: {name} is invalid. Please ensure the provided type is activated in your dashboard (https://dashboard.stripe.com/account/payments/settings) and your account is enabled for any preview features that you are trying to use."
            ))
            .code("payment_method_unactivated")
            .param("allowed_payment_method_types")),
        })
        .collect()
}

/// Takes over `payment_method` or `payment_method_data`, when sent.
pub(super) async fn choose_method(cx: &mut Cx, params: &Params, intent: &mut Value) -> Result<()> {
    let method = if let Some(id) = params.text("payment_method") {
        payment_methods::materialize(cx, id)
            .await?
            .ok_or_else(|| ApiError::missing_reference("payment_method", id, "payment_method"))?
    } else if let Some(data) = params.get("payment_method_data").and_then(Value::as_object) {
        payment_methods::from_data(cx, &Params::new(data.clone()), "payment_method_data").await?
    } else {
        return Ok(());
    };
    payment_methods::refuse_detached(&method)?;
    let types = intent["payment_method_types"].as_array();
    if !types.is_some_and(|types| types.contains(&method["type"])) {
        let allowed: Vec<&str> = types
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        return Err(ApiError::invalid(format!(
            "The PaymentMethod provided ({}) is not allowed for this SetupIntent. Please attach a PaymentMethod of one of the following types: {}.",
            text(&method, "type"),
            allowed.join(", ")
        ))
        .param("payment_method"));
    }
    if !method["customer"].is_null() && method["customer"] != intent["customer"] {
        return Err(ApiError::invalid(
            "The PaymentMethod provided belongs to another Customer. Please include the Customer in the `customer` parameter on the SetupIntent.",
        )
        .code("payment_method_unexpected_state")
        .param("payment_method"));
    }
    intent["payment_method"] = method["id"].clone();
    intent["status"] = "requires_confirmation".into();
    intent["next_action"] = Value::Null;
    Ok(())
}
