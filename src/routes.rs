//! Every page on one screen.
//!
//! Each address is a document of its own, with its own policy and status, reached and left by a full load. So the page
//! is chosen once. A router that changes pages inside a document would add 26 kB to the download and have nothing to do.

use leptos::prelude::*;

use crate::{
    layout::{SessionGuard, Shell},
    pages::{AddPaymentMethod, Home, NotFound},
    paths,
};

/// The portal: the frame, the guard, and the page of the current address.
#[component]
pub fn Portal() -> impl IntoView {
    let route = Route::at(&window().location().pathname().unwrap_or_default());
    let page = move || match route {
        Route::Home => view! { class="", <Home /> }.into_any(),
        Route::AddPaymentMethod => view! { class="", <AddPaymentMethod /> }.into_any(),
        Route::NotFound => view! { class="", <NotFound /> }.into_any(),
    };

    view! { class="",
        <Shell>
            <SessionGuard>{page()}</SessionGuard>
        </Shell>
    }
}

/// What an address shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    Home,
    AddPaymentMethod,
    NotFound,
}

impl Route {
    fn at(path: &str) -> Self {
        match path {
            // A link that opened no session stays in the address; the guard says why.
            paths::HOME | paths::SESSION => Self::Home,
            paths::ADD_PAYMENT_METHOD => Self::AddPaymentMethod,
            _ => Self::NotFound,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_its_page() {
        let check = |path, expected| assert_eq!(Route::at(path), expected, "{path}");
        check("/", Route::Home);
        check("/p/session", Route::Home);
        check("/add-payment-method", Route::AddPaymentMethod);
        check("/add-payment-method/", Route::NotFound);
        check("/other", Route::NotFound);
    }
}
