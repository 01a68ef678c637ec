//! Start: wait for the first answer, then put the app in the skeleton's place.

use contract::{Locale, Merchant, Portal};
use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use crate::{
    api::Failure,
    boot::{self, Trouble},
    flow,
    i18n::provide_words,
    paths,
    routes::{Frame, Routes},
    session::{phase_after, provide_session},
    toasts::provide_toasts,
};

/// Runs the portal in the current document, with the pages of one program.
pub fn start(routes: Routes) {
    boot::report_panics();
    spawn_local(async move {
        let answer = boot::first_answer().await;
        if let Ok(portal) = &answer
            && let Some(page) = flow::detour(portal, &address())
        {
            // The skeleton stays until the other document takes its place: nothing else is ever shown.
            return paths::replace(&page);
        }
        match (words_of(&answer), app_element()) {
            (Some(locale), Some(element)) => show(routes, element, locale, answer),
            (_, None) => boot::fail(Trouble::Crash),
            // Without words the app could say nothing; the document has some of its own.
            (None, _) => boot::fail(trouble_of(&answer)),
        }
    });
}

fn show(routes: Routes, element: HtmlElement, locale: Locale, answer: Result<Portal, Failure>) {
    let merchant = merchant_of_document(&element);
    // The app lives as long as the document.
    mount_to(element, move || {
        let words = provide_words(locale);
        let session = provide_session(words, merchant);
        provide_toasts();
        match answer {
            Ok(portal) => session.begin(portal),
            Err(failure) => session.end(phase_after(failure)),
        }
        view! { <Frame routes /> }
    })
    .forget();
    boot::ready();
}

fn words_of(answer: &Result<Portal, Failure>) -> Option<Locale> {
    match answer {
        Ok(portal) => Some(portal.locale.clone()),
        Err(Failure::Refused { error, .. }) => error.locale.as_deref().cloned(),
        Err(_) => None,
    }
}

fn trouble_of(answer: &Result<Portal, Failure>) -> Trouble {
    match answer {
        Err(Failure::Offline) => Trouble::Offline,
        Err(Failure::Timeout) => Trouble::Timeout,
        Err(failure) if failure.code() == Some(contract::ErrorCode::RateLimited) => Trouble::Busy,
        _ => Trouble::Server,
    }
}

fn address() -> String {
    window().location().pathname().unwrap_or_default()
}

fn app_element() -> Option<HtmlElement> {
    document().get_element_by_id("app")?.dyn_into().ok()
}

/// What the document says of the merchant, for pages that no session answered for.
fn merchant_of_document(element: &HtmlElement) -> Merchant {
    let filled = |name| {
        element
            .get_attribute(name)
            .filter(|value| !value.is_empty())
    };
    Merchant {
        name: filled("data-merchant").unwrap_or_default(),
        headline: None,
        terms_of_service_url: None,
        privacy_policy_url: None,
        support_email: None,
        logo: filled("data-logo"),
    }
}
