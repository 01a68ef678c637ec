//! Reading bodies: of one media type, limited in size (in time by [`crate::connections`]), checked for card numbers, then
//! typed.

use std::error::Error;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use contract::ErrorCode;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::connections::TooSlow;
use crate::error::Failure;
use crate::pan;

/// The most a body of `/api` may hold.
pub const API_LIMIT: usize = 64 * 1024;

/// Why a body could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// It is too long.
    TooLarge,
    /// It did not arrive in time.
    TooSlow,
    /// The connection broke.
    Broken,
}

impl BodyError {
    /// The HTTP status that says so.
    pub fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Broken => StatusCode::BAD_REQUEST,
        }
    }

    /// For developers.
    pub fn message(self) -> &'static str {
        match self {
            Self::TooLarge => "The request body is too large.",
            Self::TooSlow => "The request body did not arrive in time.",
            Self::Broken => "The request body could not be read.",
        }
    }
}

/// Reads a whole body of at most `limit` bytes.
///
/// # Errors
/// See [`BodyError`].
pub async fn read_body(body: Body, limit: usize) -> Result<Bytes, BodyError> {
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(BodyError::TooLarge),
        Err(error) if is_too_slow(&*error) => Err(BodyError::TooSlow),
        Err(_) => Err(BodyError::Broken),
    }
}

fn is_too_slow(error: &(dyn Error + 'static)) -> bool {
    error.is::<TooSlow>() || error.source().is_some_and(is_too_slow)
}

/// The typed body of a request to `/api`, with the bytes it was read from.
#[derive(Clone, Debug)]
pub struct ApiJson<T> {
    /// The body.
    pub value: T,
    /// What was sent, for [`crate::idempotency`].
    pub bytes: Bytes,
}

/// The body of a change that needs none.
#[derive(Clone, Copy, Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The typed body of a request that holds billing information: telephone numbers, postal codes and tax ids, whose
/// digits one after another often pass for a card number. Only a field that is one by itself is refused, see
/// [`pan::in_details`].
#[derive(Clone, Debug)]
pub struct DetailsJson<T> {
    /// The body.
    pub value: T,
    /// What was sent, for [`crate::idempotency`].
    pub bytes: Bytes,
}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (value, bytes) = read_json(request, pan::in_json).await?;
        Ok(Self { value, bytes })
    }
}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for DetailsJson<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let (value, bytes) = read_json(request, pan::in_details).await?;
        Ok(Self { value, bytes })
    }
}

async fn read_json<T: DeserializeOwned>(
    request: Request,
    holds_card: fn(&serde_json::Value) -> bool,
) -> Result<(T, Bytes), Failure> {
    if !is_json(request.headers()) {
        return Err(Failure::new(
            ErrorCode::UnsupportedMediaType,
            "Content-Type must be application/json.",
        ));
    }
    let bytes = read_body(request.into_body(), API_LIMIT)
        .await
        .map_err(|error| Failure {
            status: Some(error.status()),
            ..Failure::new(ErrorCode::InvalidRequest, error.message())
        })?;
    let invalid = || {
        Failure::new(
            ErrorCode::InvalidRequest,
            "The body is not what this route takes.",
        )
    };
    let json: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
    if holds_card(&json) {
        return Err(Failure::new(
            ErrorCode::CardNumberRefused,
            "The body holds what looks like a card number. Card numbers never belong here.",
        ));
    }
    let value = serde_json::from_value(json).map_err(|_| invalid())?;
    Ok((value, bytes))
}

/// Exactly this type, once: no form and no beacon of another site can send it.
fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    types
        .next()
        .is_some_and(|value| value == "application/json")
        && types.next().is_none()
}
