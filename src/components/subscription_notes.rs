//! What else there is to know of a subscription: its discounts, a change that is planned, and why none can be made.

use contract::{
    Discount, Schedule, Subscription,
    rules::actions::{Allowed, Reason},
};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{date, list, money, subscription_name},
    i18n::{Words, intl, use_words},
    ui::{Alert, Button, Tone},
};

/// Discounts, the planned change with a way to undo it, or why no change can be made.
#[component]
pub fn SubscriptionNotes(
    /// Of which subscription.
    subscription: Subscription,
    /// What may be done with it.
    allowed: Allowed,
    /// While true a change of it is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    /// While true nothing can be changed.
    #[prop(into)]
    unavailable: Signal<bool>,
    /// Called when the planned change should be undone.
    #[prop(into)]
    on_cancel_change: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/components/subscription_notes.css");
    let words = use_words();
    let discounts = subscription.discounts.iter();
    let discounts = discounts.map(|found| discount(words, found, &subscription.currency));
    let fact = move |text| view! { class=class, <p class="fact">{text}</p> };
    let discounts = discounts.map(fact).collect_view();
    let name = subscription_name(words, &subscription);
    let undo = allowed.cancel_change.then(|| {
        view! { class=class,
            <Button busy unavailable on_click=on_cancel_change>
                {words.subscriptions_cancel_change()}
                <span class="visually-hidden">"(" {name} ")"</span>
            </Button>
        }
    });
    let planned = subscription
        .schedule
        .as_ref()
        .map(|schedule| planned(words, schedule));
    let planned = planned.map(|text| {
        view! { class=class,
            <div class="planned">
                <Alert tone=Tone::Info>{text}</Alert>
                {undo}
            </div>
        }
    });
    let held = allowed
        .update
        .err()
        .and_then(|reason| held_reason(words, reason));
    // The portal's own plan says already why nothing else can be done.
    let held = held.filter(|_| !allowed.cancel_change).map(fact);

    view! { class=class,
        {discounts}
        {planned}
        {held}
    }
}

/// Why a subscription cannot be changed although changes are offered. `None` where its state says so already.
pub fn held_reason(words: Words, reason: Reason) -> Option<String> {
    Some(match reason {
        Reason::Scheduled => words.subscriptions_actions_held_scheduled(),
        Reason::SeveralProducts => words.subscriptions_held_several(),
        Reason::UsageBased => words.subscriptions_held_usage(),
        Reason::SentInvoice => words.subscriptions_held_sent(),
        Reason::PaymentMethod => words.subscriptions_held_method(),
        _ => return None,
    })
}

/// What is planned, and when.
fn planned(words: Words, schedule: &Schedule) -> String {
    let day = date(words, schedule.changes_at);
    if schedule.items.is_empty() {
        return words.subscriptions_ends(&day);
    }
    let item = |item: &contract::ScheduledItem| match item.quantity {
        Some(quantity) if quantity != 1 => {
            let count = intl::integer(&words.intl(), quantity);
            words.subscriptions_times(&count, &item.product_name)
        }
        _ => item.product_name.clone(),
    };
    let names: Vec<String> = schedule.items.iter().map(item).collect();
    let price = match schedule.items.as_slice() {
        [only] => Some(crate::format::price(
            words,
            &only.price,
            only.unit_label.as_deref(),
        )),
        _ => None,
    };
    let plan = list(words, &names);
    match price {
        Some(price) => words.subscriptions_planned_at(&plan, &price, &day),
        None => words.subscriptions_planned(&plan, &day),
    }
}

fn discount(words: Words, found: &Discount, currency: &str) -> String {
    let off = match (found.percent_off, found.amount_off) {
        (Some(hundredths), _) => {
            let percent = intl::number(&words.intl(), &percent(hundredths));
            words.subscriptions_percent_off(&percent)
        }
        (None, amount) => {
            let amount = money(words, amount.unwrap_or_default(), currency);
            words.subscriptions_amount_off(&amount)
        }
    };
    let off = match &found.name {
        Some(name) => words.subscriptions_discount_named(name, &off),
        None => off,
    };
    match found.ends_at {
        Some(end) => words.subscriptions_discount_until(&off, &date(words, end)),
        None => off,
    }
}

/// Hundredths of a percent as a decimal number: `1250` is `12.50`.
fn percent(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percentages_are_exact() {
        assert_eq!(percent(1_250), "12.50");
        assert_eq!(percent(1_205), "12.05");
        assert_eq!(percent(10_000), "100.00");
        assert_eq!(percent(5), "0.05");
    }
}
