//! The portal's pages. All are one single-page app; the address decides the document's policy and status.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, OriginalUri, Path, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::files;
use crate::app::{App, Merchant};
use crate::documents::{DOCUMENTS, Document, LOGIN, NOTHING};
use crate::session::current;
use crate::{locale, login};

/// The routes of all documents.
pub fn routes() -> Router<App> {
    DOCUMENTS
        .iter()
        .fold(Router::new(), |router, &(path, document)| {
            let serve = move |State(app): State<App>,
                              Extension(merchant): Extension<Arc<Merchant>>,
                              headers: HeaderMap| async move {
                page(&app, &merchant, document, StatusCode::OK, &headers).await
            };
            router.route(path, get(serve))
        })
        .route("/p/login/{token}", get(login))
}

/// The page of a login link; 404 when it was switched off, or never was.
async fn login(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let status = match login::page(&app, &merchant, &token).await {
        Ok(Some(_)) => StatusCode::OK,
        Ok(None) => StatusCode::NOT_FOUND,
        Err(error) => {
            tracing::error!(%error, "the database failed");
            // The page asks again, and says so itself.
            StatusCode::OK
        }
    };
    page(&app, &merchant, LOGIN, status, &headers).await
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
        None => page(&app, &merchant, NOTHING, StatusCode::NOT_FOUND, &headers).await,
    }
}

async fn page(
    app: &App,
    merchant: &Merchant,
    document: Document,
    status: StatusCode,
    headers: &HeaderMap,
) -> Response {
    let tag = language(app, merchant, headers).await;
    // Signing in happens in a tab: a page around it could pretend to be asking for the code itself.
    let framers = match document {
        LOGIN => Arc::default(),
        _ => {
            let account = &merchant.account.id;
            merchant.framers.of(app.store(), account).await
        }
    };
    app.documents()
        .serve(app, merchant, document, &tag, status, &framers, headers)
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
