//! `/done`: what the link was made for is done. The merchant's words, and the way back.

use contract::{AfterCompletion, Completed, Flow, FlowKind, Subscription};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    flow::{WayOut, way_back},
    format::{date, subscription_name},
    i18n::{Words, use_words},
    layout::Message,
    paths,
    session::use_session,
    ui::{ButtonVariant, LinkButton},
};

/// The confirmation of a flow. Where the merchant wants the customer back, it leads there by itself, too.
#[component]
pub fn Done() -> impl IntoView {
    let class = style_sheet!("style/pages/done.css");
    let words = use_words();
    let session = use_session();
    // Who comes here without a flow is led home before this page is built.
    let flow = session.flow().get_untracked();
    let name = session
        .merchant()
        .with_untracked(|merchant| merchant.name.clone());
    let subscription = session
        .subscriptions()
        .with_untracked(|all| all.first().cloned());
    let title = flow
        .as_ref()
        .map_or_else(String::new, |flow| title(words, flow));
    let text = flow
        .as_ref()
        .map(|flow| text(words, flow, subscription.as_ref()));
    let (message, onward) = match flow.map(|flow| flow.after_completion) {
        Some(AfterCompletion::HostedConfirmation { custom_message }) => (custom_message, None),
        Some(AfterCompletion::Redirect { return_url }) => (None, Some(return_url)),
        Some(AfterCompletion::PortalHomepage) | None => (None, None),
    };
    if let Some(url) = onward.clone() {
        // The page is shown first: where the merchant's server is slow, it says what has happened.
        request_animation_frame(move || paths::replace(&url));
    }
    let leaving = onward.as_ref().map(|_| {
        view! { class=class, <p class="text">{words.done_leaving(&name)}</p> }
    });
    let way = match onward {
        Some(href) => Some(WayOut {
            href,
            text: words.done_continue(&name),
        }),
        None => way_back(words, session),
    };
    let close = way
        .is_none()
        .then(|| view! { class=class, <p class="text">{words.done_close()}</p> });
    let actions = move || {
        way.clone().map(|WayOut { href, text }| {
            let variant = ButtonVariant::Primary;
            view! { class=class,
                <LinkButton href variant>
                    {text}
                </LinkButton>
            }
        })
    };

    view! { class=class,
        <Message title actions=actions>
            <p class="text">{text}</p>
            {message.map(|message| view! { class=class, <p class="words">{message}</p> })}
            {leaving}
            {close}
        </Message>
    }
}

fn title(words: Words, flow: &Flow) -> String {
    match flow.kind {
        FlowKind::CustomerUpdate => words.done_customer_update(),
        FlowKind::PaymentMethodUpdate => words.done_payment_method_update(),
        FlowKind::SubscriptionCancel if flow.completed == Some(Completed::OfferAccepted) => {
            words.done_offer()
        }
        FlowKind::SubscriptionCancel => words.done_subscription_cancel(),
        FlowKind::SubscriptionUpdate | FlowKind::SubscriptionUpdateConfirm => {
            words.done_subscription_update()
        }
    }
}

/// What follows from it. A subscription that ended at once is not there any more.
fn text(words: Words, flow: &Flow, subscription: Option<&Subscription>) -> String {
    match (flow.kind, subscription) {
        (FlowKind::CustomerUpdate, _) => words.done_customer_update_text(),
        (FlowKind::PaymentMethodUpdate, _) => words.done_payment_method_update_text(),
        (FlowKind::SubscriptionCancel, Some(subscription)) => {
            let product = subscription_name(words, subscription);
            match (flow.completed, subscription.cancel_at) {
                (Some(Completed::OfferAccepted), _) => words.done_offer_text(&product),
                (_, Some(end)) => words.done_available_until(&product, &date(words, end)),
                (_, None) => words.done_ended(),
            }
        }
        (FlowKind::SubscriptionCancel, None) => words.done_ended(),
        (FlowKind::SubscriptionUpdate | FlowKind::SubscriptionUpdateConfirm, subscription) => {
            let schedule = subscription.and_then(|subscription| subscription.schedule.as_ref());
            let item = subscription.and_then(|subscription| subscription.items.first());
            let is_as_agreed = match (&flow.confirm, item) {
                (Some(confirm), Some(item)) => item.price.id == confirm.price,
                _ => true,
            };
            match schedule {
                Some(schedule) => words.done_changes_on(&date(words, schedule.changes_at)),
                None if is_as_agreed => words.done_changed(),
                // The bank takes its time, as it does with debits.
                None => words.done_changing(),
            }
        }
    }
}
