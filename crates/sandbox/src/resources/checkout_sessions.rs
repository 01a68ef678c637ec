//! `/v1/checkout/sessions`: a page that saves a payment method and leads back to the merchant. Of Stripe's modes only
//! `setup` is built. The page itself is `browser/checkout.html`; it asks `/v1/payment_pages/{id}` where it stands.

use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use crate::cx::Cx;
use crate::deferred;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::params::NONE;
use crate::resources::account::NAME;
use crate::value::text;

mod build;
mod params;

use build::{Parts, expires_at, intent_of, missing, web_address};
use params::{CREATE, PAGE};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/checkout/sessions", CREATE, create),
    endpoint!(GET "/v1/checkout/sessions/{id}", NONE, retrieve),
    endpoint!(POST "/v1/checkout/sessions/{id}/expire", NONE, expire),
    endpoint!(GET "/v1/payment_pages/{id}", PAGE, show_page, publishable),
];

const OBJECT: &str = "checkout.session";

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    if let Some(mode @ ("payment" | "subscription")) = params.text("mode") {
        return Err(ApiError::invalid(format!(
            "The sandbox does not support Checkout Sessions in `{mode}` mode, only in `setup` mode."
        ))
        .code("parameter_unsupported")
        .param("mode"));
    }
    let success_url = web_address(&params, "success_url")?.ok_or_else(|| missing("success_url"))?;
    let cancel_url = web_address(&params, "cancel_url")?;
    let names_types = params.contains_key("allowed_payment_method_types");
    if !names_types && params.text("currency").is_none() {
        return Err(missing("currency"));
    }
    let customer = match params.text("customer") {
        Some(id) => cx.referenced("customer", id, "customer").await?,
        None => Value::Null,
    };
    // It is people who take their time on the page, so it closes in real time, whatever clock the customer is on.
    let created = cx.now;
    let expires_at = expires_at(&params, created)?;
    cx.enter_time_of(&customer).await?;

    let id = format!("cs_test_{}", ids::random(58)?);
    let mut intent = intent_of(cx, &customer, &params)?;
    intent["_checkout_session"] = id.clone().into();
    cx.insert(&intent).await?;
    cx.emit("setup_intent.created", &intent, None).await?;

    let session = build::session(
        cx,
        &Parts {
            id: &id,
            created,
            expires_at,
            success_url,
            cancel_url,
            intent: &intent,
        },
    )?;
    cx.insert(&session).await?;
    deferred::put(cx, &id, expires_at).await?;
    Ok(session)
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing(OBJECT, &id).await
}

async fn expire(cx: &mut Cx) -> Result<Value> {
    let session = retrieve(cx).await?;
    if session["status"] != "open" {
        return Err(ApiError::invalid(format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of `{}`.",
            text(&session, "status")
        )));
    }
    close(cx, session).await
}

/// The time of a session is up.
pub(crate) async fn lapse(cx: &mut Cx, session: Value) -> Result<()> {
    if session["status"] == "open" {
        close(cx, session).await?;
    }
    Ok(())
}

/// Nothing can be saved with the session any more.
async fn close(cx: &mut Cx, mut session: Value) -> Result<Value> {
    let intent = text(&session, "setup_intent").to_owned();
    let mut intent = cx
        .referenced("setup_intent", &intent, "setup_intent")
        .await?;
    intent["status"] = "canceled".into();
    intent["next_action"] = Value::Null;
    cx.save(&intent).await?;
    cx.emit("setup_intent.canceled", &intent, None).await?;
    session["status"] = "expired".into();
    session["url"] = Value::Null;
    cx.save(&session).await?;
    cx.emit("checkout.session.expired", &session, None).await?;
    Ok(session)
}

/// The setup intent has succeeded; if a session made it, the session is complete.
pub(crate) async fn complete(cx: &mut Cx, intent: &Value) -> Result<()> {
    let Some(id) = intent["_checkout_session"].as_str() else {
        return Ok(());
    };
    let mut session = cx.referenced(OBJECT, id, "checkout_session").await?;
    session["status"] = "complete".into();
    session["url"] = Value::Null;
    cx.save(&session).await?;
    cx.emit("checkout.session.completed", &session, None).await
}

/// What the page needs to know. Whoever has the session's secret may ask.
async fn show_page(cx: &mut Cx) -> Result<Value> {
    let session = retrieve(cx).await?;
    let params = cx.params();
    let sent = params.text("client_secret").unwrap_or_default();
    let known: bool = sent
        .as_bytes()
        .ct_eq(text(&session, "_secret").as_bytes())
        .into();
    if !known {
        return Err(ApiError::missing(OBJECT, text(&session, "id")));
    }
    let intent = text(&session, "setup_intent").to_owned();
    let intent = cx
        .referenced("setup_intent", &intent, "setup_intent")
        .await?;
    let is = |status: &str| session["status"] == status;
    let id = text(&session, "id");
    let success_url = text(&session, "success_url").replace("{CHECKOUT_SESSION_ID}", id);
    Ok(json!({
        "id": id,
        "object": "payment_page",
        "business_name": NAME,
        "cancel_url": session["cancel_url"],
        "client_secret": is("open").then(|| text(&intent, "client_secret")),
        "locale": session["locale"],
        "status": session["status"],
        "success_url": is("complete").then_some(success_url),
    }))
}
