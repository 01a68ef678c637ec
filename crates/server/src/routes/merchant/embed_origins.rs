//! `/v1/portico/embed_origins`: whose pages may show the portal in a frame.

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
use crate::embed::check_origin;
use crate::form::Node;
use crate::rules::{self, Field, Rule, required};
use crate::session::token;
use crate::store::EmbedOriginRow;
use crate::stripe_error::{StripeError, StripeResult};

/// The most origins of an account. All of them are in a header of every document.
const MOST: i64 = 50;

/// The parameters of a new one.
pub const CREATE: &[Field] = &[required("origin", Rule::Text(300))];

/// The account's origins, by name.
pub async fn list_origins(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    rules::check(&read_query(query)?, &[])?;
    let rows = app.store().embed_origins(&merchant.account.id).await?;
    let data = rows.iter().map(|row| object(&merchant, row)).collect();
    Ok(Json(list(data, false, "/v1/portico/embed_origins")))
}

/// Adds an origin. One that is on the list already is answered as it is there.
pub async fn add_origin(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, CREATE)?;
    sent.once(app, merchant, |app, merchant, _| async move {
        add(&app, &merchant, &form).await
    })
    .await
}

async fn add(app: &App, merchant: &Merchant, form: &Node) -> StripeResult<Value> {
    let account = &merchant.account;
    let text = form.text("origin").unwrap_or_default();
    let origin = check_origin(text, account.test_mode).map_err(|refusal| StripeError {
        code: Some("url_invalid"),
        ..StripeError::invalid("origin", refusal.message())
    })?;
    let row = EmbedOriginRow {
        id: token::new_id("emo_"),
        origin,
        created_at: app.clock().now(),
    };
    let kept = app
        .store()
        .add_embed_origin(&account.id, &row, MOST)
        .await?
        .ok_or_else(|| {
            StripeError::request(format!("You have reached the maximum of {MOST} origins."))
        })?;
    merchant.framers.refresh(app.store(), &account.id).await?;
    Ok(object(merchant, &kept))
}

/// Takes an origin off the list: its pages cannot load the portal any more. What they show already stays until it is
/// loaded anew.
pub async fn remove_origin(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
) -> StripeResult<Json<Value>> {
    let account = &merchant.account;
    if !app.store().remove_embed_origin(&account.id, &id).await? {
        return Err(StripeError {
            status: StatusCode::NOT_FOUND,
            ..StripeError::no_such("embed origin", "id", &id)
        });
    }
    merchant.framers.refresh(app.store(), &account.id).await?;
    Ok(Json(
        json!({ "id": id, "object": "portico.embed_origin", "deleted": true }),
    ))
}

fn object(merchant: &Merchant, row: &EmbedOriginRow) -> Value {
    json!({
        "id": row.id,
        "object": "portico.embed_origin",
        "created": row.created_at,
        "livemode": !merchant.account.test_mode,
        "origin": row.origin,
    })
}
