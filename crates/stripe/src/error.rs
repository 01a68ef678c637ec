//! Why a call did not give what was asked for.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

/// Why a call did not give what was asked for. `Display` and `Debug` are fit for logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// No connection, a broken answer, a full queue, or an open circuit breaker. A change may or may not have happened.
    Unavailable,
    /// No answer in time. A change may or may not have happened.
    Timeout,
    /// Too many requests, by upstream's count (429) or by ours.
    RateLimited {
        /// When upstream wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// Upstream refused, or failed for good.
    Api(Box<ApiError>),
    /// A successful answer that is not what the endpoint returns.
    Decode {
        /// What was wrong, without the content.
        reason: String,
        /// Upstream's id of the request.
        request_id: Option<String>,
    },
    /// An id that cannot be part of a path. Nothing was sent.
    InvalidId,
    /// The base URL, the key, or TLS cannot be used. Nothing was sent.
    Config(&'static str),
}

/// Upstream's error object.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status.
    pub status: u16,
    /// Stripe's `type`, such as `card_error`.
    pub kind: Option<String>,
    /// Stripe's `code`, such as `resource_missing`.
    pub code: Option<String>,
    /// Why the bank declined.
    pub decline_code: Option<String>,
    /// The parameter it is about.
    pub param: Option<String>,
    /// Upstream's words. They may repeat what a customer typed: never log them.
    pub message: Option<String>,
    /// Upstream's id of the request.
    pub request_id: Option<String>,
}

impl ApiError {
    /// Whether the object asked for does not exist for this key. A 404 in no words of Stripe's says that there is no such
    /// endpoint.
    pub fn is_missing(&self) -> bool {
        let is_said = self.status == 404 && self.kind.is_some();
        is_said || self.code.as_deref() == Some("resource_missing")
    }

    /// Reads an error answer. A body that is not Stripe's envelope leaves everything but the status empty.
    pub(crate) fn read(status: u16, request_id: Option<String>, body: &[u8]) -> Self {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Inner {
            #[serde(rename = "type")]
            kind: Option<String>,
            code: Option<String>,
            decline_code: Option<String>,
            param: Option<String>,
            message: Option<String>,
        }
        #[derive(Default, Deserialize)]
        struct Envelope {
            error: Inner,
        }
        let inner = serde_json::from_slice::<Envelope>(body)
            .unwrap_or_default()
            .error;
        Self {
            status,
            kind: inner.kind,
            code: inner.code,
            decline_code: inner.decline_code,
            param: inner.param,
            message: inner.message,
            request_id,
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("kind", &self.kind)
            .field("code", &self.code)
            .field("decline_code", &self.decline_code)
            .field("param", &self.param)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable => f.write_str("upstream is unavailable"),
            Self::Timeout => f.write_str("upstream did not answer in time"),
            Self::RateLimited { .. } => f.write_str("too many requests to upstream"),
            Self::Api(error) => write!(
                f,
                "upstream answered {} ({}, request {})",
                error.status,
                error
                    .code
                    .as_deref()
                    .or(error.kind.as_deref())
                    .unwrap_or("no code"),
                error.request_id.as_deref().unwrap_or("without id"),
            ),
            Self::Decode { reason, request_id } => write!(
                f,
                "upstream's answer cannot be read: {reason} (request {})",
                request_id.as_deref().unwrap_or("without id"),
            ),
            Self::InvalidId => f.write_str("the id cannot be part of a path"),
            Self::Config(what) => write!(f, "the client cannot be set up: {what}"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_envelope_and_keeps_the_message_out_of_logs() {
        let body = br#"{"error":{"type":"card_error","code":"card_declined","decline_code":"insufficient_funds",
            "message":"jo@example.com has no money","param":"payment_method"}}"#;
        let error = ApiError::read(402, Some("req_1".into()), body);
        assert_eq!(error.kind.as_deref(), Some("card_error"));
        assert_eq!(error.decline_code.as_deref(), Some("insufficient_funds"));
        assert_eq!(
            error.message.as_deref(),
            Some("jo@example.com has no money")
        );
        let error = Error::Api(Box::new(error));
        assert!(!format!("{error:?} {error}").contains("example.com"));
        assert!(error.to_string().contains("card_declined"));
    }

    #[test]
    fn an_object_is_missing_in_stripes_words_only() {
        let read = |status, body: &str| ApiError::read(status, None, body.as_bytes());
        let said = r#"{"error":{"type":"invalid_request_error"}}"#;
        assert!(read(404, said).is_missing());
        let said = r#"{"error":{"type":"invalid_request_error","code":"resource_missing"}}"#;
        assert!(read(400, said).is_missing());
        assert!(!read(404, "404: Not Found").is_missing());
    }

    #[test]
    fn another_body_leaves_the_status() {
        for body in [&b"<html>"[..], b"", b"{}", b"[1]", br#"{"error":"text"}"#] {
            let error = ApiError::read(500, None, body);
            assert_eq!((error.status, error.kind, error.code), (500, None, None));
        }
    }
}
