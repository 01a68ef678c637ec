//! Events from the billing system. They only make us forget and look again: nothing in them is believed further.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use contract::rules::payment_methods::is_chargeable;
use serde::Deserialize;
use serde_json::Value;
use stripe::webhook;

use crate::app::{App, Merchant};
use crate::events::Cause;
use crate::json::read_body;
use crate::routes::merchant::portal_sessions::revoke_all;
use crate::secret::Secret;
use crate::store;

/// An event may hold an invoice with many lines.
const LIMIT: usize = 1024 * 1024;

/// The parts of an event we look at.
#[derive(Debug, Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    data: EventData,
}

#[derive(Debug, Deserialize)]
struct EventData {
    object: Value,
    #[serde(default)]
    previous_attributes: Value,
}

/// Takes an event once it is proven to come from the billing system.
pub async fn receive(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let bytes = match read_body(body, LIMIT).await {
        Ok(bytes) => bytes,
        Err(error) => return error.status().into_response(),
    };
    let secrets: Vec<&str> = merchant
        .account
        .webhook_secrets
        .iter()
        .map(Secret::expose)
        .collect();
    let signature = headers
        .get("stripe-signature")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let now = app.clock().now();
    if let Err(reason) = webhook::verify(&bytes, signature, &secrets, webhook::TOLERANCE, now) {
        tracing::warn!(%reason, "a webhook was refused");
        return StatusCode::BAD_REQUEST.into_response();
    }
    let Ok(event) = serde_json::from_slice::<Event>(&bytes) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match take(&app, &merchant, &event, now).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => {
            tracing::error!(%error, "an event could not be taken");
            // It is sent again.
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Acts upon an event unless that was done before. It is noted last: of what a crash interrupts the repetition does the
/// rest, and doing it twice is the same as once.
async fn take(app: &App, merchant: &Arc<Merchant>, event: &Event, now: i64) -> store::Result<()> {
    let (store, account) = (app.store(), &merchant.account.id);
    if store.knows_event(account, &event.id).await? {
        return Ok(());
    }
    if let Some(customer) = customer_of(event) {
        act(app, merchant, &event.kind, &customer).await?;
        if event.kind == "payment_method.detached" {
            let (app, merchant) = (app.clone(), merchant.clone());
            // What is slow comes after the answer: the sender waits.
            tokio::spawn(async move { warn_if_uncovered(&app, &merchant, &customer).await });
        }
    }
    store.take_event(account, &event.id, now).await?;
    Ok(())
}

async fn act(app: &App, merchant: &Merchant, kind: &str, customer: &str) -> store::Result<()> {
    merchant.upstream.invalidate(customer).await;
    let (store, account) = (app.store(), &merchant.account.id);
    let now = app.clock().now();
    let counted = store.count_change(account, Some(customer), now).await?;
    merchant.upstream.made_change(customer, counted).await;
    if kind == "customer.deleted" {
        revoke_all(app, merchant, &Cause::default(), customer).await?;
        store.forget_activity(account, customer).await?;
    }
    Ok(())
}

/// The customer an event is about. A detached payment method names it only among the previous values.
fn customer_of(event: &Event) -> Option<String> {
    let object = &event.data.object;
    let id = match object["object"].as_str() {
        Some("customer") => &object["id"],
        _ if object["customer"].is_null() => &event.data.previous_attributes["customer"],
        _ => &object["customer"],
    };
    // An expanded customer is an object with an id.
    let id = if id.is_object() { &id["id"] } else { id };
    id.as_str().map(str::to_owned)
}

/// Somebody removed a method past the guard, in the processor's own dashboard for example. Nobody can undo that; the
/// merchant must hear of it before the next renewal fails.
async fn warn_if_uncovered(app: &App, merchant: &Merchant, customer: &str) {
    let Ok(snapshot) = merchant.upstream.fresh(customer).await else {
        return;
    };
    let now = app.clock().now();
    let state = &snapshot.state;
    let mut live = state.subscriptions.iter().filter(|s| s.status.is_live());
    let uncovered = live.find(|subscription| {
        let mut methods = state.payment_methods.iter();
        !methods.any(|method| is_chargeable(method, &subscription.currency, now))
    });
    if let Some(subscription) = uncovered {
        tracing::warn!(
            merchant = merchant.account.id,
            subscription = %subscription.id,
            "a live subscription has no payment method left that it can be charged with"
        );
    }
}
