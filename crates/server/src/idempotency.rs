//! The same request with the same key is carried out once and answered the same way for a day.
//!
//! Keys are stored hashed together with their scope, so that one merchant's or customer's keys cannot meet another's.

use std::future::Future;

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::{ApiError, ErrorCode};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::pan;
use crate::session::token;
use crate::store::{self, Claim};
use std::sync::Arc;

/// The header with the caller's key.
pub const KEY: &str = "idempotency-key";

/// Stripe's header on a repeated answer.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// Longest key. Source: Stripe, "Idempotent requests".
const LONGEST_KEY: usize = 255;

/// What a request meets.
pub enum Begin {
    /// Carry on, then [`Slot::keep`] or [`Slot::release`].
    New(Slot),
    /// The first request is still running.
    Running,
    /// The key was used for another request.
    Different,
    /// The kept answer.
    Replay(StatusCode, Vec<u8>),
}

/// The place where the answer of a running request will be kept.
pub struct Slot {
    app: App,
    merchant: Arc<Merchant>,
    key_hash: String,
}

/// Claims `key` within `scope` for the request made of `parts`.
///
/// # Errors
/// The database's own.
pub async fn begin(
    app: &App,
    merchant: &Arc<Merchant>,
    scope: &str,
    key: &str,
    parts: &[&[u8]],
) -> store::Result<Begin> {
    let id = merchant.account.id.as_bytes();
    let key_hash = digest(&[id, scope.as_bytes(), key.as_bytes()]);
    let claim = app
        .store()
        .claim_request(&key_hash, &digest(parts), app.clock().now())
        .await?;
    Ok(match claim {
        Claim::Running => Begin::Running,
        Claim::Different => Begin::Different,
        Claim::Ours => Begin::New(Slot {
            app: app.clone(),
            merchant: merchant.clone(),
            key_hash,
        }),
        Claim::Answered(status, sealed) => match merchant.sealer.open(&sealed, &key_hash) {
            Some(body) => {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
                Begin::Replay(status, body)
            }
            // Sealed under a secret key that has been rolled since: the answer exists but cannot be given again.
            None => Begin::Different,
        },
    })
}

/// Whether a customer sent this key before, see [`once`].
///
/// # Errors
/// The database's own.
pub async fn is_known(
    app: &App,
    merchant: &Merchant,
    customer: &str,
    key: &str,
) -> store::Result<bool> {
    let scope = scope_of(customer);
    let id = merchant.account.id.as_bytes();
    let key_hash = digest(&[id, scope.as_bytes(), key.as_bytes()]);
    app.store().knows_request(&key_hash).await
}

/// The scope of a customer's keys.
pub fn scope_of(customer: &str) -> String {
    format!("customer {customer}")
}

impl Slot {
    /// Keeps the answer.
    pub async fn keep(self, status: StatusCode, body: &[u8]) {
        let sealed = self.merchant.sealer.seal(body, &self.key_hash);
        let store = self.app.store();
        if let Err(error) = store
            .finish_request(&self.key_hash, status.as_u16(), &sealed)
            .await
        {
            // The effect stands; only a repetition would not find the answer.
            tracing::error!(%error, "an answer could not be kept");
        }
    }

    /// Gives the key back: the request may be made again.
    pub async fn release(self) {
        if let Err(error) = self.app.store().release_request(&self.key_hash).await {
            tracing::error!(%error, "an idempotency key could not be released");
        }
    }
}

/// Parts with their lengths, so that no two lists of parts give the same text.
fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    token::hex(&hasher.finalize())
}

/// The caller's key, if it sent one.
///
/// # Errors
/// 422 when there are several, or it is not 1 to 255 visible ASCII characters.
pub fn key_of(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let mut keys = headers.get_all(KEY).iter();
    let Some(key) = keys.next() else {
        return Ok(None);
    };
    let plain = |key: &&str| {
        (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic())
    };
    match key.to_str().ok().filter(plain) {
        Some(key) if keys.next().is_none() && !is_card_number(key) => Ok(Some(key.to_owned())),
        _ => Err(Failure::invalid(
            "Idempotency-Key",
            "Idempotency-Key must be one value of 1 to 255 visible ASCII characters.",
        )),
    }
}

/// Whether the key is a card number and nothing else. Digits inside a random key pass the check of card numbers now and
/// then, one UUID in a thousand, and mean nothing; only the key's hash is kept.
fn is_card_number(key: &str) -> bool {
    !key.bytes().any(|byte| byte.is_ascii_alphabetic()) && pan::in_field(key)
}

/// Carries out a change of `/api` once.
///
/// All of it runs in a task of its own: a browser that hangs up stops no change half-way, and leaves no key behind that
/// is claimed for ever. Without a key the work simply runs. Refusals are kept like answers, except those that a moment
/// may change (429 and 5xx).
pub async fn once<T: Serialize + Send + 'static>(
    app: &App,
    merchant: &Arc<Merchant>,
    scope: &str,
    key: Option<String>,
    parts: &[&[u8]],
    work: impl Future<Output = ApiResult<T>> + Send + 'static,
) -> Response {
    let (app, merchant, scope) = (app.clone(), merchant.clone(), scope.to_owned());
    let parts: Vec<Vec<u8>> = parts.iter().map(|part| part.to_vec()).collect();
    let carried_out = tokio::spawn(async move {
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        carry_out(&app, &merchant, &scope, key, &parts, work).await
    });
    carried_out
        .await
        .unwrap_or_else(|_| Failure::internal().into_response())
}

async fn carry_out<T: Serialize + Send + 'static>(
    app: &App,
    merchant: &Arc<Merchant>,
    scope: &str,
    key: Option<String>,
    parts: &[&[u8]],
    work: impl Future<Output = ApiResult<T>> + Send + 'static,
) -> Response {
    let slot = match key {
        None => None,
        Some(key) => match begin(app, merchant, scope, &key, parts).await {
            Err(error) => return Failure::from(error).into_response(),
            Ok(Begin::New(slot)) => Some(slot),
            Ok(Begin::Running) => return running().into_response(),
            Ok(Begin::Different) => {
                return Failure::invalid(
                    "Idempotency-Key",
                    "This key was used for another request.",
                )
                .into_response();
            }
            Ok(Begin::Replay(status, body)) => return replay(status, body),
        },
    };
    let finished = tokio::spawn(async move {
        let answer = work.await;
        let lasting = lasting(&answer);
        match (slot, lasting) {
            (Some(slot), Some((status, body))) => slot.keep(status, &body).await,
            (Some(slot), None) => slot.release().await,
            (None, _) => {}
        }
        answer
    });
    match finished.await {
        Ok(Ok(value)) => Json(value).into_response(),
        Ok(Err(failure)) => failure.into_response(),
        Err(_) => {
            tracing::error!("a change panicked");
            Failure::internal().into_response()
        }
    }
}

/// What is kept of an answer, if anything.
fn lasting<T: Serialize>(answer: &ApiResult<T>) -> Option<(StatusCode, Vec<u8>)> {
    match answer {
        Ok(value) => Some((StatusCode::OK, serde_json::to_vec(value).ok()?)),
        Err(failure) => {
            let status = failure.status();
            let lasts = status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS;
            let body = serde_json::to_vec(&failure.to_error()).ok()?;
            lasts.then_some((status, body))
        }
    }
}

fn running() -> Failure {
    Failure {
        status: Some(StatusCode::CONFLICT),
        retry_after: Some(1),
        ..Failure::new(
            ErrorCode::RateLimited,
            "The first request with this key is still running.",
        )
    }
}

fn replay(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = if status == StatusCode::OK {
        let json = HeaderValue::from_static("application/json");
        ([(header::CONTENT_TYPE, json)], body).into_response()
    } else {
        match serde_json::from_slice::<ApiError>(&body) {
            Ok(error) => Failure::kept(status, error).into_response(),
            Err(_) => Failure::internal().into_response(),
        }
    };
    let replayed = HeaderValue::from_static("true");
    response.headers_mut().insert(REPLAYED, replayed);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Removing a payment method failed for one customer in a thousand: the digits of the browser's random key had been
    /// taken for a card number.
    #[test]
    fn digits_inside_a_random_key_are_no_card_number() {
        let check = |key: &str, refused| {
            let headers = HeaderMap::from_iter([(
                HeaderName::from_static(KEY),
                HeaderValue::from_str(key).expect("ASCII"),
            )]);
            assert_eq!(key_of(&headers).is_err(), refused, "{key}");
        };
        check("4242424242424242", true);
        check("4242-4242-4242-4242", true);
        check("a4242424-2424-4242-9f00-0123456789ab", false);
        check("intent-4242424242424242", false);
    }
}
