//! The built client, in memory: files with their types, hashes and compressed forms.

mod dist;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};

use crate::session::token;

pub use dist::{Dist, Manifest, ManifestFile, ManifestProgram};

/// A file that can be served.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The file.
    pub bytes: Bytes,
    /// The same, compressed with brotli, when that is smaller.
    pub br: Option<Bytes>,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// `ETag`, quoted.
    pub etag: HeaderValue,
    /// Whether the name changes with the content.
    pub hashed: bool,
}

impl Asset {
    /// A file with its hash.
    pub fn new(bytes: Bytes, br: Option<Bytes>, content_type: &'static str, hashed: bool) -> Self {
        let etag = etag(&bytes);
        let br = br.filter(|br| br.len() < bytes.len());
        Self {
            bytes,
            br,
            content_type,
            etag,
            hashed,
        }
    }

    /// Answers a request for it.
    pub fn serve(&self, request: &HeaderMap) -> Response {
        let caching = if self.hashed {
            "public, max-age=31536000, immutable"
        } else {
            "public, no-cache"
        };
        let mut response = answer(request, &self.etag, &self.bytes, self.br.as_ref());
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(self.content_type),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        response
    }
}

/// A body in the form the client takes, or 304 when it has it already.
pub fn answer(
    request: &HeaderMap,
    etag: &HeaderValue,
    plain: &Bytes,
    br: Option<&Bytes>,
) -> Response {
    let known = request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|tag| tag.trim().trim_start_matches("W/").as_bytes() == etag.as_bytes());
    let mut response = match br.filter(|_| accepts_brotli(request)) {
        _ if known => StatusCode::NOT_MODIFIED.into_response(),
        Some(br) => {
            let encoding = HeaderValue::from_static("br");
            ([(header::CONTENT_ENCODING, encoding)], br.clone()).into_response()
        }
        None => plain.clone().into_response(),
    };
    response.headers_mut().insert(header::ETAG, etag.clone());
    response
}

/// Whether `Accept-Encoding` lists brotli and does not refuse it.
pub fn accepts_brotli(request: &HeaderMap) -> bool {
    request
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .any(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let is_brotli = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case("br"));
            let refused = parts
                .filter_map(|part| part.strip_prefix("q="))
                .any(|quality| quality.parse::<f32>().is_ok_and(|quality| quality <= 0.0));
            is_brotli && !refused
        })
}

/// Compresses with brotli; `quality` from 0 (quick) to 11 (small).
pub fn brotli(bytes: &[u8], quality: i32) -> Bytes {
    let mut small = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        size_hint: bytes.len(),
        ..Default::default()
    };
    // Reading from and writing to memory cannot fail.
    match brotli::BrotliCompress(&mut &bytes[..], &mut small, &parameters) {
        Ok(_) => small.into(),
        Err(_) => Bytes::copy_from_slice(bytes),
    }
}

/// A strong tag made of the content.
pub fn etag(bytes: &[u8]) -> HeaderValue {
    let tag = format!("\"{}\"", short_hash(bytes));
    HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Sixteen hexadecimal digits that change with the content.
pub fn short_hash(bytes: &[u8]) -> String {
    token::hex(&Sha256::digest(bytes)[..8])
}

/// The `integrity` attribute for a file.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_only_where_it_is_taken() {
        let check = |line: &str, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, line.parse().unwrap());
            assert_eq!(accepts_brotli(&headers), expected, "{line}");
        };
        check("gzip, deflate, br", true);
        check("gzip, BR;q=0.5", true);
        check("br;q=0", false);
        check("gzip", false);
        check("brotli", false);
    }
}
