//! The pages an invoice's `hosted_invoice_url` and `invoice_pdf` lead to, and the `pdf` of a credit note. Whoever knows the address may read them.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use sqlx::Row as _;
use subtle::ConstantTimeEq as _;

use crate::cx::Cx;
use crate::error::Result;
use crate::ids;
use crate::state::AppState;
use crate::value::text;

mod note;
mod page;
mod pdf;
mod summary;

/// A document that loads one style sheet and does nothing.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The address of an invoice's page or a credit note's: account, id, and a secret that the object keeps.
pub(crate) fn address(cx: &Cx, object: &mut Value) -> Result<String> {
    let secret = ids::random(32)?;
    object["_page"] = secret.clone().into();
    Ok(format!(
        "{}/i/{}/{}/{secret}",
        cx.state.config().public_origin,
        cx.caller.account,
        text(object, "id")
    ))
}

/// `GET /i/{account}/{invoice}/{secret}`, and the same with `/pdf`.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/i/{account}/{invoice}/{secret}", get(show))
        .route("/i/{account}/{invoice}/{secret}/pdf", get(download))
}

type Named = Path<(String, String, String)>;

async fn show(State(state): State<AppState>, Path(named): Named) -> Response {
    match find(&state, &named, &["invoice"]).await {
        Some(invoice) => {
            let body = page::write(&summary::of(&invoice));
            answer("text/html; charset=utf-8", None, body.into_bytes())
        }
        None => missing(),
    }
}

async fn download(State(state): State<AppState>, Path(named): Named) -> Response {
    let Some(found) = find(&state, &named, &["invoice", "credit_note"]).await else {
        return missing();
    };
    let (kind, summary) = if found["object"] == "credit_note" {
        ("Credit-note", note::of(&found))
    } else {
        ("Invoice", summary::of(&found))
    };
    let name = format!("{kind}-{}.pdf", text(&found, "number"));
    answer("application/pdf", Some(&name), pdf::write(&summary))
}

async fn find(
    state: &AppState,
    (account, id, secret): &(String, String, String),
    objects: &[&str],
) -> Option<Value> {
    let mut tx = state.db().read().await.ok()?;
    let row = sqlx::query("SELECT body FROM objects WHERE account = $1 AND id = $2")
        .bind(account)
        .bind(id)
        .fetch_optional(&mut *tx)
        .await
        .ok()??;
    let found: Value = serde_json::from_str(row.try_get::<&str, _>(0).ok()?).ok()?;
    let known: bool = text(&found, "_page")
        .as_bytes()
        .ct_eq(secret.as_bytes())
        .into();
    let fits = objects.contains(&text(&found, "object"));
    (known && fits && !secret.is_empty()).then_some(found)
}

fn missing() -> Response {
    let mut response = answer(
        "text/html; charset=utf-8",
        None,
        page::missing().into_bytes(),
    );
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn answer(kind: &'static str, file: Option<&str>, body: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_TYPE, kind);
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    set(HeaderName::from_static("x-robots-tag"), "noindex");
    let disposition = file.map(|file| format!("attachment; filename=\"{file}\""));
    if let Some(value) = disposition.and_then(|value| HeaderValue::from_str(&value).ok()) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, body).into_response()
}
