//! How a request to `/v1` fails: Stripe's envelope, types, codes and words.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::upstream;

/// A handler's answer on `/v1`.
pub type StripeResult<T> = Result<T, StripeError>;

/// An error in Stripe's shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StripeError {
    /// HTTP status.
    pub status: StatusCode,
    /// `invalid_request_error`, `api_error` or `idempotency_error`.
    pub kind: &'static str,
    /// Stripe's code.
    pub code: Option<&'static str>,
    /// In English, for developers.
    pub message: String,
    /// The parameter that is wrong.
    pub param: Option<String>,
}

impl StripeError {
    /// A 400 without code or parameter.
    pub fn request(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "invalid_request_error",
            code: None,
            message: message.into(),
            param: None,
        }
    }

    /// A parameter that does not fit.
    pub fn invalid(param: &str, message: impl Into<String>) -> Self {
        Self {
            param: Some(param.to_owned()),
            ..Self::request(message)
        }
    }

    /// A parameter that is missing.
    pub fn missing(param: &str) -> Self {
        Self {
            code: Some("parameter_missing"),
            ..Self::invalid(param, format!("Missing required param: {param}."))
        }
    }

    /// A parameter that is empty and cannot be.
    pub fn empty(param: &str) -> Self {
        let message = format!(
            "You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; \
             however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty \
             value."
        );
        Self {
            code: Some("parameter_invalid_empty"),
            ..Self::invalid(param, message)
        }
    }

    /// Parameters that do not exist; at least one.
    pub fn unknown_parameters(names: &[String]) -> Self {
        let word = if names.len() == 1 {
            "parameter"
        } else {
            "parameters"
        };
        Self {
            code: Some("parameter_unknown"),
            ..Self::invalid(
                names.first().map_or("", String::as_str),
                format!("Received unknown {word}: {}", names.join(", ")),
            )
        }
    }

    /// An object that does not exist, or is somebody else's.
    pub fn no_such(what: &str, param: &str, id: &str) -> Self {
        Self {
            code: Some("resource_missing"),
            ..Self::invalid(param, format!("No such {what}: '{id}'"))
        }
    }

    /// 404 for a path that does not exist.
    pub fn unknown_url(method: &str, path: &str) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            ..Self::request(format!("Unrecognized request URL ({method}: {path})."))
        }
    }

    /// 401.
    pub fn unauthorized(message: &str) -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            ..Self::request(message)
        }
    }

    /// The envelope.
    pub fn body(&self) -> Value {
        let mut error = Map::new();
        error.insert("type".to_owned(), self.kind.into());
        error.insert("message".to_owned(), self.message.clone().into());
        if let Some(code) = self.code {
            error.insert("code".to_owned(), code.into());
        }
        if let Some(param) = &self.param {
            error.insert("param".to_owned(), param.clone().into());
        }
        json!({ "error": error })
    }

    /// 500.
    pub fn internal() -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            kind: "api_error",
            ..Self::request("An unknown error occurred on our side.")
        }
    }
}

impl From<sqlx::Error> for StripeError {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the database failed");
        Self::internal()
    }
}

impl From<upstream::Error> for StripeError {
    fn from(error: upstream::Error) -> Self {
        tracing::warn!(%error, "the billing system failed");
        let status = StatusCode::from_u16(error.code().status());
        let (kind, code) = match error {
            // As Stripe says it itself.
            upstream::Error::RateLimited => ("invalid_request_error", Some("rate_limit")),
            _ => ("api_error", None),
        };
        Self {
            status: status.unwrap_or(StatusCode::BAD_GATEWAY),
            kind,
            code,
            ..Self::request(error.to_string())
        }
    }
}

impl IntoResponse for StripeError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::CONFLICT {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// What a panicking handler answers.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    StripeError::internal().into_response()
}
