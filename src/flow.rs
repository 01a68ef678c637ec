//! The session of a link that was made for one thing: which page it is on, what follows when it is done, and how it is
//! left without doing it. Pages ask here where they lead; what the session allows is [`contract::rules::flow`]'s.

use contract::{
    AfterCompletion, Flow, Portal,
    rules::flow::{self, Action},
};
use leptos::prelude::*;

use crate::{i18n::Words, paths, session::Session};

/// The address a session belongs to when `path` is none of its pages: another page of its flow, or home once the flow
/// is over.
pub fn detour(portal: &Portal, path: &str) -> Option<String> {
    match &portal.flow {
        Some(flow) => (!flow::has_page(flow, path)).then(|| flow::page(flow)),
        None => (path == flow::DONE).then(|| paths::HOME.to_owned()),
    }
}

/// The first page of a session.
pub fn start(portal: &Portal) -> String {
    portal
        .flow
        .as_ref()
        .map_or_else(|| paths::HOME.to_owned(), flow::page)
}

/// Whether the session is for one thing only.
pub fn is_on(session: Session) -> bool {
    session.flow().with_untracked(Option::is_some)
}

/// Where a page leads when `done` has succeeded: in a flow wherever the merchant said, or back to the flow's page when it
/// was only a step of it; else `otherwise`.
pub fn after(session: Session, done: Action, otherwise: String) -> String {
    session.flow().with_untracked(|flow| match flow {
        None => otherwise,
        Some(flow) if is_step(flow, done) => flow::page(flow),
        Some(flow) if flow.after_completion == AfterCompletion::PortalHomepage => otherwise,
        Some(_) => flow::DONE.to_owned(),
    })
}

/// Whether a flow goes on after this. What the bank has agreed to is carried out by the billing system; if that takes its
/// time, the address of the confirmation leads back to the flow's page.
fn is_step(flow: &Flow, done: Action) -> bool {
    flow::completes(flow, done).is_none() && done != Action::Authenticate
}

/// A way out of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOut {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub text: String,
}

/// The way out of this page without doing what it is for: `otherwise` leads home and is called so. In a flow it leads
/// back to the flow's page, and from there to the merchant, if the merchant said where to.
pub fn way_out(session: Session, otherwise: String) -> Option<WayOut> {
    let own = session
        .flow()
        .with_untracked(|flow| flow.as_ref().map(flow::page));
    match own {
        None => Some(WayOut {
            href: paths::HOME.to_owned(),
            text: otherwise,
        }),
        Some(page) if page != paths::here() => Some(WayOut {
            href: page,
            text: otherwise,
        }),
        Some(_) => way_back(session.words(), session),
    }
}

/// The way back to the merchant.
pub fn way_back(words: Words, session: Session) -> Option<WayOut> {
    let href = session.return_url().get_untracked()?;
    let text = session
        .merchant()
        .with_untracked(|merchant| words.shell_return(&merchant.name));
    Some(WayOut { href, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portal(name: &str) -> Portal {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/crates/contract/tests/golden.json"
        );
        let text = std::fs::read_to_string(path).expect("the golden file is readable");
        let all: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        serde_json::from_value(all[name].clone()).expect("a portal")
    }

    #[test]
    fn a_flow_stays_on_its_pages() {
        let flow = portal("portal");
        assert_eq!(start(&flow), "/subscriptions/sub_1/update");
        assert_eq!(detour(&flow, "/subscriptions/sub_1/update"), None);
        assert_eq!(detour(&flow, "/add-payment-method"), None);
        for path in ["/", "/p/session", "/done", "/nowhere"] {
            let expected = Some("/subscriptions/sub_1/update".to_owned());
            assert_eq!(detour(&flow, path), expected, "{path}");
        }
    }

    #[test]
    fn without_a_flow_every_page_is_there_but_the_confirmation() {
        let whole = portal("portal_of_a_new_customer");
        assert_eq!(start(&whole), "/");
        assert_eq!(detour(&whole, "/"), None);
        assert_eq!(detour(&whole, "/add-payment-method"), None);
        assert_eq!(detour(&whole, "/done"), Some("/".to_owned()));
    }
}
