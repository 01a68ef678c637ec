//! `/v1/portico/sessions`: looking at sessions and ending them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::objects::{list, portico_session};
use super::{parameters, read_form, read_query};
use crate::app::{App, Merchant};
use crate::rules;
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
) -> StripeResult<Json<Value>> {
    let (form, _) = read_form(request).await?;
    rules::check(&form, &[])?;
    let account = &merchant.account;
    let now = app.clock().now();
    let row = app.store().revoke_session(&account.id, &id, now).await?;
    let row = row.ok_or_else(|| StripeError {
        status: StatusCode::NOT_FOUND,
        ..StripeError::no_such("session", "id", &id)
    })?;
    Ok(Json(portico_session(&row, now, !account.test_mode)))
}

/// Ends every session of a customer.
pub async fn revoke_customer(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Json<Value>> {
    let (form, _) = read_form(request).await?;
    rules::check(&form, parameters::REVOKE_CUSTOMER)?;
    let customer = form.text("customer").unwrap_or_default();
    let account = &merchant.account;
    let now = app.clock().now();
    let count = app
        .store()
        .revoke_customer(&account.id, customer, now)
        .await?;
    Ok(Json(json!({
        "object": "portico.session_revocation",
        "customer": customer,
        "livemode": !account.test_mode,
        "revoked": count,
    })))
}
