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
    /// Codes asked for by e-mail from one address.
    pub asking: Option<Rate>,
    /// Codes asked for by e-mail on one host. As many as a disk has time to write down.
    pub asking_on_host: Option<Rate>,
    /// Codes entered from one address.
    pub entering: Option<Rate>,
}

impl Limits {
    /// Without any limit.
    pub const NONE: Self = Self {
        address: None,
        session: None,
        opening: None,
        opening_on_host: None,
        asking: None,
        asking_on_host: None,
        entering: None,
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
            asking: Some(Rate::per_minute(6, 6)),
            asking_on_host: Some(Rate::per_second(100, 500)),
            entering: Some(Rate::per_minute(30, 30)),
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
    asking: Meter<Source>,
    asking_on_host: Meter<String>,
    entering: Meter<Source>,
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
            asking: Meter::new(limits.asking),
            asking_on_host: Meter::new(limits.asking_on_host),
            entering: Meter::new(limits.entering),
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
        way_in: Option<WayIn>,
        now: i64,
    ) -> Result<(), u32> {
        if let Some(source) = source {
            self.address.count(source, now)?;
        }
        if let Some(session) = session {
            self.session.count(token::hash(session), now)?;
        }
        let (from_one, on_host) = match way_in {
            Some(WayIn::Link) => (&self.opening, Some(&self.opening_on_host)),
            Some(WayIn::Ask) => (&self.asking, Some(&self.asking_on_host)),
            Some(WayIn::Enter) => (&self.entering, None),
            None => return Ok(()),
        };
        if let Some(source) = source {
            from_one.count(source, now)?;
        }
        match on_host {
            Some(on_host) => on_host.count(host.to_owned(), now),
            None => Ok(()),
        }
    }
}

/// Requests by which one gets in, counted by themselves.
#[derive(Clone, Copy, Debug)]
enum WayIn {
    /// A link is opened.
    Link,
    /// A code is asked for.
    Ask,
    /// A code is entered.
    Enter,
}

impl WayIn {
    fn of(method: &Method, path: &str) -> Option<Self> {
        match path {
            _ if *method != Method::POST => None,
            "/api/session" | "/dashboard/api/session" | "/preview/api/session" => Some(Self::Link),
            "/api/login" => Some(Self::Ask),
            "/api/login/code" => Some(Self::Enter),
            _ => None,
        }
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
    let session = cookie::read(headers, merchant.here.secure);
    meters
        .count(
            source,
            // A merchant with fifty domains may not open fifty times as many.
            &merchant.account.public_url.authority,
            session.as_deref(),
            WayIn::of(method, path),
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
