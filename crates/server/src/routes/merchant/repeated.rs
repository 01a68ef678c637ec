//! A merchant's request with an idempotency key is carried out once. Stripe's clients send a key with every `POST`, and
//! repeat it by themselves when an answer is lost.

use std::future::Future;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::read_form;
use crate::app::{App, Merchant};
use crate::events::Cause;
use crate::form::Node;
use crate::idempotency::{self, Begin, REPLAYED, Slot};
use crate::stripe_error::{StripeError, StripeResult};

/// A request as it was sent, to be told from another one with the same key.
pub struct Sent {
    /// What it is called where it makes something happen.
    cause: Cause,
    key: Option<String>,
    path: String,
    bytes: Bytes,
}

impl Sent {
    /// Reads a form of at most 64 KiB.
    ///
    /// # Errors
    /// In Stripe's words.
    pub async fn read(request: Request) -> StripeResult<(Node, Self)> {
        let key = idempotency::key_of(request.headers())
            .map_err(|failure| StripeError::request(failure.message))?;
        let cause = Cause::of(&request);
        let path = format!("{} {}", request.method(), request.uri().path());
        let (form, bytes) = read_form(request).await?;
        Ok((
            form,
            Self {
                cause,
                key,
                path,
                bytes,
            },
        ))
    }

    /// Carries the request out, once per key, in a task of its own: a caller that hangs up stops nothing half-way, or
    /// its key would be in use for a day, and it could never try again. The work is given what outlives the request:
    /// the server, the merchant, and what the request is called where it makes something happen.
    ///
    /// # Errors
    /// In Stripe's words.
    pub async fn once<W>(
        self,
        app: App,
        merchant: Arc<Merchant>,
        work: impl FnOnce(App, Arc<Merchant>, Cause) -> W,
    ) -> StripeResult<Response>
    where
        W: Future<Output = StripeResult<Value>> + Send + 'static,
    {
        let work = work(app.clone(), merchant.clone(), self.cause.clone());
        tokio::spawn(async move { self.carry_out(&app, &merchant, work).await })
            .await
            .unwrap_or_else(|_| Err(StripeError::internal()))
    }

    async fn carry_out(
        self,
        app: &App,
        merchant: &Arc<Merchant>,
        work: impl Future<Output = StripeResult<Value>>,
    ) -> StripeResult<Response> {
        let slot = match self.key {
            None => None,
            Some(key) => {
                let parts: [&[u8]; 2] = [self.path.as_bytes(), &self.bytes];
                match idempotency::begin(app, merchant, "merchant", &key, &parts).await? {
                    Begin::New(slot) => Some(slot),
                    Begin::Running => return Err(in_use(&key)),
                    Begin::Different => return Err(used_differently(&key)),
                    Begin::Replay(status, body) => return Ok(answer(status, body, true)),
                }
            }
        };
        settle(slot, work.await).await
    }
}

/// Keeps the answer for a repeated request. Refusals are kept too, as Stripe keeps them once execution has begun; what
/// a moment may mend is not.
async fn settle(slot: Option<Slot>, result: StripeResult<Value>) -> StripeResult<Response> {
    match result {
        Ok(object) => {
            let body = object.to_string().into_bytes();
            if let Some(slot) = slot {
                slot.keep(StatusCode::OK, &body).await;
            }
            Ok(answer(StatusCode::OK, body, false))
        }
        Err(error) => {
            if let Some(slot) = slot {
                let lasting =
                    error.status.is_client_error() && error.status != StatusCode::TOO_MANY_REQUESTS;
                if lasting {
                    slot.keep(error.status, error.body().to_string().as_bytes())
                        .await;
                } else {
                    slot.release().await;
                }
            }
            Err(error)
        }
    }
}

fn answer(status: StatusCode, body: Vec<u8>, replayed: bool) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    if replayed {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

fn in_use(key: &str) -> StripeError {
    StripeError {
        status: StatusCode::CONFLICT,
        kind: "idempotency_error",
        code: Some("idempotency_key_in_use"),
        ..StripeError::request(format!(
            "There is currently another in-progress request using this Idempotent Key (that probably means you \
             submitted twice, and the other request is still going through): {key}. Please try again later."
        ))
    }
}

fn used_differently(key: &str) -> StripeError {
    StripeError {
        kind: "idempotency_error",
        ..StripeError::request(format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try \
             using a key other than '{key}' if you meant to execute a different request."
        ))
    }
}
