//! The headers of every answer, whatever its route and status.
//!
//! Documents bring their own policy ([`crate::documents`]); everything else gets one that allows nothing.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::host::Secure;

/// Headers no route may change.
pub const FIXED: [(HeaderName, &str); 2] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// An answer that other sites may use, as few as there are (docs/adr/0031). It says so in its extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// A document that pages of some origins may show in a frame; its policy names them. The older header could not.
    InFrames,
    /// A file that any page may load, and whose text it may read.
    WithPages,
}

/// Headers a document may set for itself.
pub const DEFAULTS: [(HeaderName, &str); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "payment=(), camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self)",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

/// Two years, for hosts that are served over https only.
pub const HSTS: &str = "max-age=63072000; includeSubDomains";

/// The same for a merchant's own domain. It may be the top of a zone, below which something is served over http.
pub const HSTS_OF_DOMAIN: &str = "max-age=63072000";

/// Adds the headers.
pub async fn add(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let secure = response.extensions().get::<Secure>().copied();
    let shared = response.extensions().get::<Shared>().copied();
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if shared != Some(Shared::InFrames) {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    let readers = match shared {
        Some(Shared::WithPages) => "cross-origin",
        _ => "same-origin",
    };
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static(readers),
    );
    for (name, value) in DEFAULTS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if let Some(secure) = secure {
        let value = match secure {
            Secure::PublicUrl => HSTS,
            Secure::Domain => HSTS_OF_DOMAIN,
        };
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(value),
        );
    }
    response
}
