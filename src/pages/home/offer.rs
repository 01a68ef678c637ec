//! After the default has changed: the same for the subscriptions that have a method of their own.

use contract::{PaymentMethod, PaymentMethodId, Subscription, rules::payment_methods::movable};
use leptos::prelude::*;

use super::complain;
use crate::{
    api::{self, Intent},
    components::DefaultOffer,
    format::{list, method_name, subscription_name},
    i18n::use_words,
    session::use_session,
    task::Task,
    toasts::{Tone, use_toasts},
};

/// Offers to charge them to the default that was chosen in this visit.
#[component]
pub fn Offer(
    /// That default, as long as the offer stands.
    offered: RwSignal<Option<PaymentMethodId>>,
    /// What carries it out.
    moving: Task,
    /// Called when the offer has left the page.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let toasts = use_toasts();
    let default = move || -> Option<PaymentMethod> {
        let id = offered.get()?;
        let methods = session.payment_methods();
        methods.with(|all| all.iter().find(|it| it.is_default && it.id == id).cloned())
    };
    let subscriptions = Signal::derive(move || -> Vec<Subscription> {
        let Some(default) = default() else {
            return Vec::new();
        };
        let all = session.subscriptions().get();
        let movable = movable(&default, &all, session.now());
        movable.into_iter().cloned().collect()
    });
    let accept = move || {
        let Some(default) = untrack(default) else {
            return;
        };
        let moved = subscriptions.get_untracked();
        moving.run(async move {
            match api::use_default(session, &default.id, &Intent::new()).await {
                Ok(_) => {
                    let moved = moved.iter().map(|it| subscription_name(words, it));
                    let names = list(words, &moved.collect::<Vec<_>>());
                    let name = method_name(words, &default.kind);
                    toasts.show(Tone::Success, words.use_default_done(&name, &names));
                }
                Err(failure) => complain(session, toasts, &failure),
            }
            on_done.try_run(());
            Ok(())
        });
    };
    let decline = move || {
        offered.set(None);
        on_done.run(());
    };

    view! { class="",
        <DefaultOffer
            subscriptions
            methods=session.payment_methods()
            busy=moving.pending()
            unavailable=session.is_offline()
            on_accept=accept
            on_decline=decline
        />
    }
}
