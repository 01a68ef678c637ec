//! Start: wait for the first answer, then put the app in the skeleton's place.

use contract::{Locale, LoginPage, Merchant, Portal};
use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use crate::{
    api::Failure,
    boot::{self, Trouble},
    flow,
    i18n::provide_words,
    pages::Login,
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
            && let Some(page) = flow::detour(portal, &paths::here())
        {
            // The skeleton stays until the other document takes its place: nothing else is ever shown.
            return paths::replace(&page);
        }
        match (words_of(&answer), app_element()) {
            (Some(locale), Some(element)) => show(routes, element, locale, answer),
            (_, None) => boot::fail(Trouble::Crash),
            // Without words the app could say nothing; the document has some of its own.
            (None, _) => boot::fail(trouble_of(answer.as_ref().err())),
        }
    });
}

/// Runs the page of a login link.
pub fn start_login(page: String) {
    boot::report_panics();
    spawn_local(async move {
        let answer = boot::first_login_answer().await;
        let locale = match &answer {
            Ok(page) => Some(page.locale.clone()),
            Err(failure) => words_of_failure(failure),
        };
        match (locale, app_element()) {
            (Some(locale), Some(element)) => show_login(page, element, locale, answer),
            (_, None) => boot::fail(Trouble::Crash),
            (None, _) => boot::fail(trouble_of(answer.as_ref().err())),
        }
    });
}

fn show_login(
    page: String,
    element: HtmlElement,
    locale: Locale,
    answer: Result<LoginPage, Failure>,
) {
    let merchant = merchant_of_document(&element);
    mount_to(element, move || {
        let words = provide_words(locale);
        let session = provide_session(words, merchant);
        provide_toasts();
        let is_there = answer.is_ok();
        if let Ok(shown) = answer {
            session.visit(shown.merchant, shown.test_mode);
        }
        view! { <Login page is_there /> }
    })
    .forget();
    boot::ready();
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
            Err(failure) => {
                session.lead_to_login(&failure);
                session.end(phase_after(failure));
            }
        }
        view! { <Frame routes /> }
    })
    .forget();
    boot::ready();
}

fn words_of(answer: &Result<Portal, Failure>) -> Option<Locale> {
    match answer {
        Ok(portal) => Some(portal.locale.clone()),
        Err(failure) => words_of_failure(failure),
    }
}

fn words_of_failure(failure: &Failure) -> Option<Locale> {
    match failure {
        Failure::Refused { error, .. } => error.locale.as_deref().cloned(),
        _ => None,
    }
}

fn trouble_of(failure: Option<&Failure>) -> Trouble {
    match failure {
        Some(Failure::Offline) => Trouble::Offline,
        Some(Failure::Timeout) => Trouble::Timeout,
        Some(failure) if failure.code() == Some(contract::ErrorCode::RateLimited) => Trouble::Busy,
        _ => Trouble::Server,
    }
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
        logo_dark: filled("data-logo-dark"),
        texts: contract::Texts::default(),
    }
}
