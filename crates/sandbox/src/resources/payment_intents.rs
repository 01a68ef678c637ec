//! `/v1/payment_intents`: those of invoices, as far as a browser needs them to pay one.

use serde_json::Value;
use subtle::ConstantTimeEq as _;

use super::invoices::pay::{by_hand, usual_method};
use super::payment_methods;
use crate::billing::charge::{self, Attempt};
use crate::billing::lifecycle;
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::{Query, page};
use crate::params::{
    CREATED, ENDING_BEFORE, ID, Kind, LIMIT, Param, STARTING_AFTER, clear, opt, req,
};
use crate::value::text;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(GET "/v1/payment_intents", LIST, list),
    endpoint!(GET "/v1/payment_intents/{id}", RETRIEVE, retrieve, publishable),
    endpoint!(POST "/v1/payment_intents/{id}/confirm", CONFIRM, confirm, publishable),
    endpoint!(POST "/v1/payment_intents/{id}/authenticate", AUTHENTICATE, authenticate, publishable),
];

const SECRET: Param = opt("client_secret", ID);
const LIST: &[Param] = &[
    CREATED,
    opt("customer", ID),
    ENDING_BEFORE,
    LIMIT,
    STARTING_AFTER,
];
const RETRIEVE: &[Param] = &[SECRET];
const CONFIRM: &[Param] = &[
    SECRET,
    opt("confirmation_token", Kind::Unbuilt),
    clear("mandate_data", Kind::Object(payment_methods::MANDATE_DATA)),
    opt("off_session", Kind::Boolean),
    opt("payment_method", ID),
    opt("payment_method_data", Kind::Unbuilt),
    opt("payment_method_options", Kind::Unbuilt),
    opt("return_url", ID),
    opt(
        "setup_future_usage",
        Kind::Choice(&["off_session", "on_session"]),
    ),
    opt("use_stripe_sdk", Kind::Boolean),
];
const AUTHENTICATE: &[Param] = &[
    SECRET,
    req("outcome", Kind::Choice(&["succeeded", "failed"])),
];

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let query = Query::of("payment_intent").customer(params.text("customer"));
    page(cx, query, "/v1/payment_intents").await
}

/// The intent of the path; a publishable key must know its secret.
async fn named(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let intent = cx.existing("payment_intent", &id).await?;
    let params = cx.params();
    let known = match params.text("client_secret") {
        Some(sent) => sent
            .as_bytes()
            .ct_eq(text(&intent, "client_secret").as_bytes())
            .into(),
        None => !cx.caller.publishable,
    };
    if !known {
        return Err(ApiError::invalid(
            "The client_secret provided does not match the client_secret associated with the PaymentIntent.",
        )
        .code("payment_intent_invalid_parameter")
        .param("client_secret"));
    }
    if let Some(customer) = cx.find(text(&intent, "customer")).await? {
        cx.enter_time_of(&customer).await?;
    }
    Ok(intent)
}

/// What the caller may see: a publishable key sees neither the customer nor what the merchant noted.
async fn shown(cx: &mut Cx, id: &str) -> Result<Value> {
    let mut intent = cx.existing("payment_intent", id).await?;
    if cx.caller.publishable
        && let Some(members) = intent.as_object_mut()
    {
        members.retain(|name, _| {
            !matches!(
                name.as_str(),
                "customer" | "metadata" | "application" | "on_behalf_of" | "latest_charge"
            )
        });
    }
    Ok(intent)
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let intent = named(cx).await?;
    shown(cx, text(&intent, "id")).await
}

fn unexpected(intent: &Value, verb: &str) -> ApiError {
    let status = text(intent, "status");
    let message = match (verb, status) {
        ("confirm", "succeeded") => {
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.".to_owned()
        }
        _ => format!("You cannot {verb} this PaymentIntent because it has a status of {status}."),
    };
    ApiError::invalid(message).code("payment_intent_unexpected_state")
}

/// The open invoice an intent pays.
async fn invoice_of(cx: &mut Cx, intent: &Value, verb: &str) -> Result<Value> {
    let invoice = cx.find(text(intent, "_invoice")).await?;
    invoice
        .filter(|invoice| matches!(text(invoice, "status"), "open" | "uncollectible"))
        .ok_or_else(|| unexpected(intent, verb))
}

async fn confirm(cx: &mut Cx) -> Result<Value> {
    let intent = named(cx).await?;
    if !text(&intent, "status").starts_with("requires_") {
        return Err(unexpected(&intent, "confirm"));
    }
    let params = cx.params();
    let mut invoice = invoice_of(cx, &intent, "confirm").await?;
    let sent = params
        .text("payment_method")
        .or(intent["payment_method"].as_str());
    let method = match sent {
        Some(id) => Some(chosen(cx, id, text(&intent, "customer")).await?),
        None => usual_method(cx, &invoice).await?,
    };
    let Some(method) = method else {
        return Err(ApiError::invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
        )
        .code("payment_intent_unexpected_state"));
    };
    let present = params.flag("off_session") != Some(true);
    match by_hand(cx, &mut invoice, Some(&method), present).await? {
        None => keep(cx, method, text(&intent, "customer")).await?,
        Some(Attempt::Failed(error)) => return Err(error),
        Some(_) => {}
    }
    shown(cx, text(&intent, "id")).await
}

/// The method to pay with: one of the customer's, or a new one.
async fn chosen(cx: &mut Cx, id: &str, customer: &str) -> Result<Value> {
    let method = payment_methods::materialize(cx, id)
        .await?
        .ok_or_else(|| ApiError::missing_reference("payment_method", id, "payment_method"))?;
    payment_methods::refuse_detached(&method)?;
    if !method["customer"].is_null() && method["customer"] != customer {
        return Err(
            ApiError::invalid("The PaymentMethod provided belongs to another Customer.")
                .code("payment_method_unexpected_state")
                .param("payment_method"),
        );
    }
    Ok(method)
}

/// Invoices save what they were paid with (`setup_future_usage`).
async fn keep(cx: &mut Cx, method: Value, customer: &str) -> Result<()> {
    if method["customer"].is_null()
        && let Some(customer) = cx.find(customer).await?
    {
        payment_methods::adopt(cx, method, &customer).await?;
    }
    Ok(())
}

/// What the customer told the bank.
async fn authenticate(cx: &mut Cx) -> Result<Value> {
    let intent = named(cx).await?;
    if intent["status"] != "requires_action" {
        return Err(unexpected(&intent, "authenticate"));
    }
    let mut invoice = invoice_of(cx, &intent, "authenticate").await?;
    let method = text(&intent, "payment_method").to_owned();
    let method = cx
        .referenced("payment_method", &method, "payment_method")
        .await?;
    let id = text(&intent, "id").to_owned();
    let customer = text(&intent, "customer").to_owned();
    if cx.params().text("outcome") == Some("succeeded") {
        charge::succeed(cx, &mut invoice, intent, &method).await?;
        keep(cx, method, &customer).await?;
    } else {
        let error = ApiError::invalid(
            "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
        )
        .code("payment_intent_authentication_failure");
        charge::refuse(cx, &invoice, intent, Some(&method), error).await?;
        lifecycle::announce_failure(cx, &invoice).await?;
    }
    shown(cx, &id).await
}
