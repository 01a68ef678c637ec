//! What the customer is subscribed to.

use contract::{PaymentMethod, Subscription};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::subscription_card::SubscriptionCard;
use crate::{
    format::method_name,
    i18n::use_words,
    ui::{EmptyState, IconName, Section},
};

/// One card for each subscription.
#[component]
pub fn SubscriptionsSection(
    /// Live ones first.
    #[prop(into)]
    subscriptions: Signal<Vec<Subscription>>,
    /// What is saved to pay with.
    #[prop(into)]
    methods: Signal<Vec<PaymentMethod>>,
) -> impl IntoView {
    let class = style_sheet!("style/components/subscriptions_section.css");
    let words = use_words();
    let title = Signal::derive(move || {
        let count = subscriptions.with(Vec::len);
        // "No subscriptions" takes the plural in every language we have.
        words.subscriptions_heading(i64::try_from(count).map_or(2, |n| if n == 1 { 1 } else { 2 }))
    });
    let cards = move || {
        let methods = methods.read();
        let card = |subscription: Subscription| {
            let method = method_of(&subscription, &methods);
            let method = method.map(|method| method_name(words, &method.kind));
            view! { class=class, <SubscriptionCard subscription method /> }
        };
        subscriptions.get().into_iter().map(card).collect_view()
    };
    let empty = move || {
        view! { class=class,
            <EmptyState
                icon=IconName::Recurring
                title=words.subscriptions_none()
                text=words.subscriptions_none_hint()
            />
        }
    };

    view! { class=class,
        <Section title>
            <Show when=move || subscriptions.with(|list| !list.is_empty()) fallback=empty>
                <ul class="subscriptions">{cards}</ul>
            </Show>
        </Section>
    }
}

/// What a subscription is charged to: its own method, else the customer's default.
fn method_of<'a>(
    subscription: &Subscription,
    methods: &'a [PaymentMethod],
) -> Option<&'a PaymentMethod> {
    let own = subscription.default_payment_method.as_ref();
    methods.iter().find(|method| match own {
        Some(id) => method.id == *id,
        None => method.is_default,
    })
}
