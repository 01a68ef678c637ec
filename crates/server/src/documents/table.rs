//! What is at each address: what a document is for, and the program it runs.

use contract::SetupMode;

use super::Kind;
use crate::config::{Account, PublicUrl};
use crate::look::Look;

/// What a document is for, as far as that decides what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Every page but two.
    Portal,
    /// Adding a payment method.
    AddPaymentMethod,
    /// Letting a payment be authenticated.
    Authenticate,
    /// The dashboard of merchants and designers.
    Dashboard,
}

impl Purpose {
    /// What its document may do. Adding a payment method needs the processor only where its form is on our page.
    pub(super) fn kind(self, account: &Account) -> Kind {
        match (self, account.add_payment_method) {
            (Self::Dashboard, _) => Kind::Dashboard,
            (Self::Portal, _) | (Self::AddPaymentMethod, SetupMode::Redirect) => Kind::App,
            (Self::AddPaymentMethod, SetupMode::Embedded) | (Self::Authenticate, _) => {
                Kind::Processor
            }
        }
    }
}

/// The program that a document runs. A customer downloads those of the pages that are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Program {
    /// The home page, and what is said where there is no page.
    Portal,
    /// Changing a subscription.
    Subscriptions,
    /// The pages of the processor.
    Payment,
    /// Invoices.
    Invoices,
    /// The customer's own: billing information, what was changed.
    Account,
    /// Signing in.
    Login,
    /// The dashboard.
    Dashboard,
}

impl Program {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Portal,
        Self::Subscriptions,
        Self::Payment,
        Self::Invoices,
        Self::Account,
        Self::Login,
        Self::Dashboard,
    ];

    /// Its name in the build, which is that of its source: `src/main.rs`, `src/bin/….rs`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Subscriptions => "subscriptions",
            Self::Payment => "payment",
            Self::Invoices => "invoices",
            Self::Account => "account",
            Self::Login => "login",
            Self::Dashboard => "dashboard",
        }
    }
}

impl Program {
    /// What the addresses of its documents and of its API begin with.
    pub(super) fn base(self) -> &'static str {
        match self {
            Self::Dashboard => "/dashboard",
            _ => "",
        }
    }
}

/// A document: what it is for and what it runs.
pub type Document = (Purpose, Program);

/// The page a link leads to.
pub const SESSION_PAGE: &str = "/p/session";

/// What is at each address. Every other address has the document of [`NOTHING`].
pub const DOCUMENTS: &[(&str, Document)] = &[
    ("/", (Purpose::Portal, Program::Portal)),
    (SESSION_PAGE, (Purpose::Portal, Program::Portal)),
    (
        "/add-payment-method",
        (Purpose::AddPaymentMethod, Program::Payment),
    ),
    ("/activity", (Purpose::Portal, Program::Account)),
    ("/billing-information", (Purpose::Portal, Program::Account)),
    ("/invoices", (Purpose::Portal, Program::Invoices)),
    ("/invoices/{id}", (Purpose::Portal, Program::Invoices)),
    (
        "/invoices/{id}/authenticate",
        (Purpose::Authenticate, Program::Payment),
    ),
    (
        "/subscriptions/{id}/update",
        (Purpose::Portal, Program::Subscriptions),
    ),
    (
        "/subscriptions/{id}/cancel",
        (Purpose::Portal, Program::Subscriptions),
    ),
    ("/done", (Purpose::Portal, Program::Subscriptions)),
];

/// The address at which a link is opened, without its token. There is no session yet that could say whose look it has.
pub fn session_page(host: &PublicUrl, look: &Look) -> String {
    let origin = &host.origin;
    match look.key.as_str() {
        "" => format!("{origin}{SESSION_PAGE}"),
        key => format!("{origin}{SESSION_PAGE}?look={key}"),
    }
}

/// The page of the preview at which a link to a draft is opened, without what its address begins with.
pub const PREVIEW_SESSION: &str = "/session";

/// The page of the preview that shows how customers sign in, likewise.
pub const PREVIEW_LOGIN: &str = "/login";

/// The pages of the preview, each by the path it has there.
pub fn preview_pages() -> impl Iterator<Item = (&'static str, Document)> {
    let pages = DOCUMENTS.iter().copied();
    pages
        .filter(|(path, _)| *path != SESSION_PAGE)
        .chain([(PREVIEW_LOGIN, LOGIN), (PREVIEW_SESSION, NOTHING)])
}

/// Whether there is a page for customers at a path.
pub fn is_page(path: &str) -> bool {
    let mut pages = DOCUMENTS
        .iter()
        .filter(|(pattern, _)| *pattern != SESSION_PAGE);
    pages.any(|(pattern, _)| fits(pattern, path))
}

fn fits(pattern: &str, path: &str) -> bool {
    let is_id = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    let parts = || pattern.split('/').zip(path.split('/'));
    pattern.split('/').count() == path.split('/').count()
        && parts().all(|(wanted, part)| wanted == part || (wanted == "{id}" && is_id(part)))
}

/// The document of a login link, whose status depends on the link.
pub const LOGIN: Document = (Purpose::Portal, Program::Login);

/// The document of the dashboard.
pub const DASHBOARD: Document = (Purpose::Dashboard, Program::Dashboard);

/// The document that says that there is nothing here.
pub const NOTHING: Document = (Purpose::Portal, Program::Portal);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_from_everything_else() {
        for path in [
            "/",
            "/invoices",
            "/invoices/in_1",
            "/subscriptions/sub_1/cancel",
        ] {
            assert!(is_page(path), "{path}");
        }
        for path in [
            "",
            "//evil.test",
            "/invoices/",
            "/invoices//authenticate",
            "/invoices/a%2fb",
            "/p/session",
            "/p/login/x",
            "/api/session",
            "https://evil.test/",
        ] {
            assert!(!is_page(path), "{path}");
        }
    }
}
