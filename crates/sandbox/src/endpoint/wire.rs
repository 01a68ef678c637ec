//! Bytes in, bytes out.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use crate::error::{ApiError, Result};
use crate::events::API_VERSION;
use crate::{form, pan};

/// Largest request body, in bytes.
const LARGEST_BODY: usize = 512 * 1024;

/// A finished answer.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
    pub(super) replayed: bool,
}

/// An error as an answer.
pub(super) fn refused(error: &ApiError) -> Answered {
    Answered {
        status: error.status(),
        body: written(&error.body()),
        replayed: false,
    }
}

pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value
        .to_str()
        .map_err(|_| ApiError::invalid("Idempotency keys must be printable ASCII."))?;
    // Digits inside a random key pass the check of card numbers now and then and mean nothing.
    if !key.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        pan::refuse_text(key)?;
    }
    Ok((!key.is_empty()).then(|| key.to_owned()))
}

/// Parameters of the query and of the body, in that order.
pub(super) async fn read(request: Request) -> Result<Vec<(String, String)>> {
    let mut pairs = form::pairs(request.uri().query().unwrap_or_default().as_bytes())?;
    let content_type = request.headers().get(header::CONTENT_TYPE).cloned();
    let bytes = to_bytes(request.into_body(), LARGEST_BODY)
        .await
        .map_err(|_| ApiError::too_large())?;
    if bytes.is_empty() {
        return Ok(pairs);
    }
    let form_encoded = content_type
        .as_ref()
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .to_ascii_lowercase()
                .starts_with("application/x-www-form-urlencoded")
        });
    if !form_encoded {
        return Err(ApiError::invalid(
            "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.",
        ));
    }
    pairs.extend(form::pairs(&bytes)?);
    Ok(pairs)
}

/// JSON with line breaks, as Stripe writes it.
pub(super) fn written(value: &Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

pub(super) fn respond(request: &HeaderMap, id: Option<String>, answered: &Answered) -> Response {
    let mut response = Response::new(Body::from(answered.body.clone()));
    *response.status_mut() = answered.status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache, no-store"),
    );
    if let Some(id) = id.and_then(|id| HeaderValue::from_str(&id).ok()) {
        headers.insert("request-id", id);
    }
    // The version asked for is echoed, whatever it is: there is one rendering.
    let version = request.get("stripe-version").cloned();
    headers.insert(
        "stripe-version",
        version.unwrap_or(HeaderValue::from_static(API_VERSION)),
    );
    if let Some(key) = request.get("idempotency-key") {
        headers.insert("idempotency-key", key.clone());
    }
    if answered.replayed {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    response
}
