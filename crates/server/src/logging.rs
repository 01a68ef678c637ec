//! One line per request: method, matched route, status, time, id. Never a token, cookie, e-mail, body, query, or a path
//! with ids in it.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use tracing_subscriber::EnvFilter;

use crate::session::token;

/// Stripe's name for the header with a request's id.
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// What is logged unless `PORTICO_LOG` says otherwise. Other crates stay quiet: what they write about a request is not
/// ours to vouch for.
pub const FILTER: &str = "warn,portico_server=info,portico=info,stripe=info";

/// Names a request in the log, `req_…`.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// The pattern of the route that answered, such as `/api/payment-methods/{id}`.
#[derive(Clone, Debug)]
struct Route(MatchedPath);

/// Starts logging: JSON by default, for people when `PORTICO_LOG_FORMAT=pretty`; `PORTICO_LOG` filters as in
/// `tracing-subscriber`.
pub fn start() {
    let filter = EnvFilter::try_from_env("PORTICO_LOG").unwrap_or_else(|_| EnvFilter::new(FILTER));
    let lines = tracing_subscriber::fmt().with_env_filter(filter);
    let pretty = std::env::var("PORTICO_LOG_FORMAT").is_ok_and(|format| format == "pretty");
    if pretty {
        lines.with_target(false).init();
    } else {
        lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .init();
    }
}

/// Logs each request and gives it an id.
pub async fn log(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId(token::new_id("req_").into());
    let method = request.method().clone();
    request.extensions_mut().insert(id.clone());
    let span = tracing::info_span!("request", id = %id.0);
    let mut response = next.run(request).instrument(span.clone()).await;
    let route = response.extensions_mut().remove::<Route>();
    let status = response.status();
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        tracing::info!(
            method = known(method.as_str()),
            route = route.as_ref().map_or("none", |route| route.0.as_str()),
            status = status.as_u16(),
            ms = milliseconds,
            "answered"
        );
    });
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        // A forwarded answer keeps the billing system's id: that is the one its support can look up.
        response.headers_mut().entry(REQUEST_ID).or_insert(value);
    }
    response
}

/// Remembers the matched route for [`log`], which runs outside of the router.
pub async fn note_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(Route(route));
    }
    response
}

/// Methods are free text on the wire; only well-known ones are written down.
fn known(method: &str) -> &str {
    match method {
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => method,
        _ => "other",
    }
}
