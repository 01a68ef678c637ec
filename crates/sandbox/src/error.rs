//! Errors: what opening the sandbox can run into, and Stripe's error envelope on the wire.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// Why a sandbox could not be opened or filled.
#[derive(Debug)]
pub enum Error {
    /// The data directory cannot be created.
    Directory(std::io::Error),
    /// The database cannot be opened, read or written.
    Database(sqlx::Error),
    /// The database's schema is not one this version knows.
    Schema(sqlx::migrate::MigrateError),
    /// A request of the demo data was refused; the text says which and why.
    Demo(String),
}

impl std::fmt::Display for Error {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Directory(error) => write!(formatter, "the sandbox's data directory: {error}"),
            Self::Database(error) => write!(formatter, "the sandbox's database: {error}"),
            Self::Schema(error) => write!(formatter, "the sandbox's database schema: {error}"),
            Self::Demo(text) => write!(formatter, "the sandbox's demo data: {text}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Directory(error) => Some(error),
            Self::Database(error) => Some(error),
            Self::Schema(error) => Some(error),
            Self::Demo(_) => None,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// An answer in Stripe's error envelope.
#[derive(Debug, Clone)]
pub(crate) struct ApiError(Box<Envelope>);

#[derive(Debug, Clone)]
struct Envelope {
    status: StatusCode,
    kind: &'static str,
    message: String,
    code: Option<&'static str>,
    param: Option<String>,
    extra: Map<String, Value>,
    keeps_changes: bool,
}

/// The result of everything that answers a request.
pub(crate) type Result<T, E = ApiError> = std::result::Result<T, E>;

impl ApiError {
    fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self(Box::new(Envelope {
            status,
            kind,
            message: message.into(),
            code: None,
            param: None,
            extra: Map::new(),
            keeps_changes: false,
        }))
    }

    /// 400 `invalid_request_error`.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message)
    }

    /// 401: no key, or not one of the sandbox's.
    pub(crate) fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", message)
    }

    /// 403: the key may not do this.
    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "invalid_request_error", message)
    }

    /// 404 for the object named by the path.
    pub(crate) fn missing(object: &str, id: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "invalid_request_error",
            no_such(object, id),
        )
        .code("resource_missing")
        .param("id")
    }

    /// 400 for an object named by a parameter.
    pub(crate) fn missing_reference(object: &str, id: &str, param: &str) -> Self {
        Self::invalid(no_such(object, id))
            .code("resource_missing")
            .param(param)
    }

    /// 404: nothing more will be billed.
    pub(crate) fn upcoming_none(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "invalid_request_error", message)
            .code("invoice_upcoming_none")
    }

    /// 404: there is no such endpoint.
    pub(crate) fn unknown_url(method: &str, path: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "invalid_request_error",
            format!(
                "Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/."
            ),
        )
    }

    /// 402 `card_error`. The attempt it tells of stays recorded.
    pub(crate) fn card(message: impl Into<String>) -> Self {
        let mut error = Self::new(StatusCode::PAYMENT_REQUIRED, "card_error", message);
        error.0.keeps_changes = true;
        error
    }

    /// 400 or 409 `idempotency_error`.
    pub(crate) fn idempotency(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(status, "idempotency_error", message)
    }

    /// 413: more than the sandbox reads.
    pub(crate) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "invalid_request_error",
            "The request body is too large.",
        )
    }

    /// 500. The cause goes to the log, never to the caller.
    pub(crate) fn internal(cause: &str) -> Self {
        tracing::error!(cause, "the sandbox could not answer a request");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "api_error",
            "An unknown error occurred",
        )
    }

    /// The machine-readable code; also leads to `doc_url`.
    pub(crate) fn code(mut self, code: &'static str) -> Self {
        self.0.code = Some(code);
        self
    }

    /// The parameter the error is about, in bracket notation.
    pub(crate) fn param(mut self, param: impl Into<String>) -> Self {
        self.0.param = Some(param.into());
        self
    }

    /// A further member of the envelope such as `setup_intent`.
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        self.0.extra.insert(name.to_owned(), value);
        self
    }

    /// The same error, with everything undone that led to it.
    pub(crate) fn without_changes(mut self) -> Self {
        self.0.keeps_changes = false;
        self
    }

    /// Whether what was written before the error is to be committed (a declined attempt is a fact).
    pub(crate) fn keeps_changes(&self) -> bool {
        self.0.keeps_changes
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The `error` object alone, as `last_setup_error` and its like show it.
    pub(crate) fn inner(&self) -> Value {
        let envelope = &self.0;
        let mut error = envelope.extra.clone();
        error.insert("type".to_owned(), envelope.kind.into());
        error.insert("message".to_owned(), envelope.message.clone().into());
        if let Some(code) = envelope.code {
            error.insert("code".to_owned(), code.into());
            error.insert(
                "doc_url".to_owned(),
                format!(
                    "https://stripe.com/docs/error-codes/{}",
                    code.replace('_', "-")
                )
                .into(),
            );
        }
        if let Some(param) = &envelope.param {
            error.insert("param".to_owned(), param.clone().into());
        }
        Value::Object(error)
    }

    /// The body of the answer.
    pub(crate) fn body(&self) -> Value {
        json!({ "error": self.inner() })
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        Self::internal(&error.to_string())
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(&format!("stored JSON: {error}"))
    }
}

/// Stripe writes the kind without underscores' namespace: `No such customer: 'cus_x'`.
fn no_such(object: &str, id: &str) -> String {
    let words = match object {
        "payment_method" => "PaymentMethod",
        "setup_intent" => "setupintent",
        "test_helpers.test_clock" => "test clock",
        "tax_id" => "tax ID",
        "tax_rate" => "tax rate",
        other => other,
    };
    format!("No such {words}: '{id}'")
}
