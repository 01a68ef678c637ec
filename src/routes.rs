//! Every page on one screen.
//!
//! Each address is a document of its own, with its own policy and status, reached and left by a full load. So the page
//! is chosen once. A router that changes pages inside a document would add 26 kB to the download and have nothing to do.

use contract::{InvoiceId, SubscriptionId};
use leptos::prelude::*;

use crate::{
    layout::{SessionGuard, Shell},
    pages::{
        AddPaymentMethod, Authenticate, CancelSubscription, Home, Invoice, Invoices, NotFound,
    },
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
        Route::Invoices => view! { class="", <Invoices /> }.into_any(),
        Route::Invoice(id) => view! { class="", <Invoice id /> }.into_any(),
        Route::Authenticate(id) => view! { class="", <Authenticate id /> }.into_any(),
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
    Invoices,
    Invoice(InvoiceId),
    Authenticate(InvoiceId),
    NotFound,
}

impl Route {
    fn at(path: &str) -> Self {
        match path {
            // A link that opened no session stays in the address; the guard says why.
            paths::HOME | paths::SESSION => Self::Home,
            paths::ADD_PAYMENT_METHOD => Self::AddPaymentMethod,
            paths::INVOICES => Self::Invoices,
            path => Self::of_subscription(path)
                .or_else(|| Self::of_invoice(path))
                .unwrap_or(Self::NotFound),
        }
    }

    /// `/subscriptions/{id}/{action}`
    fn of_subscription(path: &str) -> Option<Self> {
        let (id, action) = path.strip_prefix("/subscriptions/")?.split_once('/')?;
        match action {
            "cancel" if !id.is_empty() => Some(Self::CancelSubscription(id.into())),
            _ => None,
        }
    }

    /// `/invoices/{id}` and `/invoices/{id}/authenticate`
    fn of_invoice(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/invoices/")?;
        let (id, action) = rest.split_once('/').unwrap_or((rest, ""));
        match action {
            _ if id.is_empty() => None,
            "" if !rest.contains('/') => Some(Self::Invoice(id.into())),
            "authenticate" => Some(Self::Authenticate(id.into())),
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
        check("/invoices", Route::Invoices);
        check("/invoices/in_1", Route::Invoice("in_1".into()));
        check(
            "/invoices/in_1/authenticate",
            Route::Authenticate("in_1".into()),
        );
        check("/invoices/", Route::NotFound);
        check("/invoices/in_1/", Route::NotFound);
        check("/invoices//authenticate", Route::NotFound);
        check("/subscriptions//cancel", Route::NotFound);
        check("/subscriptions/sub_1/", Route::NotFound);
    }
}
