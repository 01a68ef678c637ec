//! Requests that change something must come from our own page.
//!
//! Browsers say so themselves in `Sec-Fetch-Site`; an older one at least names the `Origin`. The exact content type that
//! [`crate::json`] asks for keeps forms and beacons out, and [`crate::session::CurrentCustomer`] asks for a header no
//! other site can send.
//! Source: OWASP, "Cross-Site Request Forgery Prevention", Fetch Metadata.

use std::sync::Arc;

use axum::extract::{Extension, Request};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::ErrorCode;

use crate::app::Merchant;
use crate::error::Failure;

/// Refuses changes that come from elsewhere (403).
pub async fn check(
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
    next: Next,
) -> Response {
    // No route has any other safe method: the router says so, and which it has.
    if request.method().is_safe() {
        return next.run(request).await;
    }
    if !is_own_page(request.headers(), &merchant.here.origin) {
        return Failure::new(
            ErrorCode::ForbiddenOrigin,
            "The request did not come from the portal's own page.",
        )
        .into_response();
    }
    next.run(request).await
}

fn is_own_page(headers: &HeaderMap, origin: &str) -> bool {
    let one = |name: &str| {
        let mut values = headers.get_all(name).iter();
        let value = values.next().map(|value| value.to_str().unwrap_or("?"));
        // A second value can only be an attempt to be read differently by two readers.
        if values.next().is_some() {
            Some("?")
        } else {
            value
        }
    };
    let origin_fits = one("origin").map(|named| named == origin);
    match one("sec-fetch-site") {
        Some(site) => site == "same-origin" && origin_fits.unwrap_or(true),
        None => origin_fits.unwrap_or(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_page() {
        let check = |lines: &[(&'static str, &'static str)], expected: bool| {
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                headers.append(*name, value.parse().unwrap());
            }
            assert_eq!(
                is_own_page(&headers, "https://a.test"),
                expected,
                "{lines:?}"
            );
        };
        check(&[("sec-fetch-site", "same-origin")], true);
        check(
            &[
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://a.test"),
            ],
            true,
        );
        check(&[("origin", "https://a.test")], true);
        check(&[], false);
        check(&[("sec-fetch-site", "same-site")], false);
        check(&[("sec-fetch-site", "none")], false);
        check(
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "https://a.test"),
            ],
            false,
        );
        check(
            &[
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://b.test"),
            ],
            false,
        );
        check(
            &[
                ("sec-fetch-site", "same-origin"),
                ("sec-fetch-site", "cross-site"),
            ],
            false,
        );
        check(&[("origin", "null")], false);
        check(&[("origin", "https://a.test.evil.test")], false);
    }
}
