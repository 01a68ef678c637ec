//! Start: wait for the first answer, then show the page of the address.

use contract::{Dashboard, Locale};
use leptos::{mount::mount_to, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use super::{components::SignedOut, desk::provide_desk, routes::Page};
use crate::{
    api::Failure,
    boot::{self, Trouble},
    i18n::provide_words,
    toasts::provide_toasts,
};

/// Runs the dashboard in the current document.
pub fn start() {
    boot::report_panics();
    spawn_local(async move {
        let answer = boot::first_dashboard_answer().await;
        let locale = words_of(&answer);
        let element = document().get_element_by_id("app");
        let element = element.and_then(|element| element.dyn_into::<HtmlElement>().ok());
        match (locale, element) {
            (Some(locale), Some(element)) => show(element, locale, answer),
            (_, None) => boot::fail(Trouble::Crash),
            (None, _) => boot::fail(match answer {
                Err(Failure::Offline) => Trouble::Offline,
                _ => Trouble::Server,
            }),
        }
    });
}

fn words_of(answer: &Result<Dashboard, Failure>) -> Option<Locale> {
    match answer {
        Ok(dashboard) => Some(dashboard.locale.clone()),
        Err(Failure::Refused { error, .. }) => error.locale.as_deref().cloned(),
        Err(_) => None,
    }
}

fn show(element: HtmlElement, locale: Locale, answer: Result<Dashboard, Failure>) {
    // It lives as long as the document.
    mount_to(element, move || {
        provide_words(locale);
        provide_toasts();
        match answer {
            Ok(dashboard) => {
                provide_desk(dashboard);
                view! { class="", <Page /> }.into_any()
            }
            Err(_) => view! { class="", <SignedOut /> }.into_any(),
        }
    })
    .forget();
    boot::ready();
}
