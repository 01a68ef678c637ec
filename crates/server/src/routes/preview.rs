//! `/preview`: the portal's pages with a customer who is made up. They are shown in frames of our own pages (the
//! dashboard's), and by a link to whoever has it. No customer's cookie is read or set here.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Extension, OriginalUri, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;

use super::files;
use crate::app::{App, Merchant};
use crate::documents::{Document, NOTHING, PREVIEW, Wanted, preview_pages};
use crate::form;
use crate::locale::{self, PSEUDO};
use crate::look::Look;
use crate::session::{cookie, token};
use crate::store::{self, PreviewLinkRow};

/// The routes of all its documents.
pub fn routes() -> Router<App> {
    let serve = |document: Document, status: StatusCode| {
        get(
            move |State(app): State<App>,
                  Extension(merchant): Extension<Arc<Merchant>>,
                  OriginalUri(uri): OriginalUri,
                  RawQuery(query): RawQuery,
                  headers: HeaderMap| async move {
                let drafted = drafted(&app, &merchant, &headers).await;
                let drafted = drafted.unwrap_or_else(|error| {
                    tracing::error!(%error, "a draft could not be looked for");
                    Draft::None
                });
                let look = match drafted {
                    Draft::Seen(look) => Some(look),
                    Draft::None => merchant.looks.of(&app, files::look_in(&uri)).await,
                    Draft::Over => merchant.looks.account(),
                };
                let Some(look) = look else {
                    return StatusCode::INTERNAL_SERVER_ERROR.into_response();
                };
                let (tag, _) = language(&app, query.as_deref(), &headers);
                let wanted = Wanted {
                    document,
                    tag: &tag,
                    status,
                    framers: &["'self'".to_owned()],
                    preview: true,
                };
                let documents = app.documents();
                documents.serve(&app, &merchant, &look, &wanted, &headers)
            },
        )
    };
    preview_pages()
        .fold(Router::new(), |router, (path, document)| {
            router.route(&format!("{PREVIEW}{path}"), serve(document, StatusCode::OK))
        })
        .route(PREVIEW, serve(NOTHING, StatusCode::OK))
        .route(
            &format!("{PREVIEW}/{{*path}}"),
            serve(NOTHING, StatusCode::NOT_FOUND),
        )
}

/// The language that a query names, else the browser's, and the tags it was chosen by.
pub fn language(app: &App, query: Option<&str>, headers: &HeaderMap) -> (String, Vec<String>) {
    let query = form::parse(query.unwrap_or_default().as_bytes());
    let named = query
        .ok()
        .and_then(|it| it.text("locale").map(str::to_owned));
    if named.as_deref() == Some(PSEUDO) {
        return (PSEUDO.to_owned(), Vec::new());
    }
    let wanted: Vec<String> = named.into_iter().chain(locale::accepted(headers)).collect();
    (locale::negotiate(app.catalogues(), &wanted), wanted)
}

/// What a browser may see of a look that is being worked on.
pub enum Draft {
    /// It has opened no link to one.
    None,
    /// The look as it is now, by a link that is open.
    Seen(Arc<Look>),
    /// The link it has opened has ended, or was withdrawn.
    Over,
}

/// What the browser that asks may see.
///
/// # Errors
/// The database's own.
pub async fn drafted(app: &App, merchant: &Merchant, headers: &HeaderMap) -> store::Result<Draft> {
    let Some(token) = cookie::read_preview(headers, merchant.here.secure) else {
        return Ok(Draft::None);
    };
    let Some(link) = link_of(app, merchant, &token).await? else {
        return Ok(Draft::Over);
    };
    let look = merchant.looks.drafted(app, &link.scope).await?;
    Ok(Draft::Seen(look))
}

/// The open link of a token.
///
/// # Errors
/// The database's own.
pub async fn link_of(
    app: &App,
    merchant: &Merchant,
    token: &str,
) -> store::Result<Option<PreviewLinkRow>> {
    let (account, now) = (&merchant.account.id, app.clock().now());
    let hash = token::hash(token);
    app.store().preview_link(account, &hash, now).await
}
