//! Every page on one screen.
//!
//! Each address is a document of its own, with its own policy and status, reached and left by a full load. So the page
//! is chosen once. A router that changes pages inside a document would add 26 kB to the download and have nothing to do.

use contract::SubscriptionId;
use leptos::prelude::*;

use crate::{
    layout::{SessionGuard, Shell},
    pages::{AddPaymentMethod, CancelSubscription, Home, NotFound, UpdateSubscription},
    paths,
};

/// The portal: the frame, the guard, and the page of the current address.
#[component]
pub fn Portal() -> impl IntoView {
    let route = Route::at(&window().location().pathname().unwrap_or_default());
    let page = move || match route.clone() {
        Route::Home => view! { class="", <Home /> }.into_any(),
        Route::AddPaymentMethod => view! { class="", <AddPaymentMethod /> }.into_any(),
        Route::CancelSubscription(id) => view! { class="", <CancelSubscription id /> }.into_any(),
        Route::UpdateSubscription(id) => view! { class="", <UpdateSubscription id /> }.into_any(),
        Route::NotFound => view! { class="", <NotFound /> }.into_any(),
    };

    view! { class="",
        <Shell>
            <SessionGuard>{page()}</SessionGuard>
        </Shell>
    }
}

/// What an address shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Route {
    Home,
    AddPaymentMethod,
    CancelSubscription(SubscriptionId),
    UpdateSubscription(SubscriptionId),
    NotFound,
}

impl Route {
    fn at(path: &str) -> Self {
        match path {
            // A link that opened no session stays in the address; the guard says why.
            paths::HOME | paths::SESSION => Self::Home,
            paths::ADD_PAYMENT_METHOD => Self::AddPaymentMethod,
            path => Self::of_subscription(path).unwrap_or(Self::NotFound),
        }
    }

    /// `/subscriptions/{id}/{action}`
    fn of_subscription(path: &str) -> Option<Self> {
        let (id, action) = path.strip_prefix("/subscriptions/")?.split_once('/')?;
        match action {
            _ if id.is_empty() => None,
            "cancel" => Some(Self::CancelSubscription(id.into())),
            "update" => Some(Self::UpdateSubscription(id.into())),
            _ => None,
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
        check(
            "/subscriptions/sub_1/cancel",
            Route::CancelSubscription("sub_1".into()),
        );
        check(
            "/subscriptions/sub_1/update",
            Route::UpdateSubscription("sub_1".into()),
        );
        check("/subscriptions//cancel", Route::NotFound);
        check("/subscriptions/sub_1/", Route::NotFound);
    }
}
