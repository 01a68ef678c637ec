//! The portal's pages. All are one single-page app; the address decides the document's policy and status.

use std::sync::Arc;

use axum::extract::{Extension, OriginalUri, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use super::files;
use crate::app::{App, Merchant};
use crate::documents::Kind;
use crate::locale;
use crate::session::current;

/// The home page and the entry of a link.
pub async fn home(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    headers: HeaderMap,
) -> Response {
    page(&app, &merchant, Kind::App, StatusCode::OK, &headers).await
}

/// The pages that run the processor's script: one collects a payment method, one authenticates a payment.
pub async fn processor(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    headers: HeaderMap,
) -> Response {
    let kind = Kind::Processor;
    page(&app, &merchant, kind, StatusCode::OK, &headers).await
}

/// Everything else: a file at the root, or the page that says there is nothing here.
pub async fn other(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match files::file(&app, &merchant, uri.path(), &headers) {
        Some(file) => file,
        None => page(&app, &merchant, Kind::App, StatusCode::NOT_FOUND, &headers).await,
    }
}

async fn page(
    app: &App,
    merchant: &Merchant,
    kind: Kind,
    status: StatusCode,
    headers: &HeaderMap,
) -> Response {
    let tag = language(app, merchant, headers).await;
    app.documents()
        .serve(app, merchant, kind, &tag, status, headers)
}

/// The session's language where there is a session, else the browser's. A failing database only costs the former.
async fn language(app: &App, merchant: &Merchant, headers: &HeaderMap) -> String {
    let session = match current::find(app, merchant, headers).await {
        Ok(session) => session,
        Err(error) => {
            tracing::error!(%error, "the database failed");
            None
        }
    };
    let named = session.and_then(|session| session.chosen_locale.or(session.shown_locale));
    let wanted: Vec<String> = named.into_iter().chain(locale::accepted(headers)).collect();
    locale::negotiate(app.catalogues(), &wanted)
}

/// What a panicking handler outside of the APIs answers.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
