//! What will be charged next, in the order in which it will be.

use contract::{CollectionMethod, Subscription, SubscriptionStatus, UpcomingCharge, Usage};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::subscription_items::is_metered;
use crate::{
    format::{money, short_date, subscription_amount, subscription_name},
    i18n::{Words, use_words},
    ui::LateText,
};

/// A line for each charge to come, when there are several: one alone is on its subscription's card. The amounts may
/// come later than the dates.
#[component]
pub fn NextCharges(
    /// What may be charged.
    #[prop(into)]
    subscriptions: Signal<Vec<Subscription>>,
    /// What is known to be charged.
    #[prop(into)]
    charges: Signal<Vec<UpcomingCharge>>,
) -> impl IntoView {
    let class = style_sheet!("style/components/next_charges.css");
    let words = use_words();
    let line = move |subscription: Subscription| {
        let id = subscription.id.clone();
        let expected = charged_amount(words, &expected_charge(&subscription));
        let amount = move || {
            let charge = charges.with(|all| all.iter().find(|it| it.subscription == id).cloned());
            let text = charge.map(|charge| charged_amount(words, &charge));
            let expected = expected.clone();
            view! { class=class, <LateText text=text.unwrap_or_default() expected /> }
        };
        view! { class=class,
            <li class="charge">
                <span class="date">
                    {short_date(words, due(&subscription).unwrap_or_default())}
                </span>
                <bdi class="product">{subscription_name(words, &subscription)}</bdi>
                <span class="amount">{amount}</span>
            </li>
        }
    };
    let shown = move || {
        let mut charged: Vec<Subscription> = Vec::new();
        for subscription in subscriptions.get() {
            let at = due(&subscription);
            if at.is_some() {
                // Each in its place: sorting is more code to download than it saves time.
                let place = charged.partition_point(|it| due(it) <= at);
                charged.insert(place, subscription);
            }
        }
        (charged.len() > 1).then(|| {
            view! { class=class,
                <div class="next-charges">
                    <h3 class="title">{words.upcoming_heading()}</h3>
                    <ul>{charged.into_iter().map(line).collect_view()}</ul>
                </div>
            }
        })
    };

    view! { class=class, {shown} }
}

/// What a charge comes to, with what it says while usage may still add to it.
pub(super) fn charged_amount(words: Words, charge: &UpcomingCharge) -> String {
    let amount = money(words, charge.amount, &charge.currency);
    match charge.usage.is_empty() {
        true => amount,
        false => words.upcoming_so_far(&amount),
    }
}

/// About what will be foretold, to keep room for it; never shown.
pub(super) fn expected_charge(subscription: &Subscription) -> UpcomingCharge {
    /// Minor units, where only usage will tell.
    const UNKNOWN: i64 = 100_000;
    let at = subscription.current_period_end.unwrap_or_default();
    let is_sent = subscription.collection_method == CollectionMethod::SendInvoice;
    let metered = subscription.items.iter().filter(|item| is_metered(item));
    let usage = metered.map(|item| Usage {
        item: item.id.clone(),
        quantity: None,
        amount: UNKNOWN,
    });
    UpcomingCharge {
        subscription: subscription.id.clone(),
        at,
        amount: subscription_amount(subscription).unwrap_or(UNKNOWN),
        currency: subscription.currency.clone(),
        due_at: is_sent.then_some(at),
        usage: usage.collect(),
    }
}

/// When it is charged next, Unix seconds; `None` when it is not, as far as the first screen knows.
fn due(subscription: &Subscription) -> Option<i64> {
    use SubscriptionStatus::{Active, PastDue, Trialing};
    let goes_on = matches!(subscription.status, Active | PastDue | Trialing)
        && subscription.cancel_at.is_none()
        && subscription.pause_collection.is_none();
    subscription.current_period_end.filter(|_| goes_on)
}
