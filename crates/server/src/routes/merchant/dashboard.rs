//! `/v1/portico/dashboard_…`: links into the dashboard, who is signed in to it, and what was changed from there.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::objects::list;
use super::read_query;
use super::repeated::Sent;
use crate::app::{App, Merchant};
use crate::form::Node;
use crate::rules::{self, Field, Rule, optional, required};
use crate::session::lifetimes::{self, Times};
use crate::session::token;
use crate::store::{ChangeRow, DashboardRow, NewDashboardSession};
use crate::stripe_error::{StripeError, StripeResult};

/// The parameters of a link.
pub const CREATE: &[Field] = &[
    required("role", Rule::Choice(&["designer", "merchant"])),
    optional("name", Rule::Text(100)),
];

/// The parameters of the list of changes.
pub const CHANGES: &[Field] = &[
    optional("limit", Rule::Integer(1, 100)),
    optional("starting_after", Rule::Text(100)),
];

/// The most sessions that are listed.
const MOST: i64 = 100;

/// Makes a link. Its token is in this answer and nowhere else: the database has a hash.
pub async fn create_link(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, CREATE)?;
    sent.once(app, merchant, |app, merchant, _| async move {
        create(&app, &merchant, &form).await
    })
    .await
}

async fn create(app: &App, merchant: &Merchant, form: &Node) -> StripeResult<Value> {
    let (id, link) = (token::new_id("das_"), token::mint(token::DASHBOARD_LINK));
    let now = app.clock().now();
    let new = NewDashboardSession {
        id: &id,
        merchant: &merchant.account.id,
        role: form.text("role").unwrap_or_default(),
        name: form.text("name").unwrap_or_default(),
        created_at: now,
        link_hash: &token::hash(&link),
        link_expires_at: now + lifetimes::DASHBOARD_LINK,
    };
    app.store().insert_dashboard_session(&new).await?;
    Ok(json!({
        "id": id,
        "object": "portico.dashboard_link",
        "created": now,
        "expires_at": new.link_expires_at,
        "livemode": !merchant.account.test_mode,
        "name": new.name,
        "role": new.role,
        // Not a domain of the customers': what is signed in to stays where its operator put it.
        "url": format!("{}/dashboard/session#{link}", merchant.account.public_url.origin),
    }))
}

/// The newest sessions and links.
pub async fn list_sessions(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    rules::check(&read_query(query)?, &[])?;
    let account = &merchant.account.id;
    let rows = app.store().dashboard_sessions(account, MOST).await?;
    let now = app.clock().now();
    let data = rows.iter().map(|row| session(&merchant, row, now));
    let url = "/v1/portico/dashboard_sessions";
    Ok(Json(list(data.collect(), false, url)))
}

/// Ends a session at once: the link if it was not used yet, else the browser's session.
pub async fn revoke_session(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, &[])?;
    sent.once(app, merchant, |app, merchant, _| async move {
        let (account, now) = (&merchant.account.id, app.clock().now());
        let store = app.store();
        let row = store.revoke_dashboard_session(account, &id, now).await?;
        let row = row.ok_or_else(|| StripeError {
            status: StatusCode::NOT_FOUND,
            ..StripeError::no_such("dashboard session", "id", &id)
        })?;
        Ok(session(&merchant, &row, now))
    })
    .await
}

/// What was changed from the dashboard, newest first.
pub async fn list_changes(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let query = read_query(query)?;
    rules::check(&query, CHANGES)?;
    let limit = query.text("limit").and_then(|limit| limit.parse().ok());
    let limit: usize = limit.unwrap_or(10);
    let after = query.text("starting_after");
    let account = &merchant.account.id;
    let mut rows = app
        .store()
        .dashboard_changes(account, after, limit as i64)
        .await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let data = rows.iter().map(|row| change(&merchant, row)).collect();
    Ok(Json(list(data, has_more, "/v1/portico/dashboard_changes")))
}

fn session(merchant: &Merchant, row: &DashboardRow, now: i64) -> Value {
    let ends_at = row.expires_at.unwrap_or(row.link_expires_at);
    let times = Times {
        is_revoked: row.revoked_at.is_some(),
        is_redeemed: row.redeemed_at.is_some(),
        ends_at,
        last_seen_at: row.last_seen_at,
    };
    let status = lifetimes::status(now, &times);
    json!({
        "id": row.id,
        "object": "portico.dashboard_session",
        "created": row.created_at,
        "expires_at": ends_at,
        "last_seen_at": row.last_seen_at,
        "livemode": !merchant.account.test_mode,
        "name": row.name,
        "redeemed_at": row.redeemed_at,
        "revoked_at": row.revoked_at,
        "role": row.role,
        "status": status,
    })
}

fn change(merchant: &Merchant, row: &ChangeRow) -> Value {
    json!({
        "id": row.id,
        "object": "portico.dashboard_change",
        "created": row.at,
        "livemode": !merchant.account.test_mode,
        "method": row.method,
        "name": row.name,
        "path": row.path,
        "role": row.role,
        "session": row.session_id,
    })
}
