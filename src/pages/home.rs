//! `/`: subscriptions, payment methods, billing information and invoices.

mod offer;
mod upcoming;

use contract::{PaymentMethod, PaymentMethodId, Subscription, SubscriptionId};
use leptos::{html, prelude::*};
use stylers_macro::style_sheet;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use self::{offer::Offer, upcoming::charges_to_come};
use crate::{
    api::{self, Failure, Intent},
    components::{
        BillingInformation, InvoiceList, PaymentMethodsSection, RemoveDialog, SubscriptionsSection,
    },
    format::{date, method_name, subscription_name},
    i18n::use_words,
    layout::PageHeading,
    paths,
    session::{Phase, Session, use_session},
    task::Task,
    toasts::{Tone, use_toasts},
};

/// Everything the customer came for, on one page.
#[component]
pub fn Home() -> impl IntoView {
    let class = style_sheet!("style/pages/home.css");
    let words = use_words();
    let session = use_session();
    let features = session.features();
    let added = greet(session);
    let newest = session.invoices();
    let invoices = Signal::derive(move || newest.with(|page| page.data.clone()));
    let account = move || {
        let customer = session.customer().get();
        let part = move |text| {
            view! { class=class,
                <span class="part">
                    <bdi>{text}</bdi>
                </span>
            }
        };
        view! { class=class, <p class="account">{customer.name.map(part)} {customer.email.map(part)}</p> }
    };

    view! { class=class,
        <PageHeading title=words.home_title() detail=account />
        <Subscriptions />
        <Show when=move || features.with(|features| features.payment_method_update)>
            <PaymentMethods added=added.clone() />
        </Show>
        {move || view! { class=class, <BillingInformation customer=session.customer().get() /> }}
        <Show when=move || features.with(|features| features.invoice_history)>
            <InvoiceList invoices />
        </Show>
    }
}

/// The subscriptions. What needs a question first has a page of its own.
#[component]
fn Subscriptions() -> impl IntoView {
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
                Err(failure) if is_signed_in(session) => {
                    toasts.show(Tone::Danger, failure.words(words));
                }
                // The dialog of the ended session says so.
                Err(_) => {}
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

/// The payment methods with what can be done to them.
#[component]
fn PaymentMethods(
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
    let can_change = move || match unavailable.get_untracked() {
        Some(reason) => {
            toasts.show(Tone::Info, reason);
            false
        }
        None => !is_busy(),
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
                Err(failure) if is_signed_in(session) => {
                    toasts.show(Tone::Danger, failure.words(words));
                }
                // The dialog of the ended session says so.
                Err(_) => {}
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

/// A row that moves or leaves takes the focus with it, and so does a dialog that closes: then the row that moved gives
/// it back to its button, or the list's heading takes it. In the next frame, when all of that has happened.
fn keep_focus(heading: NodeRef<html::H2>, moved: Option<PaymentMethodId>) {
    request_animation_frame(move || {
        let active = document().active_element();
        if active.is_some_and(|element| element.tag_name() != "BODY") {
            return;
        }
        let row = moved.and_then(|id| document().get_element_by_id(id.as_str()));
        let button = row.and_then(|row| row.query_selector("button").ok().flatten());
        let heading = || heading.try_get_untracked().flatten().map(HtmlElement::from);
        let next = button.and_then(|button| button.dyn_into().ok());
        if let Some(element) = next.or_else(heading) {
            // It fails only for an element that has left the document.
            let _ = HtmlElement::focus(&element);
        }
    });
}

fn is_signed_in(session: Session) -> bool {
    session
        .phase()
        .with_untracked(|phase| *phase == Phase::SignedIn)
}

fn has(session: Session, method: &PaymentMethod) -> bool {
    let methods = session.payment_methods();
    methods.with_untracked(|methods| methods.iter().any(|known| known.id == method.id))
}

/// Pages that change something lead here and name it. It is said once: the name leaves the address. Answers the payment
/// method that was added, if one was.
fn greet(session: Session) -> Option<PaymentMethodId> {
    let words = session.words();
    let parameter = paths::parameter;
    let mut added = None;
    let said = if let Some(id) = parameter(paths::ADDED) {
        let methods = session.payment_methods().get_untracked();
        let method = methods.iter().find(|method| method.id.as_str() == id);
        let said =
            method.map(|method| words.payment_methods_added(&method_name(words, &method.kind)));
        added = Some(id.into());
        said
    } else if let Some(id) = parameter(paths::UPDATED) {
        named(session, &id).map(|found| {
            let name = subscription_name(words, &found);
            match found.schedule {
                Some(schedule) => {
                    words.subscriptions_change_planned(&name, &date(words, schedule.changes_at))
                }
                None => words.subscriptions_updated(&name),
            }
        })
    } else if let Some(id) = parameter(paths::UPDATING) {
        let found = named(session, &id);
        found.map(|found| words.subscriptions_updating(&subscription_name(words, &found)))
    } else {
        parameter(paths::PAID)?;
        Some(words.invoices_payment_made())
    };
    if let Some(text) = said {
        use_toasts().show(Tone::Success, text);
    }
    paths::rewrite(paths::HOME);
    added
}

fn named(session: Session, id: &str) -> Option<Subscription> {
    let all = session.subscriptions();
    all.with_untracked(|all| all.iter().find(|one| one.id.as_str() == id).cloned())
}
