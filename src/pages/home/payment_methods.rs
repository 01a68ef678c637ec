use contract::{PaymentMethod, PaymentMethodId};
use leptos::{html, prelude::*};

use super::{complain, keep_focus, offer::Offer};
use crate::{
    api::{self, Failure, Intent},
    components::{PaymentMethodsSection, RemoveDialog},
    format::method_name,
    i18n::use_words,
    session::{Session, use_session},
    task::Task,
    toasts::{Tone, use_toasts},
};

/// The payment methods with what can be done to them.
#[component]
pub fn PaymentMethods(
    /// The method that was added a moment ago and so became the default.
    added: Option<PaymentMethodId>,
) -> impl IntoView {
    let words = use_words();
    let session = use_session();
    let toasts = use_toasts();
    let heading = NodeRef::<html::H2>::new();
    let subject = RwSignal::new(None::<PaymentMethod>);
    let intent = StoredValue::new(Intent::new());
    let (promoting, removing, moving) = (Task::new(), Task::new(), Task::new());
    // The default that was chosen in this visit, while it may be offered for what has a method of its own.
    let offered = RwSignal::new(added);
    let is_busy = move || promoting.is_pending() || removing.is_pending() || moving.is_pending();
    let promoted = RwSignal::new(None::<PaymentMethodId>);

    let is_offline = session.is_offline();
    let unavailable = Signal::derive(move || is_offline.get().then(|| words.errors_offline_held()));
    // What is held back can still be chosen, and says why.
    let can_change = move || {
        let busy = is_busy().then(|| words.errors_busy());
        let reason = unavailable.get_untracked().or(busy);
        let is_free = reason.is_none();
        if let Some(reason) = reason {
            toasts.show(Tone::Info, reason);
        }
        is_free
    };

    let promote = move |method: PaymentMethod| {
        if !can_change() {
            return;
        }
        promoted.set(Some(method.id.clone()));
        promoting.run(async move {
            let name = method_name(words, &method.kind);
            match api::make_default(session, &method.id, &Intent::new()).await {
                Ok(_) => {
                    toasts.show(Tone::Success, words.payment_methods_made_default(&name));
                    offered.try_set(Some(method.id.clone()));
                }
                Err(failure) => complain(session, toasts, &failure),
            }
            keep_focus(heading, Some(method.id));
            Ok(())
        });
    };
    let confirm = move || {
        let Some(method) = subject.get_untracked().filter(|_| !is_busy()) else {
            return;
        };
        removing.run(async move {
            let key = intent.try_get_value().unwrap_or_default();
            let removed = api::remove_payment_method(session, &method.id, &key).await;
            match &removed {
                Ok(_) => {
                    let name = method_name(words, &method.kind);
                    toasts.show(Tone::Success, words.payment_methods_removed(&name));
                }
                // Another tab was faster: the question has answered itself.
                Err(failure) if !has(session, &method) => {
                    toasts.show(Tone::Info, failure.words(words));
                }
                Err(failure) => {
                    // What the server has refused it would refuse again under the same key.
                    if matches!(failure, Failure::Refused { .. }) {
                        intent.try_update_value(|intent| *intent = Intent::new());
                    }
                    return removed.map(drop);
                }
            }
            subject.try_set(None);
            keep_focus(heading, None);
            Ok(())
        });
    };
    let ask = move |method: PaymentMethod| {
        if can_change() {
            removing.clear();
            intent.set_value(Intent::new());
            subject.set(Some(method));
        }
    };
    let pending = Signal::derive(move || promoted.get().filter(|_| promoting.pending().get()));
    let error = Signal::derive(move || {
        let failure = removing.failure().get().map(|failure| failure.words(words));
        failure.or(unavailable.get())
    });

    view! { class="",
        <PaymentMethodsSection
            methods=session.payment_methods()
            subscriptions=session.subscriptions()
            pending
            unavailable
            now=session.now()
            heading
            on_make_default=promote
            on_remove=ask
        />
        <Offer offered moving on_done=move || keep_focus(heading, None) />
        <RemoveDialog
            subject
            methods=session.payment_methods()
            subscriptions=session.subscriptions()
            now=session.now()
            pending=removing.pending()
            unavailable=is_offline
            error
            on_confirm=confirm
            on_close=move || subject.set(None)
        />
    }
}

fn has(session: Session, method: &PaymentMethod) -> bool {
    let methods = session.payment_methods();
    methods.with_untracked(|methods| methods.iter().any(|known| known.id == method.id))
}
