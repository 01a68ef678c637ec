//! The built client, in memory: files with their types, hashes and compressed forms.

use std::collections::HashMap;
use std::path::Path;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use sha2::{Digest, Sha256, Sha384};

use crate::session::token;

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

/// What the build says about itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// The style sheet that themes are added to.
    pub css: ManifestFile,
    /// `sha256-…` of the inline boot script, for the policy.
    pub boot: String,
}

/// A file of the build.
#[derive(Clone, Debug, Deserialize)]
pub struct ManifestFile {
    /// Where it is served.
    pub path: String,
}

/// The built client.
#[derive(Clone, Debug)]
pub struct Dist {
    /// What the build says about itself.
    pub manifest: Manifest,
    /// The document's template.
    pub template: String,
    /// The style sheet that themes are added to.
    pub css: String,
    files: HashMap<String, Asset>,
}

impl Dist {
    /// Reads the folder the build made.
    ///
    /// # Errors
    /// Names the file that is missing or not what it should be.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let text = |name: &str| {
            let path = folder.join(name);
            std::fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}; is the client built?", path.display()))
        };
        let manifest: Manifest = serde_json::from_str(&text("manifest.json")?)
            .map_err(|error| format!("{}: {error}", folder.join("manifest.json").display()))?;
        if !is_hash_source(&manifest.boot) {
            return Err("manifest.json: boot must be \"sha256-\" and a base64 hash".to_owned());
        }
        let mut files = HashMap::new();
        read_folder(folder, "", &mut files)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        let css = text(manifest.css.path.trim_start_matches('/'))?;
        Ok(Self {
            template: text("index.html")?,
            css,
            manifest,
            files,
        })
    }

    /// The file served at a path.
    pub fn file(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }
}

/// The hash goes into a header as it is.
fn is_hash_source(text: &str) -> bool {
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    text.strip_prefix("sha256-")
        .is_some_and(|hash| hash.len() == 44 && hash.chars().all(base64))
}

/// Reads the files below `folder`, except those only the server uses.
fn read_folder(
    folder: &Path,
    prefix: &str,
    files: &mut HashMap<String, Asset>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let path = format!("{prefix}/{name}");
        if entry.file_type()?.is_dir() {
            if path != "/locales" {
                read_folder(&entry.path(), &path, files)?;
            }
            continue;
        }
        let private = matches!(path.as_str(), "/index.html" | "/manifest.json");
        if private || name.starts_with('.') || name.ends_with(".br") {
            continue;
        }
        let Some(content_type) = content_type(name) else {
            continue;
        };
        let bytes = Bytes::from(std::fs::read(entry.path())?);
        let compressed = folder.join(format!("{name}.br"));
        let br = match std::fs::read(compressed) {
            Ok(br) => Some(Bytes::from(br)),
            Err(_) if is_text(content_type) => Some(brotli(&bytes, 9)),
            Err(_) => None,
        };
        let hashed = path.starts_with("/assets/");
        files.insert(path, Asset::new(bytes, br, content_type, hashed));
    }
    Ok(())
}

fn is_text(content_type: &str) -> bool {
    content_type.ends_with("charset=utf-8") || content_type.starts_with("image/svg")
}

/// Types of the files a build may hold; a file of another type is not served.
fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        _ => return None,
    })
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

    #[test]
    fn boot_hash_is_checked_before_it_becomes_a_header() {
        assert!(is_hash_source(
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        ));
        assert!(!is_hash_source(
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF'="
        ));
        assert!(!is_hash_source("'unsafe-inline'"));
    }
}
