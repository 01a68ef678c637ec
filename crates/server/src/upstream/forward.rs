//! The merchant's own API calls, passed on as they are.
//!
//! The base URL is fixed, the path can only lead below `/v1/`, redirects are handed back instead of followed, and
//! cookies go in neither direction: what authorises a call is the caller's own key and nothing else.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use reqwest::{Url, redirect};
use serde_json::json;

use super::{Error, Upstream};
use crate::json::read_body;

/// To connect.
const CONNECT: Duration = Duration::from_secs(2);
/// For a whole call. The caller's library has its own, shorter or longer, and repeats by itself.
const TOTAL: Duration = Duration::from_secs(60);
/// Bytes of a request's body.
const LARGEST: usize = 1024 * 1024;

/// Headers about one connection (RFC 9110, section 7.6.1), and those that are ours to set.
const NOT_PASSED: [HeaderName; 12] = [
    header::CONNECTION,
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::EXPECT,
    header::COOKIE,
    header::SET_COOKIE,
    header::ALT_SVC,
];

/// What upstream tells browsers about itself. This host has its own answers to that.
const NOT_TAKEN: [&str; 17] = [
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "content-security-policy",
    "content-security-policy-report-only",
    "cross-origin-embedder-policy",
    "cross-origin-opener-policy",
    "cross-origin-opener-policy-report-only",
    "nel",
    "permissions-policy",
    "report-to",
    "reporting-endpoints",
    "server",
    "strict-transport-security",
];

/// Passes any `/v1/*` request on to one base URL. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Forwarder {
    http: reqwest::Client,
    base: Arc<Url>,
}

impl Forwarder {
    /// Connects to a billing system. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when `base_url` is not scheme and authority, or TLS cannot be set up.
    pub fn connect(base_url: &str) -> Result<Self, Error> {
        let base = Url::parse(base_url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.path() == "/")
            .ok_or(Error::Unavailable)?;
        // Fails when a provider is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(TOTAL);
        if base.scheme() == "http" {
            // A sandbox on loopback must start on a machine without any certificates.
            builder = builder.tls_certs_only([]);
        }
        Ok(Self {
            http: builder.build().map_err(|_| Error::Unavailable)?,
            base: Arc::new(base),
        })
    }

    /// Passes a request on with the caller's own `Authorization`. When `merchant` is the account the key belongs to,
    /// a successful change makes it forget what it knows. Failures are answered in Stripe's error envelope.
    pub async fn forward(&self, request: Request, merchant: Option<&Upstream>) -> Response {
        let (head, body) = request.into_parts();
        let Some(url) = self.target(&head.uri) else {
            return refusal(StatusCode::NOT_FOUND, "Unrecognized request URL.");
        };
        let body = match read_body(body, LARGEST).await {
            Ok(body) => body,
            Err(error) => return refusal(error.status(), error.message()),
        };
        let mut headers = passed(&head.headers);
        headers.remove(header::HOST);
        headers.remove(header::CONTENT_LENGTH);
        let is_change = !matches!(head.method, Method::GET | Method::HEAD | Method::OPTIONS);
        let mut outgoing = self.http.request(head.method, url).headers(headers);
        if is_change || !body.is_empty() {
            outgoing = outgoing.body(body);
        }
        let answer = match outgoing.send().await {
            Ok(answer) => answer,
            Err(error) => {
                if is_change && let Some(merchant) = merchant {
                    // It may have had its effect before the answer was lost.
                    merchant.invalidate_all();
                }
                return unreachable_upstream(&error);
            }
        };
        if is_change
            && (answer.status().is_success() || answer.status().is_server_error())
            && let Some(merchant) = merchant
        {
            merchant.invalidate_all();
        }
        let (status, mut headers) = (answer.status(), passed(answer.headers()));
        for name in NOT_TAKEN {
            headers.remove(name);
        }
        let mut response = Response::new(Body::new(reqwest::Body::from(answer)));
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }

    /// Where the request goes; `None` when its path could mean anything but a path below `/v1/`.
    fn target(&self, uri: &Uri) -> Option<Url> {
        let rest = uri.path().strip_prefix("/v1/")?;
        let is_plain = rest.split('/').all(|segment| {
            let lower = segment.to_ascii_lowercase();
            let dots = lower.replace("%2e", ".");
            !matches!(dots.as_str(), "" | "." | "..")
                && !lower.contains("%2f")
                && !lower.contains("%5c")
                && !lower.contains('\\')
        });
        if !is_plain {
            return None;
        }
        let mut url = self.base.join(uri.path()).ok()?;
        url.set_query(uri.query());
        let stays = url.origin() == self.base.origin() && url.path() == uri.path();
        stays.then_some(url)
    }
}

/// The headers that concern the other end.
fn passed(headers: &HeaderMap) -> HeaderMap {
    let named = headers.get_all(header::CONNECTION);
    let named: Vec<String> = named
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    headers
        .iter()
        .filter(|(name, _)| !NOT_PASSED.contains(name))
        .filter(|(name, _)| !named.iter().any(|held| held == name.as_str()))
        .filter(|(name, _)| {
            !name.as_str().starts_with("x-forwarded-") && *name != header::FORWARDED
        })
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn unreachable_upstream(error: &reqwest::Error) -> Response {
    let is_timeout = error.is_timeout();
    tracing::warn!(is_timeout, "a forwarded call got no answer");
    if is_timeout {
        refusal(
            StatusCode::GATEWAY_TIMEOUT,
            "The billing system did not answer in time.",
        )
    } else {
        refusal(
            StatusCode::BAD_GATEWAY,
            "The billing system cannot be reached.",
        )
    }
}

/// An answer of our own in Stripe's error envelope.
fn refusal(status: StatusCode, message: &str) -> Response {
    let kind = if status.is_server_error() {
        "api_error"
    } else {
        "invalid_request_error"
    };
    let body = json!({"error": {"type": kind, "message": message}});
    (status, Json(body)).into_response()
}
