//! The browser side: the script with the shape of Stripe.js and the documents it frames.
//!
//! `browser/README.md` explains the design. The files are part of the binary; there is no build step.

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const DOCUMENT: &str = "text/html; charset=utf-8";

/// What a framed document may do: its own scripts, styles and API; no markup from strings at all. Merchants frame it
/// inside their portal, on origins that the sandbox cannot know.
const DOCUMENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors http: https:; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// What the provider's page may do. It is a page of its own: nobody frames it.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// What the hosted page of a checkout session may do: the same, and show the framed documents.
const HOSTED_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

/// For everything that is no document: opened as a page, it may do nothing.
const ASSET_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// A file below `/v3/`.
struct File {
    path: &'static str,
    kind: &'static str,
    body: &'static str,
}

macro_rules! file {
    ($path:literal, $kind:ident, $source:literal) => {
        File {
            path: $path,
            kind: $kind,
            body: include_str!(concat!("../browser/", $source)),
        }
    };
}

const FILES: &[File] = &[
    file!("/v3/", SCRIPT, "stripe.js"),
    file!("/v3/frame", DOCUMENT, "frame.html"),
    file!("/v3/challenge", DOCUMENT, "challenge.html"),
    file!("/v3/authorize", DOCUMENT, "authorize.html"),
    file!("/v3/checkout", DOCUMENT, "checkout.html"),
    file!("/v3/base.css", STYLE, "base.css"),
    file!("/v3/frame.css", STYLE, "frame.css"),
    file!("/v3/authorize.css", STYLE, "authorize.css"),
    file!("/v3/checkout.css", STYLE, "checkout.css"),
    file!("/v3/invoice.css", STYLE, "invoice.css"),
    file!("/v3/outbox.css", STYLE, "outbox.css"),
    file!("/v3/challenge.css", STYLE, "challenge.css"),
    file!("/v3/frame.js", SCRIPT, "frame.js"),
    file!("/v3/authorize.js", SCRIPT, "authorize.js"),
    file!("/v3/checkout.js", SCRIPT, "checkout.js"),
    file!("/v3/challenge.js", SCRIPT, "challenge.js"),
    file!("/v3/lib/api.js", SCRIPT, "lib/api.js"),
    file!("/v3/lib/appearance.js", SCRIPT, "lib/appearance.js"),
    file!("/v3/lib/channel.js", SCRIPT, "lib/channel.js"),
    file!("/v3/lib/methods.js", SCRIPT, "lib/methods.js"),
    file!("/v3/lib/picker.js", SCRIPT, "lib/picker.js"),
    file!("/v3/lib/way-back.js", SCRIPT, "lib/way-back.js"),
    file!("/v3/lib/words.js", SCRIPT, "lib/words.js"),
    file!("/v3/lib/locales/en.js", SCRIPT, "lib/locales/en.js"),
    file!("/v3/lib/locales/nl.js", SCRIPT, "lib/locales/nl.js"),
    file!("/v3/lib/locales/sv.js", SCRIPT, "lib/locales/sv.js"),
    file!("/v3/lib/locales/de.js", SCRIPT, "lib/locales/de.js"),
    file!("/v3/lib/locales/fr.js", SCRIPT, "lib/locales/fr.js"),
    file!("/v3/lib/locales/it.js", SCRIPT, "lib/locales/it.js"),
];

/// The routes of the script, its documents and their assets.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    FILES.iter().fold(Router::new(), |router, file| {
        let digest = Sha256::digest(file.body.as_bytes());
        let tag = format!("\"{}\"", crate::hex(&digest[..8]));
        router.route(
            file.path,
            get(move |headers: HeaderMap| std::future::ready(serve(file, &tag, &headers))),
        )
    })
}

/// Answers with the file, or 304 when the browser's copy is still the same.
fn serve(file: &File, tag: &str, request: &HeaderMap) -> Response {
    let held = request
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|held| held.trim() == tag));
    let policy = match (file.kind, file.path) {
        (DOCUMENT, "/v3/authorize") => PAGE_POLICY,
        (DOCUMENT, "/v3/checkout") => HOSTED_POLICY,
        (DOCUMENT, _) => DOCUMENT_POLICY,
        _ => ASSET_POLICY,
    };
    // Only the script is loaded by other origins; a frame is a document of its own.
    let reach = if file.path == "/v3/" {
        "cross-origin"
    } else {
        "same-origin"
    };
    let mut headers = HeaderMap::new();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_TYPE, file.kind);
    set(header::CONTENT_SECURITY_POLICY, policy);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    // Unversioned names: a copy may be kept, but is asked about each time.
    set(header::CACHE_CONTROL, "public, no-cache");
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        reach,
    );
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    if held {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, file.body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;

    async fn fetch(path: &str, held: Option<&str>) -> Response {
        let mut request = Request::get(path);
        if let Some(tag) = held {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        let request = request.body(Body::empty()).expect("a request");
        routes::<()>().oneshot(request).await.expect("an answer")
    }

    fn text<'a>(response: &'a Response, name: &str) -> &'a str {
        let value = response.headers().get(name).expect(name);
        value.to_str().expect("text")
    }

    #[tokio::test]
    async fn the_script_may_be_loaded_from_elsewhere_and_nothing_else() {
        for file in FILES {
            let response = fetch(file.path, None).await;
            assert_eq!(response.status(), StatusCode::OK, "{}", file.path);
            assert_eq!(text(&response, "content-type"), file.kind);
            assert_eq!(text(&response, "x-content-type-options"), "nosniff");
            let reach = text(&response, "cross-origin-resource-policy");
            assert_eq!(reach == "cross-origin", file.path == "/v3/");
        }
    }

    #[tokio::test]
    async fn documents_run_nothing_inline() {
        for path in ["/v3/frame", "/v3/challenge"] {
            let response = fetch(path, None).await;
            let policy = text(&response, "content-security-policy");
            assert!(policy.starts_with("default-src 'none'"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
            assert!(policy.contains("frame-ancestors http: https:"), "{policy}");
        }
        for path in ["/v3/authorize", "/v3/checkout"] {
            let page = fetch(path, None).await;
            let policy = text(&page, "content-security-policy");
            assert!(policy.starts_with("default-src 'none'"), "{policy}");
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            let hosted = policy.contains("frame-src 'self'");
            assert_eq!(hosted, path == "/v3/checkout", "{policy}");
        }
        for file in FILES.iter().filter(|file| file.kind == DOCUMENT) {
            assert!(!file.body.contains(" style="), "{}", file.path);
            assert!(!file.body.contains("<style"), "{}", file.path);
            assert!(!file.body.contains("<script>"), "{}", file.path);
        }
    }

    #[tokio::test]
    async fn a_held_copy_is_confirmed_without_a_body() {
        let first = fetch("/v3/", None).await;
        let tag = text(&first, "etag").to_owned();
        let again = fetch("/v3/", Some(&tag)).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let other = fetch("/v3/", Some("\"other\"")).await;
        assert_eq!(other.status(), StatusCode::OK);
    }

    /// Stripe's script has no sink that takes markup, and ours neither: pages enforce Trusted Types.
    #[test]
    fn no_file_writes_markup() {
        for file in FILES.iter().filter(|file| file.kind == SCRIPT) {
            for sink in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "srcdoc",
                "document.write",
                "eval(",
                "new Function",
            ] {
                assert!(!file.body.contains(sink), "{}: {sink}", file.path);
            }
        }
    }

    /// No number field: the picker is the only way to choose, so no card number can be typed anywhere.
    #[test]
    fn no_document_has_a_field_for_text() {
        for file in FILES {
            for field in ["<input", "<textarea", "contenteditable", "autocomplete"] {
                assert!(!file.body.contains(field), "{}: {field}", file.path);
            }
        }
    }
}
