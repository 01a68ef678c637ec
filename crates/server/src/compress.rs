//! Brotli for the API's longer answers: the first screen carries a whole language.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::assets::{accepts_brotli, brotli};

/// Shorter answers gain nothing.
const WORTH_IT: usize = 1024;

/// Longest answer the API gives.
const LONGEST: usize = 4 * 1024 * 1024;

/// Quality at which compressing costs less than the bytes it saves, at a few milliseconds for the first screen.
const QUALITY: i32 = 5;

/// Compresses a JSON answer when the browser takes it.
///
/// No answer of `/api` mixes a secret with words another site can choose, so its length gives nothing away.
pub async fn compress(request: Request, next: Next) -> Response {
    let accepts = accepts_brotli(request.headers());
    let mut response = next.run(request).await;
    let vary = HeaderValue::from_static("Accept-Encoding");
    response.headers_mut().append(header::VARY, vary);
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, LONGEST).await else {
        parts.status = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
        return Response::from_parts(parts, axum::body::Body::empty());
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    // A PDF is compressed already.
    let is_pdf = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/pdf");
    if !accepts || is_pdf || bytes.len() < WORTH_IT {
        return Response::from_parts(parts, bytes.into());
    }
    let small = brotli(&bytes, QUALITY);
    let encoding = HeaderValue::from_static("br");
    parts.headers.insert(header::CONTENT_ENCODING, encoding);
    Response::from_parts(parts, small.into())
}
