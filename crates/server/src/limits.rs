//! How often one may ask: per address, per session and per host.
//!
//! Tokens of 256 bits need no protection from guessing. What these limits protect is everybody else: opening a session
//! writes to the disk, and one address, one forgotten tab in a loop, or one merchant's storm must not use that up.
//! Counts are kept in memory: several servers together allow as many times more, which is still a limit.

mod address;
mod meter;

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::ErrorCode;

use crate::app::{App, Merchant};
use crate::connections::Peer;
use crate::error::Failure;
use crate::session::{cookie, token};

pub use address::{Network, Source};
use meter::Meter;
pub use meter::Rate;

/// How often one may ask; `None` is without limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Requests to `/api` from one address.
    pub address: Option<Rate>,
    /// Requests to `/api` with one session's cookie.
    pub session: Option<Rate>,
    /// Links opened from one address.
    pub opening: Option<Rate>,
    /// Links opened on one host. As many as a disk has time to write down.
    pub opening_on_host: Option<Rate>,
}

impl Limits {
    /// Without any limit.
    pub const NONE: Self = Self {
        address: None,
        session: None,
        opening: None,
        opening_on_host: None,
    };
}

/// A company's customers share an address, and a person has a few tabs.
impl Default for Limits {
    fn default() -> Self {
        Self {
            address: Some(Rate::per_second(50, 600)),
            session: Some(Rate::per_second(20, 120)),
            opening: Some(Rate::per_second(1, 60)),
            opening_on_host: Some(Rate::per_second(100, 500)),
        }
    }
}

/// The counts.
#[derive(Debug)]
pub struct Meters {
    address: Meter<Source>,
    session: Meter<String>,
    opening: Meter<Source>,
    opening_on_host: Meter<String>,
    proxies: Vec<Network>,
}

impl Meters {
    /// Nothing counted yet. `proxies` are believed when they say whom they ask for.
    pub fn new(limits: Limits, proxies: Vec<Network>) -> Self {
        Self {
            address: Meter::new(limits.address),
            session: Meter::new(limits.session),
            opening: Meter::new(limits.opening),
            opening_on_host: Meter::new(limits.opening_on_host),
            proxies,
        }
    }

    /// Whom a request that came from `peer` is counted for; `None` when that is not known.
    pub fn source(&self, peer: Option<Peer>, headers: &HeaderMap) -> Option<Source> {
        let Peer(peer) = peer?;
        address::source(peer, headers, &self.proxies)
    }

    /// Counts a request. An error says after how many seconds the next may come.
    fn count(
        &self,
        source: Option<Source>,
        host: &str,
        session: Option<&str>,
        opens: bool,
        now: i64,
    ) -> Result<(), u32> {
        if let Some(source) = source {
            self.address.count(source, now)?;
        }
        if let Some(session) = session {
            self.session.count(token::hash(session), now)?;
        }
        if opens {
            if let Some(source) = source {
                self.opening.count(source, now)?;
            }
            self.opening_on_host.count(host.to_owned(), now)?;
        }
        Ok(())
    }
}

/// Refuses what comes too often: 429 with `Retry-After`.
pub async fn check(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    match admit(
        &app,
        &merchant,
        peer,
        request.method(),
        request.uri().path(),
        request.headers(),
    ) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

fn admit(
    app: &App,
    merchant: &Merchant,
    peer: Option<Peer>,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Result<(), Failure> {
    let meters = app.meters();
    let source = meters.source(peer, headers);
    let url = &merchant.account.public_url;
    let session = cookie::read(headers, url.secure);
    let opens = *method == Method::POST && path == "/api/session";
    meters
        .count(
            source,
            &url.authority,
            session.as_deref(),
            opens,
            app.clock().now(),
        )
        .map_err(|seconds| Failure {
            retry_after: Some(seconds),
            ..Failure::new(
                ErrorCode::RateLimited,
                format!("Too many requests. Try again in {seconds} s."),
            )
        })
}
