//! Sessions of the dashboard: by the same rules as customers', with a cookie of their own.

use std::sync::Arc;

use axum::extract::{Extension, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use contract::Role;

use super::scope;
use crate::app::{App, Merchant};
use crate::error::Failure;
use crate::session::current::{SESSION_HEADER, merchant_of};
use crate::session::{cookie, lifetimes, token};
use crate::store::{self, ChangeRow, DashboardRow};
use crate::stripe_error::StripeError;

/// Whoever is signed in to the dashboard of a merchant.
#[derive(Clone)]
pub struct SignedIn {
    /// The merchant.
    pub merchant: Arc<Merchant>,
    /// The session.
    pub session: DashboardRow,
    /// What may be done in it.
    pub role: Role,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let merchant = merchant_of(parts)?;
        find(app, &merchant, &parts.headers)
            .await?
            .ok_or_else(Failure::session_expired)
    }
}

/// Whether the dashboard is at the host that is asked: the account's own. A domain of the customers' is in the hands of whoever
/// manages its name, and nobody signs in to the dashboard there.
pub fn is_here(merchant: &Merchant) -> bool {
    *merchant.here == merchant.account.public_url
}

/// The live session of the cookie in `headers`, if there is one. That it is in use is written down.
///
/// # Errors
/// The database's own.
pub async fn find(
    app: &App,
    merchant: &Arc<Merchant>,
    headers: &HeaderMap,
) -> store::Result<Option<SignedIn>> {
    let account = &merchant.account.id;
    let token = cookie::read_dashboard(headers, merchant.here.secure);
    let Some(token) = token.filter(|_| is_here(merchant)) else {
        return Ok(None);
    };
    let now = app.clock().now();
    let found = app
        .store()
        .live_dashboard_session(account, &token::hash(&token), now, lifetimes::IDLE)
        .await?;
    let Some(session) = found else {
        return Ok(None);
    };
    let Some(role) = role_of(&session) else {
        return Ok(None);
    };
    let noted = session.last_seen_at.unwrap_or(session.created_at);
    if now - noted >= lifetimes::NOTE_EVERY {
        let store = app.store();
        store
            .touch_dashboard_session(account, &session.id, now)
            .await?;
    }
    Ok(Some(SignedIn {
        merchant: merchant.clone(),
        session,
        role,
    }))
}

/// What may be done in a session.
pub fn role_of(session: &DashboardRow) -> Option<Role> {
    Role::ALL
        .into_iter()
        .find(|role| role.as_str() == session.role)
}

/// Lets a request of the dashboard through to the merchant's API, as if it had the key, as far as the role goes. What
/// it changed is written down.
pub async fn admit(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    mut request: Request,
    next: Next,
) -> Response {
    let found = match find(&app, &merchant, request.headers()).await {
        Ok(found) => found,
        Err(error) => return StripeError::from(error).into_response(),
    };
    let Some(signed_in) = found else {
        return StripeError::unauthorized("There is no session, or it is over.").into_response();
    };
    let mut named = request.headers().get_all(SESSION_HEADER).iter();
    let acts_for = named.next().and_then(|value| value.to_str().ok());
    if acts_for != signed_in.session.public_id.as_deref() || named.next().is_some() {
        return refused("This tab acts for another session than the browser now holds.");
    }
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    if !scope::may(signed_in.role, &method, &path) {
        return refused("This session may not do that.");
    }
    let key = format!("Bearer {}", merchant.account.secret_key.expose());
    let Ok(mut key) = HeaderValue::from_str(&key) else {
        return StripeError::internal().into_response();
    };
    key.set_sensitive(true);
    let headers = request.headers_mut();
    headers.insert(header::AUTHORIZATION, key);
    headers.remove(header::COOKIE);
    let response = next.run(request).await;
    if !method.is_safe() && response.status().is_success() {
        note(&app, &signed_in, method.as_str(), path).await;
    }
    response
}

/// What was changed is changed; that it could not be written down is the operator's to hear.
async fn note(app: &App, signed_in: &SignedIn, method: &str, path: String) {
    let session = &signed_in.session;
    let change = ChangeRow {
        id: token::new_id("dac_"),
        at: app.clock().now(),
        session_id: session.id.clone(),
        role: session.role.clone(),
        name: session.name.clone(),
        method: method.to_owned(),
        path,
    };
    let account = &signed_in.merchant.account.id;
    if let Err(error) = app.store().note_dashboard_change(account, &change).await {
        tracing::error!(%error, "a change from the dashboard could not be written down");
    }
}

fn refused(message: &str) -> Response {
    StripeError {
        status: StatusCode::FORBIDDEN,
        ..StripeError::request(message)
    }
    .into_response()
}
