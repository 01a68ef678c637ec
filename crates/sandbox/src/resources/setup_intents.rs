//! `/v1/setup_intents`: saving a payment method for later.

use serde_json::Value;
use subtle::ConstantTimeEq as _;

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::{Query, page};
use crate::params::{merge_metadata, unbuilt};
use crate::value::text;

mod build;
mod confirm;
mod params;

pub(crate) use build::blank;
use build::{choose_method, types};
pub(crate) use params::OPTIONS;
use params::{AUTHENTICATE, CANCEL, CONFIRM, CREATE, LIST, RETRIEVE, UPDATE};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/setup_intents", CREATE, create),
    endpoint!(GET "/v1/setup_intents", LIST, list),
    endpoint!(GET "/v1/setup_intents/{id}", RETRIEVE, retrieve, publishable),
    endpoint!(POST "/v1/setup_intents/{id}", UPDATE, update),
    endpoint!(POST "/v1/setup_intents/{id}/confirm", CONFIRM, confirm_named, publishable),
    endpoint!(POST "/v1/setup_intents/{id}/cancel", CANCEL, cancel),
    endpoint!(POST "/v1/setup_intents/{id}/authenticate", AUTHENTICATE, authenticate, publishable),
];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let customer = match params.text("customer") {
        Some(id) => cx.referenced("customer", id, "customer").await?,
        None => Value::Null,
    };
    cx.enter_time_of(&customer).await?;
    let mut intent = blank(cx, &customer, &params)?;
    params.copy(&["description", "usage"], &mut intent);
    merge_metadata(params.get("metadata"), &mut intent);
    choose_method(cx, &params, &mut intent).await?;
    cx.insert(&intent).await?;
    cx.emit("setup_intent.created", &intent, None).await?;
    if params.flag("confirm") == Some(true) {
        return confirm::confirm(cx, intent, &params).await;
    }
    if let Some(name) = ["mandate_data", "return_url"]
        .iter()
        .find(|name| params.contains_key(**name))
    {
        return Err(ApiError::invalid(format!(
            "The parameter `{name}` cannot be passed when creating a SetupIntent unless `confirm` is set to true."
        ))
        .param(*name));
    }
    Ok(intent)
}

/// The setup intent of the path; a publishable key must know its secret.
async fn named(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let intent = cx.existing("setup_intent", &id).await?;
    let params = cx.params();
    let sent = params.text("client_secret");
    let known = match sent {
        Some(sent) => sent
            .as_bytes()
            .ct_eq(text(&intent, "client_secret").as_bytes())
            .into(),
        None => !cx.caller.publishable,
    };
    if !known {
        return Err(ApiError::invalid(
            "The client_secret provided does not match the client_secret associated with the SetupIntent.",
        )
        .code("setup_intent_invalid_parameter")
        .param("client_secret"));
    }
    if let Some(customer) = intent["customer"].as_str()
        && let Some(customer) = cx.find(customer).await?
    {
        cx.enter_time_of(&customer).await?;
    }
    Ok(intent)
}

/// What the caller may see: a publishable key sees neither the customer nor what the merchant noted.
fn shown(cx: &Cx, mut intent: Value) -> Value {
    if cx.caller.publishable
        && let Some(members) = intent.as_object_mut()
    {
        members.retain(|name, _| {
            !matches!(
                name.as_str(),
                "customer"
                    | "metadata"
                    | "mandate"
                    | "single_use_mandate"
                    | "application"
                    | "on_behalf_of"
            )
        });
    }
    intent
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let intent = named(cx).await?;
    Ok(shown(cx, intent))
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let before = named(cx).await?;
    let params = cx.params();
    let over = matches!(text(&before, "status"), "succeeded" | "canceled");
    let free = ["metadata", "description", "expand"];
    if over && params.keys().any(|name| !free.contains(&name.as_str())) {
        return Err(unexpected_state(&before, "update"));
    }
    let mut intent = before.clone();
    if let Some(id) = params.text("customer") {
        if !before["customer"].is_null() && before["customer"] != id {
            return Err(unbuilt("customer"));
        }
        intent["customer"] = cx.referenced("customer", id, "customer").await?["id"].clone();
    }
    if let Some(sent) = params.get("allowed_payment_method_types") {
        intent["allowed_payment_method_types"] = sent.clone();
        intent["payment_method_types"] = types(cx, &Value::Null, &params, Some(sent))?.into();
        intent["automatic_payment_methods"] = Value::Null;
    }
    params.copy(&["description"], &mut intent);
    merge_metadata(params.get("metadata"), &mut intent);
    choose_method(cx, &params, &mut intent).await?;
    cx.save(&intent).await?;
    Ok(intent)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let query = Query::of("setup_intent")
        .customer(params.text("customer"))
        .matching(
            "json_extract(body, '$.payment_method') = ",
            params.get("payment_method"),
            "",
        );
    page(cx, query, "/v1/setup_intents").await
}

async fn confirm_named(cx: &mut Cx) -> Result<Value> {
    let mut intent = named(cx).await?;
    refuse_of_checkout(cx, &intent, "confirm")?;
    let params = cx.params();
    if matches!(text(&intent, "status"), "succeeded" | "canceled") {
        return Err(unexpected_state(&intent, "confirm"));
    }
    choose_method(cx, &params, &mut intent).await?;
    let intent = confirm::confirm(cx, intent, &params).await?;
    Ok(shown(cx, intent))
}

async fn authenticate(cx: &mut Cx) -> Result<Value> {
    let intent = named(cx).await?;
    if intent["status"] != "requires_action" {
        return Err(unexpected_state(&intent, "authenticate"));
    }
    let passed = cx.params().text("outcome") == Some("succeeded");
    let intent = confirm::authenticated(cx, intent, passed).await?;
    Ok(shown(cx, intent))
}

async fn cancel(cx: &mut Cx) -> Result<Value> {
    let mut intent = named(cx).await?;
    refuse_of_checkout(cx, &intent, "cancel")?;
    if matches!(text(&intent, "status"), "succeeded" | "canceled") {
        return Err(unexpected_state(&intent, "cancel"));
    }
    intent["status"] = "canceled".into();
    intent["next_action"] = Value::Null;
    cx.params().copy(&["cancellation_reason"], &mut intent);
    cx.save(&intent).await?;
    cx.emit("setup_intent.canceled", &intent, None).await?;
    Ok(intent)
}

/// The intent of a checkout session is its page's alone.
///
/// # Errors
/// 400 for the merchant.
fn refuse_of_checkout(cx: &Cx, intent: &Value, verb: &str) -> Result<()> {
    if intent["_checkout_session"].is_null() || cx.caller.publishable {
        return Ok(());
    }
    Err(ApiError::invalid(format!(
        "You cannot {verb} this SetupIntent because it belongs to a Checkout Session. To cancel it, expire the Checkout Session instead."
    ))
    .code("setup_intent_unexpected_state"))
}

fn unexpected_state(intent: &Value, verb: &str) -> ApiError {
    let status = text(intent, "status");
    let message = match (verb, status) {
        ("confirm", "succeeded") => {
            "You cannot confirm this SetupIntent because it has already succeeded.".to_owned()
        }
        _ => format!("You cannot {verb} this SetupIntent because it has a status of {status}."),
    };
    ApiError::invalid(message)
        .code("setup_intent_unexpected_state")
        .with("setup_intent", intent.clone())
}
