//! Which merchant a request is for.
//!
//! The host decides, before any routing, and a host nobody registered gets an empty 421. Nothing a client can choose
//! freely (`X-Forwarded-Host`, `Forwarded`, …) is looked at, and links, cookies and origin checks use the registered
//! row, never the request's own words.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::{App, Merchant};

/// Marks a response that was made for a merchant served over https.
#[derive(Clone, Copy, Debug)]
pub struct Secure;

/// Resolves the merchant, or ends the request with 421.
pub async fn resolve(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let merchant = authority(request.uri(), request.headers())
        .and_then(|authority| app.merchant_at(&authority));
    let Some(merchant) = merchant else {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    };
    let secure = merchant.account.public_url.secure;
    request.extensions_mut().insert::<Arc<Merchant>>(merchant);
    let mut response = next.run(request).await;
    if secure {
        response.extensions_mut().insert(Secure);
    }
    response
}

/// The host a request names, in the form of the table: lower case, without a default port.
///
/// `None` when it names none, several, or two that differ (`Host` and an absolute request target).
fn authority(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = normal(hosts.next()?.to_str().ok()?)?;
    if hosts.next().is_some() {
        return None;
    }
    match uri.authority() {
        Some(target) if normal(target.as_str())? != host => None,
        _ => Some(host),
    }
}

fn normal(host: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || host.len() > 255 || !host.chars().all(plain) {
        return None;
    }
    let host = host.to_ascii_lowercase();
    let bare = host
        .strip_suffix(":443")
        .or_else(|| host.strip_suffix(":80"))
        .unwrap_or(&host);
    Some(bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(target: &str, hosts: &[&str], expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, host.parse().unwrap());
        }
        let found = authority(&target.parse().unwrap(), &headers);
        assert_eq!(found.as_deref(), expected, "{target} {hosts:?}");
    }

    #[test]
    fn one_host_in_one_form() {
        check("/", &["Billing.Acme.Test"], Some("billing.acme.test"));
        check("/", &["billing.acme.test:443"], Some("billing.acme.test"));
        check("/", &["localhost:4242"], Some("localhost:4242"));
        check("http://a.test/", &["a.test"], Some("a.test"));
        check("http://a.test/", &["b.test"], None);
        check("/", &["a.test", "a.test"], None);
        check("/", &[], None);
        check("/", &["a.test/b"], None);
        check("/", &["u@a.test"], None);
        check("/", &["a.test, b.test"], None);
    }
}
