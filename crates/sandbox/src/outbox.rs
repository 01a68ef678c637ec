//! The outbox: mail that the portal sent is shown here instead of being sent on.
//!
//! The sandbox takes mail as a mail server does, over SMTP on loopback, and keeps the latest in memory. `/outbox` is a
//! page for people, `/outbox.json` the same for programs. As with payment methods, what should fail has a name: mail to
//! `rejected@…` is refused for good, mail to `later@…` is put off.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Serialize;

use crate::state::AppState;

mod mime;
mod page;
mod smtp;

pub(crate) use smtp::listen;

/// Mail that is kept; older mail is forgotten.
const KEPT: usize = 200;

/// A document that loads one style sheet and does nothing.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A mail as it was taken.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Mail {
    /// When, Unix seconds.
    received: i64,
    /// The addresses it was handed over for.
    recipients: Vec<String>,
    /// `From`, readable.
    from: String,
    /// `Subject`, readable.
    subject: String,
    /// The text, readable.
    text: String,
    /// Names of its header fields, in order.
    fields: Vec<String>,
}

/// The latest mail, newest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox(Arc<Mutex<VecDeque<Mail>>>);

impl Outbox {
    /// Takes a mail as it came over the wire.
    fn take(&self, recipients: Vec<String>, source: &[u8]) {
        let (fields, text) = mime::read(source);
        let field = |name: &str| {
            let mut all = fields
                .iter()
                .filter(|(key, _)| key.eq_ignore_ascii_case(name));
            all.next()
                .map(|(_, value)| value.clone())
                .unwrap_or_default()
        };
        let mail = Mail {
            received: crate::clock::now(),
            recipients,
            // A name of several words is quoted.
            from: field("From").replace('"', ""),
            subject: field("Subject"),
            text,
            fields: fields.iter().map(|(name, _)| name.clone()).collect(),
        };
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front(mail);
        kept.truncate(KEPT);
    }

    fn all(&self) -> Vec<Mail> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }
}

/// `GET /outbox` and `GET /outbox.json`.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/outbox", get(show))
        .route("/outbox.json", get(list))
}

async fn show(State(state): State<AppState>) -> Response {
    let body = page::write(&state.outbox().all());
    (headers("text/html; charset=utf-8"), body).into_response()
}

async fn list(State(state): State<AppState>) -> Response {
    let mut answer = Json(state.outbox().all()).into_response();
    answer.headers_mut().extend(headers("application/json"));
    answer
}

fn headers(kind: &'static str) -> HeaderMap {
    let fixed = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    let values = fixed.map(|(name, value)| (name, HeaderValue::from_static(value)));
    values.into_iter().collect()
}
