//! What a document may do.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::Kind;
use crate::config::Processor;

/// `Content-Security-Policy` of a document. What it allows is what a Leptos build was measured to need, and that pages of
/// `framers` show it.
pub(super) fn policy(kind: Kind, boot: &str, processor: &Processor, framers: &[String]) -> String {
    let framers = match framers {
        [] => "'none'".to_owned(),
        origins => origins.join(" "),
    };
    let (script, frame, connect) = match kind {
        Kind::App => (String::new(), String::new(), String::new()),
        Kind::Dashboard => (
            String::new(),
            " frame-src 'self';".to_owned(),
            String::new(),
        ),
        Kind::Processor => (
            format!(" {}", processor.script_src.join(" ")),
            format!(" frame-src {};", processor.frame_src.join(" ")),
            format!(" {}", processor.connect_src.join(" ")),
        ),
    };
    let mut policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' '{boot}'{script}; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'{connect};{frame} form-action 'self'; base-uri 'none'; object-src 'none'; \
         frame-ancestors {framers}"
    );
    if kind != Kind::Processor || processor.trusted_types {
        policy.push_str("; ");
        policy.push_str(TRUSTED_TYPES);
    }
    policy
}

const TRUSTED_TYPES: &str = "require-trusted-types-for 'script'; trusted-types default";

/// Adds the headers in which the two kinds of documents differ.
pub(super) fn add_headers_of(kind: Kind, processor: &Processor, headers: &mut HeaderMap) {
    if kind != Kind::Processor {
        // It would block the processor's script, which may not be pinned to a hash.
        headers.insert(
            HeaderName::from_static("integrity-policy"),
            HeaderValue::from_static("blocked-destinations=(script)"),
        );
        return;
    }
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin-allow-popups"),
    );
    let wallets: Vec<String> = processor
        .frame_src
        .iter()
        .filter(|source| !source.contains('*'))
        .map(|source| format!(" \"{source}\""))
        .collect();
    let permissions = format!(
        "payment=(self{}), camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self)",
        wallets.concat()
    );
    if let Ok(value) = HeaderValue::from_str(&permissions) {
        headers.insert(HeaderName::from_static("permissions-policy"), value);
    }
    if !processor.trusted_types {
        headers.insert(
            header::CONTENT_SECURITY_POLICY_REPORT_ONLY,
            HeaderValue::from_static(TRUSTED_TYPES),
        );
    }
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_documents_of_the_processor_name_it() {
        let stripe = Processor::stripe();
        let app = policy(Kind::App, "sha256-x", &stripe, &[]);
        assert!(!app.contains("http"));
        assert!(app.contains(TRUSTED_TYPES));
        let add = policy(Kind::Processor, "sha256-x", &stripe, &[]);
        assert!(add.contains("frame-src https://js.stripe.com"));
        assert!(!add.contains("trusted-types"));
        let unsafe_words = app.replace("'wasm-unsafe-eval'", "");
        assert!(!unsafe_words.contains("unsafe"));
    }
}
