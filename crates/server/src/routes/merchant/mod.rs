//! Stripe's API for the merchant's server. What is ours is answered here, everything else is passed on.

pub mod branding;
pub mod configuration_checks;
pub mod configurations;
pub mod dashboard;
pub mod description;
pub mod domains;
pub mod embed_origins;
pub mod events;
pub mod extensions;
mod flow;
pub mod keys;
pub mod objects;
pub mod parameters;
pub mod portal_sessions;
pub mod repeated;
pub mod sessions;
pub mod subscriptions;
pub mod webhook_endpoints;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, OriginalUri, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::{App, Merchant};
use crate::form::{self, Node};
use crate::idempotency;
use crate::json::{BodyError, read_body};
use crate::pan;
use crate::stripe_error::{StripeError, StripeResult};
use crate::upstream::API_VERSION;

/// Stripe's header with the version of its API.
const VERSION: &str = "stripe-version";

/// The most a form may hold.
const FORM_LIMIT: usize = 64 * 1024;

/// Lets only the merchant's own secret key in.
pub async fn require_key(
    State(_): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
    next: Next,
) -> Response {
    match keys::check(request.headers(), &merchant.account.secret_key) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// Says which version of Stripe's API was spoken, and repeats the caller's key: Stripe's clients look for both.
pub async fn name_version(request: Request, next: Next) -> Response {
    let version = request.headers().get(VERSION).cloned();
    let key = request.headers().get(idempotency::KEY).cloned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if !headers.contains_key(VERSION) {
        let own = HeaderValue::from_static(API_VERSION);
        headers.insert(VERSION, version.unwrap_or(own));
    }
    if let Some(key) = key.filter(|_| !headers.contains_key(idempotency::KEY)) {
        headers.insert(idempotency::KEY, key);
    }
    response
}

/// Passes a request on. Other servers are told when it may have changed something.
pub async fn forward(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> Response {
    let is_change = !request.method().is_safe();
    let upstream = &merchant.upstream;
    let response = merchant.forwarder.forward(request, Some(upstream)).await;
    let status = response.status();
    if is_change && (status.is_success() || status.is_server_error()) {
        let (account, now) = (&merchant.account.id, app.clock().now());
        match app.store().count_change(account, None, now).await {
            Ok(common) => upstream.made_change_of_all(common),
            Err(error) => tracing::error!(%error, "other servers could not be told of a change"),
        }
    }
    response
}

/// A path that does not exist.
pub async fn unknown_url(method: Method, OriginalUri(uri): OriginalUri) -> StripeError {
    StripeError::unknown_url(method.as_str(), uri.path())
}

/// A method that a path does not have.
pub async fn unknown_method(method: Method, OriginalUri(uri): OriginalUri) -> StripeError {
    StripeError {
        status: StatusCode::METHOD_NOT_ALLOWED,
        ..StripeError::unknown_url(method.as_str(), uri.path())
    }
}

/// Reads a form of at most 64 KiB.
///
/// # Errors
/// In Stripe's words.
async fn read_form(request: Request) -> StripeResult<(Node, Bytes)> {
    let (parts, body) = request.into_parts();
    if !is_form(&parts.headers) {
        return Err(StripeError::request(
            "Invalid request: parameters must be sent as application/x-www-form-urlencoded.",
        ));
    }
    let bytes = read_body(body, FORM_LIMIT).await.map_err(unreadable)?;
    let form = form::parse(&bytes).map_err(StripeError::request)?;
    refuse_card_numbers(&form, "")?;
    Ok((form, bytes))
}

/// No `Content-Type` at all is taken for a form: a request without parameters has none.
fn is_form(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_none_or(|value| {
        let text = value.to_str().unwrap_or_default();
        let name = text.split(';').next().unwrap_or_default().trim();
        name.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

fn unreadable(error: BodyError) -> StripeError {
    let status = error.status();
    StripeError {
        status,
        ..StripeError::request(error.message())
    }
}

/// Stripe's API refuses raw card data without approval; here nothing that looks like it gets any further.
fn refuse_card_numbers(node: &Node, path: &str) -> StripeResult<()> {
    match node {
        Node::Text(text) => {
            let is_url = text.starts_with("https://") || text.starts_with("http://");
            let found = if is_url {
                pan::in_url(text)
            } else {
                pan::in_field(text)
            };
            if !found {
                return Ok(());
            }
            Err(StripeError {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                ..StripeError::invalid(
                    path,
                    "This value looks like a card number. Card numbers never belong here.",
                )
            })
        }
        Node::Map(map) => map.iter().try_for_each(|(name, below)| {
            if pan::in_field(name) {
                return Err(StripeError {
                    status: StatusCode::UNPROCESSABLE_ENTITY,
                    ..StripeError::request("A parameter's name looks like a card number.")
                });
            }
            let path = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}[{name}]")
            };
            refuse_card_numbers(below, &path)
        }),
    }
}

/// Parameters of a `GET`.
///
/// # Errors
/// In Stripe's words.
fn read_query(query: Option<String>) -> StripeResult<Node> {
    form::parse(query.unwrap_or_default().as_bytes()).map_err(StripeError::request)
}
