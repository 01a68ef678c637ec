//! Who is asking. A handler that takes [`CurrentCustomer`] cannot be reached without a session.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use contract::ErrorCode;

use super::scope::{self, InFlow};
use super::{Actor, cookie, lifetimes, token};
use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::store::{self, SessionRow};

/// The header in which a tab says for whose session it acts.
pub const SESSION_HEADER: &str = "x-portal-session";

/// The customer of the browser's session, and a tab that knows it; in a flow, with a request that the flow allows.
///
/// Everything a handler reads or changes is keyed by this merchant and this customer; nothing a request says can
/// change either.
#[derive(Clone)]
pub struct CurrentCustomer {
    /// The merchant.
    pub merchant: Arc<Merchant>,
    /// The session.
    pub session: SessionRow,
    /// From where the request came, for what the customer is told of it.
    pub actor: Actor,
    /// The flow, when the session is for one thing only.
    pub flow: Option<InFlow>,
}

/// The browser's session, whatever the tab believes. For the requests by which a tab learns whose session it is.
#[derive(Clone)]
pub struct BrowserSession {
    /// The merchant.
    pub merchant: Arc<Merchant>,
    /// The session.
    pub session: SessionRow,
}

impl CurrentCustomer {
    /// Stripe's id of the customer.
    pub fn customer_id(&self) -> &str {
        &self.session.customer_id
    }
}

impl FromRequestParts<App> for BrowserSession {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let merchant = merchant_of(parts)?;
        let session = find(app, &merchant, &parts.headers)
            .await?
            .ok_or_else(Failure::session_expired)?;
        note_activity(app, &session).await?;
        let merchant = merchant.for_session(&session);
        Ok(Self { merchant, session })
    }
}

impl FromRequestParts<App> for CurrentCustomer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let BrowserSession { merchant, session } =
            BrowserSession::from_request_parts(parts, app).await?;
        let mut named = parts.headers.get_all(SESSION_HEADER).iter();
        let fits =
            named.next().and_then(|value| value.to_str().ok()) == session.public_id.as_deref();
        if !fits || named.next().is_some() {
            return Err(Failure::new(
                ErrorCode::SessionChanged,
                "This tab acts for another session than the browser now holds.",
            ));
        }
        let flow = scope::check(parts, app, &merchant, &session).await?;
        let actor = Actor::of(parts, app, &session);
        Ok(Self {
            merchant,
            session,
            actor,
            flow,
        })
    }
}

/// The merchant that [`crate::host`] resolved.
pub fn merchant_of(parts: &Parts) -> ApiResult<Arc<Merchant>> {
    let merchant = parts.extensions.get::<Arc<Merchant>>();
    merchant.cloned().ok_or_else(Failure::internal)
}

/// The live session of the cookie in `headers`, if there is one. What other servers changed for its customer is heard of.
///
/// # Errors
/// The database's own.
pub async fn find(
    app: &App,
    merchant: &Merchant,
    headers: &HeaderMap,
) -> store::Result<Option<SessionRow>> {
    let account = &merchant.account;
    let Some(token) = cookie::read(headers, merchant.here.secure) else {
        return Ok(None);
    };
    let now = app.clock().now();
    let found = app
        .store()
        .live_session(&account.id, &token::hash(&token), now, lifetimes::IDLE)
        .await?;
    let Some((session, changes)) = found else {
        return Ok(None);
    };
    merchant.upstream.heed(&session.customer_id, changes).await;
    Ok(Some(session))
}

/// Writes activity down, at most once a minute.
async fn note_activity(app: &App, session: &SessionRow) -> store::Result<()> {
    let now = app.clock().now();
    let noted = session.last_seen_at.unwrap_or(session.created_at);
    if now - noted < lifetimes::NOTE_EVERY {
        return Ok(());
    }
    app.store()
        .touch_session(&session.merchant_id, &session.id, now)
        .await
}
