//! The portal's documents: one template, filled per merchant and language, with the policy of the document.
//!
//! A document holds no customer's data, so it is rendered once and kept. Every value is escaped; the only markup
//! the server makes itself is the link to the merchant's support and, on the documents that need it, the processor's
//! script tag.

mod policy;
mod table;
mod template;
mod version;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use theme::Layout;

use crate::app::{App, Merchant};
use crate::assets::{ManifestProgram, answer, brotli, etag};
use crate::config::Account;
use crate::headers::Shared;
use crate::locale::direction;
use crate::look::{Look, Picture};
use crate::session::{Place as Shown, cookie};

pub use table::{
    DASHBOARD, DOCUMENTS, Document, LOGIN, NOTHING, PREVIEW_LOGIN, PREVIEW_SESSION, Program,
    Purpose, SESSION_PAGE, is_page, preview_pages, session_page,
};
pub use template::{Template, Templates};
pub use version::PREVIEW;

use policy::{add_headers_of, policy};
use template::{Only, Place, escape};
use version::Version;

/// What a document may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    /// Run the app.
    App,
    /// Run the processor's script, too.
    Processor,
    /// Run the dashboard, which frames the portal.
    Dashboard,
}

/// Whether a document runs the processor's script, too.
pub fn runs_processor(purpose: Purpose, account: &Account) -> bool {
    purpose.kind(account) == Kind::Processor
}

/// A rendered document.
#[derive(Debug)]
struct Page {
    etag: HeaderValue,
    plain: Bytes,
    br: Bytes,
}

/// A document that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Which.
    pub document: Document,
    /// The language, one of those that are shipped.
    pub tag: &'a str,
    /// With which status it is answered.
    pub status: StatusCode,
    /// Whose pages may show it in a frame.
    pub framers: &'a [String],
    /// Whether it is a page of the portal's preview, which has made-up data and runs nothing of the processor's.
    pub preview: bool,
}

impl Wanted<'_> {
    fn kind(&self, account: &Account) -> Kind {
        match self.preview {
            true => Kind::App,
            false => self.document.0.kind(account),
        }
    }
}

/// What a rendered document was made for.
type PageKey = (String, String, String, Kind, Program, Version);

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
        look: &Look,
        wanted: &Wanted<'_>,
        request: &HeaderMap,
    ) -> Response {
        let version = Version::of(wanted.preview, request);
        let page = self.page(app, merchant, look, wanted, version);
        let mut response = if wanted.status == StatusCode::OK {
            answer(request, &page.etag, &page.plain, Some(&page.br))
        } else {
            refusal(request, &page, wanted.status)
        };
        let headers = response.headers_mut();
        let fixed = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
            (
                header::VARY,
                "Accept-Encoding, Accept-Language, Cookie, Sec-Fetch-Dest",
            ),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let (account, kind) = (&merchant.account, wanted.kind(&merchant.account));
        let boot = &app.dist().manifest.boot;
        let policy = HeaderValue::from_str(&policy(kind, boot, &account.processor, wanted.framers));
        // Every part was checked to be a source when the configuration, the build and the list of origins were read.
        let policy = policy.unwrap_or(HeaderValue::from_static("default-src 'none'"));
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        add_headers_of(kind, &account.processor, headers);
        let secure = merchant.here.secure;
        if version == Version::Customers(Shown::Frame) && !cookie::is_kept(request, secure) {
            headers.insert(header::SET_COOKIE, cookie::probe(secure));
        }
        if !wanted.framers.is_empty() {
            response.extensions_mut().insert(Shared::InFrames);
        }
        response
    }

    fn page(
        &self,
        app: &App,
        merchant: &Merchant,
        look: &Look,
        wanted: &Wanted<'_>,
        version: Version,
    ) -> Arc<Page> {
        let kind = wanted.kind(&merchant.account);
        let (Wanted { tag, .. }, (_, program)) = (wanted, wanted.document);
        let key = (
            merchant.account.id.clone(),
            format!("{}{}", look.key, look.revision),
            (*tag).to_owned(),
            kind,
            program,
            version,
        );
        let pages = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = pages.get(&key) {
            return page.clone();
        }
        drop(pages);
        let page = Arc::new(render(app, merchant, look, kind, program, tag, version));
        let mut pages = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= MOST_PAGES {
            pages.clear();
        }
        pages.insert(key, page.clone());
        page
    }
}

/// The picture for a light page, or for every page.
fn light_of(picture: Option<&Picture>) -> String {
    let path = picture.map(|picture| picture.light.as_str());
    escape(path.unwrap_or_default()).into_owned()
}

/// The picture for a dark page, if it is another.
fn dark_of(picture: Option<&Picture>) -> String {
    let path = picture.and_then(|picture| picture.dark.as_deref());
    escape(path.unwrap_or_default()).into_owned()
}

/// The icon of the browser's tab: the merchant's, or the portal's own.
fn icon(look: &Look) -> String {
    match &look.icon {
        Some(icon) => escape(&icon.light).into_owned(),
        None => "/favicon.svg".to_owned(),
    }
}

/// The same page with a status that says there is nothing here. A browser that keeps the page from when there was
/// something must not be told that nothing has changed.
fn refusal(request: &HeaderMap, page: &Page, status: StatusCode) -> Response {
    let mut request = request.clone();
    request.remove(header::IF_NONE_MATCH);
    let mut response = answer(&request, &page.etag, &page.plain, Some(&page.br));
    *response.status_mut() = status;
    response.headers_mut().remove(header::ETAG);
    response
}

fn render(
    app: &App,
    merchant: &Merchant,
    look: &Look,
    kind: Kind,
    program: Program,
    tag: &str,
    version: Version,
) -> Page {
    let account = &merchant.account;
    let catalogues = app.catalogues();
    let dir = direction(tag);
    let word = |key: &str| catalogues.text(tag, key).unwrap_or_default();
    let files = app.dist().program(program);
    let file = |of: fn(&ManifestProgram) -> &str| Cow::Borrowed(files.map_or("", of));
    let manifest = &app.dist().manifest;
    let (frame, preview) = (&manifest.frame, &manifest.preview);
    let html = app
        .template(program)
        .render(version.only(), |place| match place {
            Place::Lang => escape(tag),
            Place::Dir => Cow::Borrowed(dir.as_str()),
            // A page of the merchant's own is around a frame.
            Place::Layout if version.only() == Some(Only::Framed) => {
                Cow::Borrowed(Layout::Bare.as_str())
            }
            Place::Layout => Cow::Borrowed(look.branding.shared.layout.as_str()),
            Place::Title => {
                let title = word("shell.page_title")
                    .replace("{page}", &dir.isolate(word("document.title")))
                    .replace("{merchant}", &dir.isolate(&account.name));
                let title = if title.is_empty() {
                    &account.name
                } else {
                    &title
                };
                Cow::Owned(escape(title).into_owned())
            }
            Place::Merchant => Cow::Owned(escape(&account.name).into_owned()),
            Place::Frame => Cow::Borrowed(&*frame.path),
            Place::FrameIntegrity => Cow::Borrowed(&*frame.integrity),
            Place::Preview => Cow::Borrowed(&*preview.path),
            Place::PreviewIntegrity => Cow::Borrowed(&*preview.integrity),
            Place::Base if version == Version::Preview => Cow::Borrowed(PREVIEW),
            Place::Base => Cow::Borrowed(program.base()),
            Place::Program => Cow::Borrowed(program.as_str()),
            Place::Js => file(|program| &program.js.path),
            Place::JsIntegrity => file(|program| &program.js.integrity),
            Place::Wasm => file(|program| &program.wasm.path),
            Place::WasmIntegrity => file(|program| &program.wasm.integrity),
            Place::Css => Cow::Owned(escape(&look.css_path()).into_owned()),
            Place::CssIntegrity => Cow::Owned(escape(&look.css_integrity).into_owned()),
            Place::ThemeColor => Cow::Owned(escape(&look.theme_color).into_owned()),
            Place::Logo => Cow::Owned(light_of(look.logo.as_ref())),
            Place::LogoDark => Cow::Owned(dark_of(look.logo.as_ref())),
            Place::Icon => Cow::Owned(icon(look)),
            Place::Support => account
                .support_email
                .as_deref()
                .map_or(Cow::Borrowed(""), |email| {
                    let email = escape(email);
                    Cow::Owned(format!("<a href=\"mailto:{email}\"><bdi>{email}</bdi></a>"))
                }),
            Place::TestMode => Cow::Borrowed(if account.test_mode { "true" } else { "false" }),
            Place::Word(key) => {
                let text = word(key).replace("{merchant}", &dir.isolate(&account.name));
                Cow::Owned(escape(&text).into_owned())
            }
            Place::Processor if kind == Kind::Processor => Cow::Owned(format!(
                "<script src=\"{}\" async></script>",
                escape(&account.processor.script)
            )),
            Place::Processor => Cow::Borrowed(""),
        });
    Page {
        etag: etag(html.as_bytes()),
        br: brotli(html.as_bytes(), 9),
        plain: html.into(),
    }
}
