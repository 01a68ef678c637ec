//! Every page on one screen.
//!
//! Each address is a document of its own, with its own policy and status, reached and left by a full load. So the page
//! is chosen once. A router that changes pages inside a document would add 26 kB to the download and have nothing to do.

use contract::SubscriptionId;
use leptos::prelude::*;

use crate::{
    layout::{SessionGuard, Shell},
    pages::{
        AddPaymentMethod, BillingInformation, CancelSubscription, Canceling, Editing, Home,
        NotFound,
    },
    paths,
    session::{Session, use_session},
};

/// The portal: the frame, the guard, and the page of the current address.
#[component]
pub fn Portal() -> impl IntoView {
    let session = use_session();
    let route = Route::at(&window().location().pathname().unwrap_or_default());
    let page = page(session, route);

    view! { class="",
        <Shell>
            <SessionGuard>{page()}</SessionGuard>
        </Shell>
    }
}

/// The page of an address. What a visit has come to and what was typed is made here, outside of the page: another
/// language builds that anew.
fn page(session: Session, route: Route) -> Box<dyn Fn() -> AnyView + Send + Sync> {
    match route {
        Route::Home => Box::new(|| view! { class="", <Home /> }.into_any()),
        Route::AddPaymentMethod => Box::new(|| view! { class="", <AddPaymentMethod /> }.into_any()),
        Route::BillingInformation => {
            let editing = Editing::new(session);
            Box::new(move || view! { class="", <BillingInformation editing /> }.into_any())
        }
        Route::CancelSubscription(id) => {
            let canceling = Canceling::new(session, id);
            Box::new(move || view! { class="", <CancelSubscription canceling /> }.into_any())
        }
        Route::NotFound => Box::new(|| view! { class="", <NotFound /> }.into_any()),
    }
}

/// What an address shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Route {
    Home,
    AddPaymentMethod,
    BillingInformation,
    CancelSubscription(SubscriptionId),
    NotFound,
}

impl Route {
    fn at(path: &str) -> Self {
        match path {
            // A link that opened no session stays in the address; the guard says why.
            paths::HOME | paths::SESSION => Self::Home,
            paths::ADD_PAYMENT_METHOD => Self::AddPaymentMethod,
            paths::BILLING_INFORMATION => Self::BillingInformation,
            path => Self::of_subscription(path).unwrap_or(Self::NotFound),
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
        check("/billing-information", Route::BillingInformation);
        check(
            "/subscriptions/sub_1/cancel",
            Route::CancelSubscription("sub_1".into()),
        );
        check("/subscriptions//cancel", Route::NotFound);
        check("/subscriptions/sub_1/", Route::NotFound);
    }
}
