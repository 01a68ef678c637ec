//! The client's files and merchants' pictures.

use std::sync::Arc;

use axum::extract::{Extension, OriginalUri, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::preview;
use crate::app::{App, Merchant};
use crate::assets::Asset;
use crate::headers::Shared;
use crate::looks::ACCOUNT;

/// A file of the build, or the merchant's style sheet.
pub async fn asset(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    if let Some(found) = file(&app, &merchant, uri.path(), &headers) {
        return found;
    }
    // A document of another server may name a style sheet that was made a moment ago.
    if uri.path().ends_with(".css")
        && let Err(error) = merchant.looks.refreshed(&app, look_in(&uri)).await
    {
        tracing::error!(%error, "branding could not be looked for");
    }
    if uri.path().ends_with(".css") && file(&app, &merchant, uri.path(), &headers).is_none() {
        // Or one of a draft, to a browser that may see it.
        if let Err(error) = preview::drafted(&app, &merchant, &headers).await {
            tracing::error!(%error, "a draft could not be looked for");
        }
    }
    file(&app, &merchant, uri.path(), &headers)
        .unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// What merchants' own pages load to show the portal. It knows no customer and is asked for without a cookie, so every page
/// may have it, under an integrity hash as well. Its address stays, so it is kept for some minutes only.
pub async fn embed(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let Some(file) = app.dist().file(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = file.serve(&headers);
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=600"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    response.extensions_mut().insert(Shared::WithPages);
    response
}

/// The file at a path, if there is one.
pub fn file(app: &App, merchant: &Merchant, path: &str, headers: &HeaderMap) -> Option<Response> {
    match merchant.looks.sheet(path) {
        Some(sheet) => Some(sheet.serve(headers)),
        None => match app.dist().file(path) {
            Some(file) => Some(file.serve(headers)),
            None => of_dashboard(app, path).map(|sheet| sheet.serve(headers)),
        },
    }
}

/// The style sheet of the dashboard, which is made when somebody looks at it.
fn of_dashboard<'a>(app: &'a App, path: &str) -> Option<&'a Asset> {
    if !path.ends_with(".css") {
        return None;
    }
    let look = app.dashboard_look();
    look.is_at(path).then_some(&look.css)
}

/// Whose look an address names.
pub fn look_in(uri: &Uri) -> &str {
    let query = uri.query().unwrap_or_default();
    let mut parts = query.split('&');
    parts
        .find_map(|part| part.strip_prefix("look="))
        .unwrap_or(ACCOUNT)
}

/// A picture or a font of the merchant. Its policy lets it do nothing even when it is opened by itself.
pub async fn media(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(sha256): Path<String>,
) -> Response {
    let found = app.store().media(&merchant.account.id, &sha256).await;
    let file = match found {
        Ok(Some(file)) => file,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "the database failed");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let mut response = file.bytes.into_response();
    let headers = response.headers_mut();
    let content_type = HeaderValue::from_str(&file.content_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, content_type);
    // How the parts of a drawing are blended stands in attributes of theirs; nothing else of it is of use by itself.
    let policy = match file.content_type.as_str() {
        "image/svg+xml" => "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        _ => "default-src 'none'; sandbox",
    };
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
