//! The portal's documents: one template, filled per merchant and language, with the policy of the document.
//!
//! A document holds no customer's data, so it is rendered once and kept. Every value is escaped; the only markup
//! the server makes itself is the link to the merchant's support and, on the one document that needs it, the
//! processor's script tag.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::app::{App, Merchant};
use crate::assets::{answer, brotli, etag};
use crate::config::Processor;
use crate::locale::{Catalogues, SOURCE};
use crate::look::Look;

/// Which document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Every page but one.
    App,
    /// The page that collects a payment method: the only one that may run the processor's script.
    AddPaymentMethod,
}

/// A template cut at its places.
#[derive(Clone, Debug)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Place(Place),
}

#[derive(Clone, Debug)]
enum Place {
    Lang,
    Dir,
    Title,
    Merchant,
    Css,
    CssIntegrity,
    ThemeColor,
    Logo,
    Processor,
    Support,
    TestMode,
    Word(String),
}

impl Template {
    /// Reads a template and checks that every word it names exists.
    ///
    /// # Errors
    /// Names the place that is unknown.
    pub fn parse(text: &str, catalogues: &Catalogues) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after
                .split_once("}}")
                .ok_or_else(|| "index.html: a place is not closed".to_owned())?;
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Place(place(name.trim(), catalogues)?));
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    fn render<'a>(&'a self, mut value: impl FnMut(&'a Place) -> Cow<'a, str>) -> String {
        let mut html = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => html.push_str(text),
                Piece::Place(place) => html.push_str(&value(place)),
            }
        }
        html
    }
}

fn place(name: &str, catalogues: &Catalogues) -> Result<Place, String> {
    Ok(match name {
        "lang" => Place::Lang,
        "dir" => Place::Dir,
        "title" => Place::Title,
        "merchant" => Place::Merchant,
        "css" => Place::Css,
        "css_integrity" => Place::CssIntegrity,
        "theme_color" => Place::ThemeColor,
        "logo" => Place::Logo,
        "processor" => Place::Processor,
        "support" => Place::Support,
        "test_mode" => Place::TestMode,
        _ => match name.strip_prefix("t:") {
            Some(key) if catalogues.text(SOURCE, key).is_some() => Place::Word(key.to_owned()),
            _ => return Err(format!("index.html: unknown place {{{{{name}}}}}")),
        },
    })
}

/// A rendered document.
#[derive(Debug)]
struct Page {
    etag: HeaderValue,
    plain: Bytes,
    br: Bytes,
    policy: HeaderValue,
}

/// What a rendered document was made for.
type PageKey = (String, String, String, Kind);

/// Rendered documents.
#[derive(Debug, Default)]
pub struct Documents(RwLock<HashMap<PageKey, Arc<Page>>>);

/// More than a few looks per merchant mean that branding is being edited; old pages are of no use then.
const MOST_PAGES: usize = 512;

impl Documents {
    /// Answers with a document.
    pub fn serve(
        &self,
        app: &App,
        merchant: &Merchant,
        kind: Kind,
        tag: &str,
        status: StatusCode,
        request: &HeaderMap,
    ) -> Response {
        let look = merchant.look();
        let page = self.page(app, merchant, &look, kind, tag);
        let mut response = answer(request, &page.etag, &page.plain, Some(&page.br));
        if response.status() == StatusCode::OK {
            *response.status_mut() = status;
        }
        let headers = response.headers_mut();
        let fixed = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
            (header::VARY, "Accept-Encoding, Accept-Language, Cookie"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert(header::CONTENT_SECURITY_POLICY, page.policy.clone());
        add_headers_of(kind, &merchant.account.processor, headers);
        response
    }

    fn page(
        &self,
        app: &App,
        merchant: &Merchant,
        look: &Look,
        kind: Kind,
        tag: &str,
    ) -> Arc<Page> {
        let key = (
            merchant.account.id.clone(),
            look.css_path.clone(),
            tag.to_owned(),
            kind,
        );
        let pages = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = pages.get(&key) {
            return page.clone();
        }
        drop(pages);
        let page = Arc::new(render(app, merchant, look, kind, tag));
        let mut pages = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= MOST_PAGES {
            pages.clear();
        }
        pages.insert(key, page.clone());
        page
    }
}

fn render(app: &App, merchant: &Merchant, look: &Look, kind: Kind, tag: &str) -> Page {
    let account = &merchant.account;
    let catalogues = app.catalogues();
    let word = |key: &str| catalogues.text(tag, key).unwrap_or_default();
    let html = app.template().render(|place| match place {
        Place::Lang => escape(tag),
        Place::Dir => Cow::Borrowed(catalogues.locale(tag, None).dir.as_str()),
        Place::Title => {
            let title = word("shell.page_title")
                .replace("{page}", word("document.title"))
                .replace("{merchant}", &account.name);
            let title = if title.is_empty() {
                &account.name
            } else {
                &title
            };
            Cow::Owned(escape(title).into_owned())
        }
        Place::Merchant => Cow::Owned(escape(&account.name).into_owned()),
        Place::Css => Cow::Owned(escape(&look.css_path).into_owned()),
        Place::CssIntegrity => Cow::Owned(escape(&look.css_integrity).into_owned()),
        Place::ThemeColor => Cow::Owned(escape(&look.theme_color).into_owned()),
        Place::Logo => Cow::Owned(escape(look.logo.as_deref().unwrap_or_default()).into_owned()),
        Place::Support => account
            .support_email
            .as_deref()
            .map_or(Cow::Borrowed(""), |email| {
                let email = escape(email);
                Cow::Owned(format!("<a href=\"mailto:{email}\"><bdi>{email}</bdi></a>"))
            }),
        Place::TestMode => Cow::Borrowed(if account.test_mode { "true" } else { "false" }),
        Place::Word(key) => {
            let text = word(key).replace("{merchant}", &account.name);
            Cow::Owned(escape(&text).into_owned())
        }
        Place::Processor if kind == Kind::AddPaymentMethod => Cow::Owned(format!(
            "<script src=\"{}\" async></script>",
            escape(&account.processor.script)
        )),
        Place::Processor => Cow::Borrowed(""),
    });
    let boot = &app.dist().manifest.boot;
    let policy = HeaderValue::from_str(&policy(kind, boot, &account.processor));
    Page {
        etag: etag(html.as_bytes()),
        br: brotli(html.as_bytes(), 9),
        plain: html.into(),
        // Every part was checked to be a source when the configuration and the build were read.
        policy: policy.unwrap_or(HeaderValue::from_static("default-src 'none'")),
    }
}

/// `Content-Security-Policy` of a document. What it allows is what a Leptos build was measured to need.
fn policy(kind: Kind, boot: &str, processor: &Processor) -> String {
    let (script, frame, connect) = match kind {
        Kind::App => (String::new(), String::new(), String::new()),
        Kind::AddPaymentMethod => (
            format!(" {}", processor.script_src.join(" ")),
            format!(" frame-src {};", processor.frame_src.join(" ")),
            format!(" {}", processor.connect_src.join(" ")),
        ),
    };
    let mut policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' '{boot}'{script}; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'{connect};{frame} form-action 'self'; base-uri 'none'; object-src 'none'; \
         frame-ancestors 'none'"
    );
    if kind == Kind::App || processor.trusted_types {
        policy.push_str("; ");
        policy.push_str(TRUSTED_TYPES);
    }
    policy
}

const TRUSTED_TYPES: &str = "require-trusted-types-for 'script'; trusted-types default";

fn add_headers_of(kind: Kind, processor: &Processor, headers: &mut HeaderMap) {
    if kind == Kind::App {
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

/// Text for element content and quoted attributes.
fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_merchant_cannot_leave_their_place() {
        assert_eq!(
            escape("<b a=\"1\" c='2'>&"),
            "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;"
        );
    }

    #[test]
    fn only_the_add_document_names_the_processor() {
        let stripe = Processor::stripe();
        let app = policy(Kind::App, "sha256-x", &stripe);
        assert!(!app.contains("http"));
        assert!(app.contains(TRUSTED_TYPES));
        let add = policy(Kind::AddPaymentMethod, "sha256-x", &stripe);
        assert!(add.contains("frame-src https://js.stripe.com"));
        assert!(!add.contains("trusted-types"));
        let unsafe_words = app.replace("'wasm-unsafe-eval'", "");
        assert!(!unsafe_words.contains("unsafe"));
    }

    #[test]
    fn unknown_places_are_named() {
        let parse = |text: &str| Template::parse(text, &Catalogues::default()).unwrap_err();
        assert_eq!(parse("{{colour}}"), "index.html: unknown place {{colour}}");
        assert_eq!(parse("{{t:none}}"), "index.html: unknown place {{t:none}}");
        assert_eq!(parse("{{lang"), "index.html: a place is not closed");
    }
}
