//! Keeps what is unpaid in sight, on every page.

use contract::{Subscription, SubscriptionStatus};
use leptos::prelude::*;

use crate::{
    components::PastDueBanner,
    paths,
    session::{Phase, use_session},
};

/// A line for each subscription that is past due or unpaid, while somebody is signed in.
#[component]
pub fn PastDue() -> impl IntoView {
    let session = use_session();
    let here = paths::here();
    let unpaid = Signal::derive(move || -> Vec<Subscription> {
        // A flow leads to one thing, and none of the ways from here is it.
        if !session.phase().with(Phase::is_signed_in) || session.flow().get().is_some() {
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
