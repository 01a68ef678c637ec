use contract::{Subscription, SubscriptionId};
use leptos::{html, prelude::*};

use super::{complain, keep_focus, upcoming::charges_to_come};
use crate::{
    api::{self, Intent},
    components::SubscriptionsSection,
    format::subscription_name,
    i18n::use_words,
    session::use_session,
    task::Task,
    toasts::{Tone, use_toasts},
};

/// The subscriptions. What needs a question first has a page of its own.
#[component]
pub fn Subscriptions() -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let toasts = use_toasts();
    let heading = NodeRef::<html::H2>::new();
    let changing = Task::new();
    let changed = RwSignal::new(None::<SubscriptionId>);
    let change = move |subscription: Subscription, renews: bool| {
        if changing.is_pending() {
            return;
        }
        changed.set(Some(subscription.id.clone()));
        changing.run(async move {
            let (id, name) = (&subscription.id, subscription_name(words, &subscription));
            let (done, text) = if renews {
                let done = api::renew_subscription(session, id, &Intent::new()).await;
                (done, words.subscriptions_renewed(&name))
            } else {
                let done = api::cancel_change(session, id, &Intent::new()).await;
                (done, words.subscriptions_change_canceled(&name))
            };
            match done {
                Ok(_) => toasts.show(Tone::Success, text),
                Err(failure) => complain(session, toasts, &failure),
            }
            keep_focus(heading, None);
            Ok(())
        });
    };
    let pending = Signal::derive(move || changed.get().filter(|_| changing.pending().get()));

    view! { class="",
        <SubscriptionsSection
            subscriptions=session.subscriptions()
            methods=session.payment_methods()
            features=session.features()
            charges=charges_to_come(session)
            pending
            unavailable=session.is_offline()
            heading
            on_renew=move |subscription| change(subscription, true)
            on_cancel_change=move |subscription| change(subscription, false)
        />
    }
}
