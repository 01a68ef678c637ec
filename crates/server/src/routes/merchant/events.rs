//! `/v1/portico/events`: what happened in the portal, how it was told, and telling it once more.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::objects::list;
use super::repeated::Sent;
use super::{forward, read_query};
use crate::app::{App, Merchant};
use crate::events;
use crate::rules::{self, Field, Rule, optional};
use crate::store::{DeliveryRow, EventRow};
use crate::stripe_error::{StripeError, StripeResult};

/// The parameters of the list.
pub const LIST: &[Field] = &[
    optional("limit", Rule::Integer(1, 100)),
    optional("starting_after", Rule::Text(5_000)),
    optional("type", Rule::Text(100)),
];

/// The parameters of sending once more.
pub const REPLAY: &[Field] = &[optional("webhook_endpoint", Rule::Text(5_000))];

/// Events, newest first.
pub async fn list_events(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let query = read_query(query)?;
    rules::check(&query, LIST)?;
    let account = &merchant.account.id;
    let limit: usize = query
        .text("limit")
        .and_then(|limit| limit.parse().ok())
        .unwrap_or(10);
    let after = query.text("starting_after");
    if let Some(id) = after
        && app.store().event(account, id).await?.is_none()
    {
        return Err(StripeError::no_such("event", "starting_after", id));
    }
    let mut rows = app
        .store()
        .events(account, query.text("type"), after, limit as i64)
        .await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let mut data = Vec::with_capacity(rows.len());
    for row in &rows {
        data.push(shown(&app, &merchant, row).await?);
    }
    Ok(Json(list(data, has_more, "/v1/portico/events")))
}

/// One event.
pub async fn get_event(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
) -> StripeResult<Json<Value>> {
    let row = app.store().event(&merchant.account.id, &id).await?;
    let row = row.ok_or_else(|| missing(&id))?;
    Ok(Json(shown(&app, &merchant, &row).await?))
}

/// `/v1/events/{id}`: an event of the portal's own, else upstream's.
pub async fn get_any_event(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    match app.store().event(&merchant.account.id, &id).await {
        Ok(None) => forward(State(app), Extension(merchant), request).await,
        Ok(Some(row)) => match app.store().deliveries(&row.merchant_id, &row.id).await {
            Ok(deliveries) => Json(events::object(&row, pending(&deliveries))).into_response(),
            Err(error) => StripeError::from(error).into_response(),
        },
        Err(error) => StripeError::from(error).into_response(),
    }
}

/// Tells an event once more: to one endpoint, or to all that want it now.
pub async fn replay_event(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, REPLAY)?;
    sent.once(app, merchant, |app, merchant, _| async move {
        let account = &merchant.account.id;
        let event = app.store().event(account, &id).await?;
        let event = event.ok_or_else(|| missing(&id))?;
        let only = form.text("webhook_endpoint");
        events::replay(&app, &merchant, &event, only)
            .await?
            .then_some(())
            .ok_or_else(|| {
                StripeError::no_such(
                    "webhook endpoint",
                    "webhook_endpoint",
                    only.unwrap_or_default(),
                )
            })?;
        shown(&app, &merchant, &event).await
    })
    .await
}

/// The event with its ways, which Stripe's object does not have.
async fn shown(app: &App, merchant: &Merchant, row: &EventRow) -> StripeResult<Value> {
    let deliveries = app
        .store()
        .deliveries(&merchant.account.id, &row.id)
        .await?;
    let mut object = events::object(row, pending(&deliveries));
    object["deliveries"] = deliveries.iter().map(way).collect();
    Ok(object)
}

fn pending(deliveries: &[DeliveryRow]) -> usize {
    deliveries.iter().filter(|it| it.next_at.is_some()).count()
}

fn way(delivery: &DeliveryRow) -> Value {
    let status = match (delivery.delivered_at, delivery.next_at) {
        (_, Some(_)) => "pending",
        (Some(_), None) => "delivered",
        (None, None) => "failed",
    };
    json!({
        "webhook_endpoint": delivery.endpoint_id,
        "status": status,
        "attempts": delivery.attempts,
        "next_attempt_at": delivery.next_at,
        "delivered_at": delivery.delivered_at,
        "last_answer": delivery.answer,
    })
}

fn missing(id: &str) -> StripeError {
    StripeError {
        status: StatusCode::NOT_FOUND,
        ..StripeError::no_such("event", "id", id)
    }
}
