//! What the customer is subscribed to.

use contract::{
    Features, PaymentMethod, Subscription, SubscriptionId, UpcomingCharge,
    rules::actions::{Allowed, charged_method},
};
use leptos::{html, prelude::*};
use stylers_macro::style_sheet;

use super::{
    next_charges::NextCharges, subscription_card::SubscriptionCard,
    subscription_notes::SubscriptionNotes,
};
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
    /// What may be done here.
    #[prop(into)]
    features: Signal<Features>,
    /// What will be charged next, as far as it is known.
    #[prop(into)]
    charges: Signal<Vec<UpcomingCharge>>,
    /// The subscription a change is on its way for.
    #[prop(into)]
    pending: Signal<Option<SubscriptionId>>,
    /// While true nothing can be changed.
    #[prop(into)]
    unavailable: Signal<bool>,
    /// Gives access to the heading, where focus goes when a button has left.
    heading: NodeRef<html::H2>,
    /// Called with the subscription whose cancellation should be taken back.
    #[prop(into)]
    on_renew: Callback<Subscription>,
    /// Called with the subscription whose planned change should be undone.
    #[prop(into)]
    on_cancel_change: Callback<Subscription>,
) -> impl IntoView {
    let class = style_sheet!("style/components/subscriptions_section.css");
    let words = use_words();
    let title = Signal::derive(move || {
        let count = subscriptions.with(Vec::len);
        // None are spoken of as several are: French counts none as one, and two are a pair in Arabic.
        words.subscriptions_heading(i64::try_from(count).map_or(3, |n| if n == 0 { 3 } else { n }))
    });
    let cards = move || {
        let (methods, features) = (methods.read(), features.read());
        let card = |subscription: Subscription| {
            let charged = charged_method(&subscription, &methods);
            let allowed = Allowed::of(&subscription, charged, &features);
            let method = charged.map(|method| method_name(words, &method.kind));
            let this = StoredValue::new(subscription.clone());
            let charge = Signal::derive(move || {
                let of_this =
                    |it: &&UpcomingCharge| this.with_value(|this| this.id == it.subscription);
                charges.with(|charges| charges.iter().find(of_this).cloned())
            });
            let busy = Signal::derive(move || {
                this.with_value(|this| pending.with(|pending| pending.as_ref() == Some(&this.id)))
            });
            view! { class=class,
                <SubscriptionCard
                    subscription=subscription.clone()
                    method
                    charge
                    allowed
                    busy
                    unavailable
                    on_renew=move || on_renew.run(this.get_value())
                >
                    <SubscriptionNotes
                        subscription
                        allowed
                        busy
                        unavailable
                        on_cancel_change=move || on_cancel_change.run(this.get_value())
                    />
                </SubscriptionCard>
            }
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
        <Section title heading>
            <Show when=move || subscriptions.with(|list| !list.is_empty()) fallback=empty>
                <NextCharges subscriptions charges />
                <ul class="subscriptions">{cards}</ul>
            </Show>
        </Section>
    }
}
