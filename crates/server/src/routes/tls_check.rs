//! `/internal/tls-check`: whether the proxy before us may get a certificate for a host.
//!
//! The proxy asks while a browser waits for its handshake, so the answer comes from memory. It asks by our address, or
//! by a name inside: a request that names a merchant's host came through it and is a customer's, to whom this path is one
//! like any other that does not exist.

use axum::extract::Request;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::connections::Peer;

const PATH: &str = "/internal/tls-check";

/// What proxies add to the requests they pass on.
const PASSED_ON: [&str; 3] = ["forwarded", "x-forwarded-for", "via"];

/// Whether a request for no merchant's host is the proxy's question.
pub fn may_ask(app: &App, request: &Request) -> bool {
    if request.uri().path() != PATH || request.method() != Method::GET {
        return false;
    }
    let headers = request.headers();
    if PASSED_ON.iter().any(|name| headers.contains_key(*name)) {
        return false;
    }
    let Some(Peer(peer)) = request.extensions().get::<Peer>().copied() else {
        return false;
    };
    let peer = peer.to_canonical();
    peer.is_loopback() || app.internal().iter().any(|it| it.contains(peer))
}

/// 200 for a host that is served, else 404.
pub async fn answer(app: &App, uri: &Uri) -> Response {
    let host = domain_of(uri).unwrap_or_default();
    let known = app.hosts().serves(&host);
    match known || app.hosts().seek(app.store(), &host).await.is_some() {
        true => StatusCode::OK.into_response(),
        false => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The one host that is asked about.
fn domain_of(uri: &Uri) -> Option<String> {
    let pairs = uri.query()?.split('&').filter_map(|it| it.split_once('='));
    let mut found = pairs.filter(|(name, _)| *name == "domain");
    let (_, host) = found.next()?;
    found.next().is_none().then(|| host.to_ascii_lowercase())
}
