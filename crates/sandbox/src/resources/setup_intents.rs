//! `/v1/setup_intents`: saving a payment method for later.

use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use super::payment_methods::{self, METHOD_DATA};
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{
    CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, Param, Params, STARTING_AFTER, clear,
    merge_metadata, opt, req, unbuilt,
};
use crate::test_methods::{KINDS, allowed_in, kind};
use crate::value::text;

mod confirm;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/setup_intents", CREATE, create),
    endpoint!(GET "/v1/setup_intents", LIST, list),
    endpoint!(GET "/v1/setup_intents/{id}", RETRIEVE, retrieve, publishable),
    endpoint!(POST "/v1/setup_intents/{id}", UPDATE, update),
    endpoint!(POST "/v1/setup_intents/{id}/confirm", CONFIRM, confirm_named, publishable),
    endpoint!(POST "/v1/setup_intents/{id}/cancel", CANCEL, cancel),
    endpoint!(POST "/v1/setup_intents/{id}/authenticate", AUTHENTICATE, authenticate, publishable),
];

const TYPES: Kind = Kind::List(&Kind::Text(50));
const MANDATE: Kind = Kind::Object(&[opt(
    "customer_acceptance",
    Kind::Object(&[
        opt("accepted_at", Kind::Timestamp),
        opt("offline", Kind::Object(&[])),
        opt(
            "online",
            Kind::Object(&[
                opt("infer_from_client", Kind::Boolean),
                opt("ip_address", ID),
                opt("user_agent", ID),
            ]),
        ),
        req("type", Kind::Choice(&["offline", "online"])),
    ]),
)]);
const CREATE: &[Param] = &[
    opt("allowed_payment_method_types", TYPES),
    opt("attach_to_self", Kind::Unbuilt),
    opt(
        "automatic_payment_methods",
        Kind::Object(&[
            opt("allow_redirects", Kind::Choice(&["always", "never"])),
            req("enabled", Kind::Boolean),
        ]),
    ),
    opt("confirm", Kind::Boolean),
    opt("confirmation_token", Kind::Unbuilt),
    opt("customer", ID),
    opt("description", Kind::Text(1_000)),
    opt("excluded_payment_method_types", TYPES),
    opt("flow_directions", Kind::Unbuilt),
    clear("mandate_data", MANDATE),
    METADATA,
    opt("on_behalf_of", Kind::Unbuilt),
    opt("payment_method", ID),
    opt("payment_method_configuration", Kind::Unbuilt),
    opt("payment_method_data", Kind::Object(METHOD_DATA)),
    opt("payment_method_options", Kind::Unbuilt),
    opt("payment_method_types", TYPES),
    opt("return_url", ID),
    opt("single_use", Kind::Unbuilt),
    opt("usage", Kind::Choice(&["off_session", "on_session"])),
    opt("use_stripe_sdk", Kind::Boolean),
];
const UPDATE: &[Param] = &[
    opt("customer", ID),
    opt("description", Kind::Text(1_000)),
    METADATA,
    opt("payment_method", ID),
    opt("payment_method_data", Kind::Object(METHOD_DATA)),
    opt("payment_method_options", Kind::Unbuilt),
    opt("payment_method_types", TYPES),
];
const SECRET: Param = opt("client_secret", ID);
const RETRIEVE: &[Param] = &[SECRET];
const CONFIRM: &[Param] = &[
    SECRET,
    opt("confirmation_token", Kind::Unbuilt),
    clear("mandate_data", MANDATE),
    opt("payment_method", ID),
    opt("payment_method_data", Kind::Object(METHOD_DATA)),
    opt("payment_method_options", Kind::Unbuilt),
    opt("return_url", ID),
    opt("use_stripe_sdk", Kind::Boolean),
];
const CANCEL: &[Param] = &[opt(
    "cancellation_reason",
    Kind::Choice(&["abandoned", "duplicate", "requested_by_customer"]),
)];
const AUTHENTICATE: &[Param] = &[
    SECRET,
    req("outcome", Kind::Choice(&["succeeded", "failed"])),
];
const LIST: &[Param] = &[
    CREATED,
    opt("customer", ID),
    ENDING_BEFORE,
    LIMIT,
    opt("payment_method", ID),
    STARTING_AFTER,
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

/// A setup intent for a customer that saves whatever its account accepts; used for trials.
pub(crate) fn blank(cx: &Cx, customer: &Value, params: &Params) -> Result<Value> {
    let id = ids::long("seti")?;
    let secret = format!("{id}_secret_{}", ids::random(25)?);
    let allowed = params
        .get("allowed_payment_method_types")
        .or_else(|| params.get("payment_method_types"));
    let automatic = params.get("automatic_payment_methods").cloned();
    let automatic = match (automatic, allowed) {
        (Some(sent), None) => {
            let redirects = sent["allow_redirects"].as_str().unwrap_or("always");
            json!({ "allow_redirects": redirects, "enabled": sent["enabled"] })
        }
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid(
                "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.",
            ));
        }
        (None, None) => json!({ "allow_redirects": "always", "enabled": true }),
        (None, Some(_)) => Value::Null,
    };
    Ok(json!({
        "id": id,
        "object": "setup_intent",
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
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
        "payment_method_options": { "card": {
            "mandate_options": null, "network": null, "request_three_d_secure": "automatic",
        } },
        "payment_method_types": types(cx, customer, params, allowed)?,
        "single_use_mandate": null,
        "status": "requires_payment_method",
        "usage": "off_session",
    }))
}

/// The sent kinds, or all that the account's country and the customer's currency allow.
fn types(cx: &Cx, customer: &Value, params: &Params, sent: Option<&Value>) -> Result<Vec<String>> {
    let country = cx.caller.country.as_deref();
    let Some(sent) = sent.and_then(Value::as_array) else {
        let excluded = params.list("excluded_payment_method_types");
        let currency = customer["currency"].as_str();
        return Ok(KINDS
            .iter()
            .filter(|kind| allowed_in(kind, country))
            .filter(|kind| currency.is_none_or(|currency| kind.takes(currency)))
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
            .param("payment_method_types")),
        })
        .collect()
}

/// Takes over `payment_method` or `payment_method_data`, when sent.
async fn choose_method(cx: &mut Cx, params: &Params, intent: &mut Value) -> Result<()> {
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
    if let Some(sent) = params.get("payment_method_types") {
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
