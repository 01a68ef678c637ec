//! `/`: subscriptions, payment methods, billing information and invoices.

mod offer;
mod payment_methods;
mod subscriptions;
mod upcoming;

use contract::{PaymentMethodId, Subscription};
use leptos::{html, prelude::*};
use stylers_macro::style_sheet;

use self::{payment_methods::PaymentMethods, subscriptions::Subscriptions};
use crate::{
    api::Failure,
    components::{BillingInformation, InvoiceList},
    format::{date, method_name, subscription_name},
    i18n::use_words,
    layout::PageHeading,
    paths,
    session::{Phase, Session, use_session},
    toasts::{Toasts, Tone, use_toasts},
    ui::focus,
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
        {move || {
            let is_editable = features.with(|features| !features.customer_update.is_empty());
            view! { class=class,
                <BillingInformation customer=session.customer().get() is_editable />
            }
        }}
        <Show when=move || features.with(|features| features.invoice_history)>
            <InvoiceList invoices />
        </Show>
    }
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
    } else if parameter(paths::SAVED).is_some() {
        Some(words.billing_information_saved())
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
        let heading = || heading.try_get_untracked().flatten().map(Into::into);
        focus(button.or_else(heading));
    });
}

/// Says why something was not done. That the session has ended is said by its dialog.
fn complain(session: Session, toasts: Toasts, failure: &Failure) {
    if session.phase().with_untracked(Phase::is_signed_in) {
        toasts.show(Tone::Danger, failure.words(session.words()));
    }
}
