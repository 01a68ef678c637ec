//! Keeps what is unpaid in sight, on every page.

use contract::{Subscription, SubscriptionStatus};
use leptos::prelude::*;

use crate::{
    components::PastDueBanner,
    session::{Phase, use_session},
};

/// A line for each subscription that is past due or unpaid, while somebody is signed in.
#[component]
pub fn PastDue() -> impl IntoView {
    let session = use_session();
    let here = window().location().pathname().unwrap_or_default();
    let unpaid = Memo::new(move |_| -> Vec<Subscription> {
        // A flow leads to one thing, and none of the ways from here is it.
        if session.phase().get() != Phase::SignedIn || session.flow().get().is_some() {
            return Vec::new();
        }
        let is_unpaid = |it: &&Subscription| {
            use SubscriptionStatus::{PastDue, Unpaid};
            matches!(it.status, PastDue | Unpaid)
        };
        let subscriptions = session.subscriptions();
        subscriptions.with(|all| all.iter().filter(is_unpaid).cloned().collect())
    });
    let may_add = Signal::derive(move || session.features().get().payment_method_update);

    view! { class="", <PastDueBanner unpaid invoices=session.invoices() may_add here /> }
}
