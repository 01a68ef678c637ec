//! `/v1/portico/sessions`: looking at sessions and ending them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::objects::{list, portico_session};
use super::repeated::Sent;
use super::{parameters, read_query};
use crate::app::{App, Merchant};
use crate::events::{self, Cause, SESSION_REVOKED};
use crate::rules;
use crate::store;
use crate::stripe_error::{StripeError, StripeResult};

/// Sessions, newest first; of one customer with `customer`.
pub async fn list_sessions(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let query = read_query(query)?;
    rules::check(&query, parameters::SESSION_LIST)?;
    let account = &merchant.account;
    let limit: usize = query
        .text("limit")
        .and_then(|limit| limit.parse().ok())
        .unwrap_or(10);
    let mut rows = app
        .store()
        .list_sessions(
            &account.id,
            query.text("customer"),
            query.text("starting_after"),
            limit as i64,
        )
        .await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let now = app.clock().now();
    let data = rows
        .iter()
        .map(|row| portico_session(row, now, !account.test_mode))
        .collect();
    Ok(Json(list(data, has_more, "/v1/portico/sessions")))
}

/// Ends one session at once: the link if it was not used yet, else the browser's session.
pub async fn revoke_session(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, &[])?;
    sent.once(app, merchant, |app, merchant, cause| async move {
        let account = &merchant.account;
        let now = app.clock().now();
        let row = app.store().revoke_session(&account.id, &id, now).await?;
        let row = row.ok_or_else(|| StripeError {
            status: StatusCode::NOT_FOUND,
            ..StripeError::no_such("session", "id", &id)
        })?;
        let object = portico_session(&row, now, !account.test_mode);
        if row.revoked_at == Some(now) {
            events::emit(&app, &merchant, &cause, SESSION_REVOKED, &object, None).await?;
        }
        Ok(object)
    })
    .await
}

/// Ends every session of a customer.
pub async fn revoke_customer(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, parameters::REVOKE_CUSTOMER)?;
    sent.once(app, merchant, |app, merchant, cause| async move {
        let customer = form.text("customer").unwrap_or_default();
        let count = revoke_all(&app, &merchant, &cause, customer).await?;
        Ok(json!({
            "object": "portico.session_revocation",
            "customer": customer,
            "livemode": !merchant.account.test_mode,
            "revoked": count,
        }))
    })
    .await
}

/// Ends every session of a customer, tells of each, and returns how many there were.
///
/// # Errors
/// The database's own.
pub async fn revoke_all(
    app: &App,
    merchant: &Merchant,
    cause: &Cause,
    customer: &str,
) -> store::Result<usize> {
    let account = &merchant.account;
    let now = app.clock().now();
    let ended = app
        .store()
        .revoke_customer(&account.id, customer, now)
        .await?;
    for row in &ended {
        let object = portico_session(row, now, !account.test_mode);
        events::emit(app, merchant, cause, SESSION_REVOKED, &object, None).await?;
    }
    Ok(ended.len())
}
