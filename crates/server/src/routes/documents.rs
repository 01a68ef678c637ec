//! The portal's pages. All are one single-page app; the address decides the document's policy and status.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, OriginalUri, Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::files;
use crate::app::{App, Merchant};
use crate::documents::{DOCUMENTS, Document, LOGIN, NOTHING, SESSION_PAGE, Wanted};
use crate::session::current;
use crate::store::SessionRow;
use crate::{form, locale, login, looks};

/// The routes of all documents.
pub fn routes() -> Router<App> {
    DOCUMENTS
        .iter()
        .fold(Router::new(), |router, &(path, document)| {
            let serve = move |State(app): State<App>,
                              Extension(merchant): Extension<Arc<Merchant>>,
                              OriginalUri(uri): OriginalUri,
                              headers: HeaderMap| async move {
                // A link says which look and language its session will have: there is none yet.
                let link = (uri.path() == SESSION_PAGE).then_some(&uri);
                let key = link.map(|uri| files::look_in(uri).to_owned());
                let asked = link.and_then(language_in);
                let status = StatusCode::OK;
                page(&app, &merchant, document, status, key, asked, &headers).await
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
    let (status, key) = match login::page(&app, &merchant, &token).await {
        Ok(Some(found)) => (StatusCode::OK, looks::key(None, Some(&found.id))),
        Ok(None) => (StatusCode::NOT_FOUND, looks::ACCOUNT.to_owned()),
        Err(error) => {
            tracing::error!(%error, "the database failed");
            // The page asks again, and says so itself.
            (StatusCode::OK, looks::ACCOUNT.to_owned())
        }
    };
    page(&app, &merchant, LOGIN, status, Some(key), None, &headers).await
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
        None => {
            let status = StatusCode::NOT_FOUND;
            page(&app, &merchant, NOTHING, status, None, None, &headers).await
        }
    }
}

async fn page(
    app: &App,
    merchant: &Merchant,
    document: Document,
    status: StatusCode,
    key: Option<String>,
    asked: Option<String>,
    headers: &HeaderMap,
) -> Response {
    // A failing database only costs the session's language and look.
    let session = match current::find(app, merchant, headers).await {
        Ok(session) => session,
        Err(error) => {
            tracing::error!(%error, "the database failed");
            None
        }
    };
    let of_session = || session.as_ref().map(SessionRow::look).unwrap_or_default();
    let key = key.unwrap_or_else(of_session);
    let Some(look) = merchant.looks.of(app, &key).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = language(app, asked, session, headers);
    // Signing in happens in a tab: a page around it could pretend to be asking for the code itself.
    let framers = match document {
        LOGIN => Arc::default(),
        _ => {
            let account = &merchant.account.id;
            merchant.framers.of(app.store(), account).await
        }
    };
    let wanted = Wanted {
        document,
        tag: &tag,
        status,
        framers: &framers,
        preview: false,
    };
    app.documents()
        .serve(app, merchant, &look, &wanted, headers)
}

/// The language an address asks for.
fn language_in(uri: &Uri) -> Option<String> {
    let query = form::parse(uri.query()?.as_bytes()).ok()?;
    query.text("locale").map(str::to_owned)
}

/// The language that is asked for, else the session's where there is a session, else the browser's.
fn language(
    app: &App,
    asked: Option<String>,
    session: Option<SessionRow>,
    headers: &HeaderMap,
) -> String {
    let named = session.and_then(|session| session.chosen_locale.or(session.shown_locale));
    let named = asked.into_iter().chain(named);
    let wanted: Vec<String> = named.chain(locale::accepted(headers)).collect();
    locale::negotiate(app.catalogues(), &wanted)
}

/// What a panicking handler outside of the APIs answers.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
