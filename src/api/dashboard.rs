//! The dashboard's way to the server: its own session, and the merchant's API as far as the session's role goes.
//!
//! Objects of the merchant's API stay JSON: their form is Stripe's, and no page needs all of it.

use contract::Dashboard;
use gloo_net::http::{Method, RequestBuilder};
use serde_json::Value;

use super::{Failure, answer::refusal, deadline::Deadline};
use crate::{boot, i18n::Words};

/// What all its addresses begin with.
const BASE: &str = "/dashboard/api";

/// Why the merchant's API did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The request did not reach the server, or its answer did not reach us.
    Offline,
    /// No answer in time.
    Timeout,
    /// The answer is not ours.
    Unreadable,
    /// Nobody is signed in any more.
    SignedOut,
    /// The API refused, in Stripe's words.
    Refused {
        /// HTTP status.
        status: u16,
        /// The parameter that is wrong.
        param: Option<String>,
        /// In English.
        message: String,
    },
}

impl Refusal {
    /// The parameter that is wrong.
    pub fn param(&self) -> Option<&str> {
        match self {
            Self::Refused { param, .. } => param.as_deref(),
            _ => None,
        }
    }

    /// Whether it is about a parameter or a part of it: `a[0][b]` is a part of `a`.
    pub fn is_about(&self, param: &str) -> bool {
        let rest = self.param().and_then(|wrong| wrong.strip_prefix(param));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
    }

    /// HTTP status of a refusal.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// What happened and what to do. What the API refuses it says itself, in English.
    pub fn words(&self, words: Words) -> String {
        match self {
            Self::Offline => words.errors_offline(),
            Self::Timeout => words.errors_timeout(),
            Self::Unreadable => words.errors_unreadable(),
            Self::SignedOut => words.dashboard_ended_text(),
            Self::Refused { message, .. } => message.clone(),
        }
    }
}

/// Reads the answer to a request for the session.
///
/// # Errors
/// Nobody is signed in; or the answer is not ours.
pub fn decode(status: u16, body: &str) -> Result<Dashboard, Failure> {
    if !(200..300).contains(&status) {
        return Err(refusal(status, body, None));
    }
    serde_json::from_str(body).map_err(|_| Failure::Unreadable)
}

/// Ends the session.
///
/// # Errors
/// See [`Refusal`].
pub async fn sign_out() -> Result<(), Refusal> {
    let request = RequestBuilder::new(&format!("{BASE}/session")).method(Method::DELETE);
    send(request, Some(("application/json", "{}".to_owned())))
        .await
        .map(drop)
}

/// Asks the merchant's API for an object or a list; `path` begins with `/v1/`.
///
/// # Errors
/// See [`Refusal`].
pub async fn get(session: &str, path: &str) -> Result<Value, Refusal> {
    send(request(session, Method::GET, path), None).await
}

/// Changes something by a form, as Stripe's API takes it.
///
/// # Errors
/// See [`Refusal`].
pub async fn post_form(
    session: &str,
    path: &str,
    form: &[(String, String)],
) -> Result<Value, Refusal> {
    let pairs: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    let body = ("application/x-www-form-urlencoded", pairs.join("&"));
    send(request(session, Method::POST, path), Some(body)).await
}

/// Changes something by JSON, as branding takes it.
///
/// # Errors
/// See [`Refusal`].
pub async fn post_json(session: &str, path: &str, body: &Value) -> Result<Value, Refusal> {
    let body = ("application/json", body.to_string());
    send(request(session, Method::POST, path), Some(body)).await
}

/// Takes something away.
///
/// # Errors
/// See [`Refusal`].
pub async fn delete(session: &str, path: &str) -> Result<Value, Refusal> {
    send(request(session, Method::DELETE, path), None).await
}

/// Where a file of the merchant's API is asked for, with everything that says who asks.
///
/// # Errors
/// See [`Refusal`].
pub async fn get_text(session: &str, path: &str) -> Result<String, Refusal> {
    send_text(request(session, Method::GET, path), None).await
}

fn encoded(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

fn request(session: &str, method: Method, path: &str) -> RequestBuilder {
    RequestBuilder::new(&format!("{BASE}{path}"))
        .method(method)
        .header("X-Portal-Session", session)
}

async fn send(request: RequestBuilder, body: Option<(&str, String)>) -> Result<Value, Refusal> {
    let text = send_text(request, body).await?;
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(&text).map_err(|_| Refusal::Unreadable)
}

async fn send_text(
    request: RequestBuilder,
    body: Option<(&str, String)>,
) -> Result<String, Refusal> {
    let deadline = Deadline::start();
    let lost = |_| match deadline.is_over() {
        true => Refusal::Timeout,
        false => Refusal::Offline,
    };
    let request = request
        .header(contract::PROGRAM_HEADER, &boot::program())
        .abort_signal(deadline.signal().as_ref());
    let request = match body {
        Some((kind, body)) => request.header("Content-Type", kind).body(body),
        None => request.build(),
    };
    let request = request.map_err(|_| Refusal::Offline)?;
    let response = request.send().await.map_err(lost)?;
    let status = response.status();
    let text = response.text().await.map_err(lost)?;
    match status {
        200..300 => Ok(text),
        401 => Err(Refusal::SignedOut),
        _ => Err(refused(status, &text)),
    }
}

fn refused(status: u16, body: &str) -> Refusal {
    let Ok(answer) = serde_json::from_str::<Value>(body) else {
        return Refusal::Unreadable;
    };
    let text = |name: &str| answer["error"][name].as_str().map(str::to_owned);
    match text("message") {
        Some(message) => Refusal::Refused {
            status,
            param: text("param"),
            message,
        },
        None => Refusal::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_keeps_what_stripe_says() {
        let body = r#"{"error":{"type":"invalid_request_error","message":"Not a colour.","param":"modes.light.brand"}}"#;
        let refusal = refused(400, body);
        assert_eq!(refusal.param(), Some("modes.light.brand"));
        assert_eq!(refusal.status(), Some(400));
        assert!(refusal.is_about("modes.light.brand") && !refusal.is_about("modes.light"));
        let part = refused(400, r#"{"error":{"message":"No.","param":"a[b][0]"}}"#);
        assert!(part.is_about("a[b]") && part.is_about("a") && !part.is_about("a[b"));
        assert_eq!(refused(502, "<html>"), Refusal::Unreadable);
        assert_eq!(refused(500, "{}"), Refusal::Unreadable);
    }
}
