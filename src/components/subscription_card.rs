//! One subscription: what it is, what it costs, what happens next.

use contract::{
    CollectionMethod, Subscription, SubscriptionStatus, UpcomingCharge, rules::actions::Allowed,
};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{
    next_charges::{charged_amount, expected_charge},
    subscription_items::{SubscriptionItems, has_details},
};
use crate::{
    format::{date, price, short_date, subscription_name, subscription_price},
    i18n::{Words, use_words},
    paths,
    ui::{Alert, Badge, Button, ButtonVariant, LateText, LinkButton, Tone},
};

/// A subscription, as a row of a list.
#[component]
pub fn SubscriptionCard(
    /// Which one.
    subscription: Subscription,
    /// The name of the payment method it is charged to, if there is one.
    method: Option<String>,
    /// What it will be charged next, once that is known.
    #[prop(into)]
    charge: Signal<Option<UpcomingCharge>>,
    /// What may be done with it.
    allowed: Allowed,
    /// While true a change of it is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    /// While true nothing can be changed.
    #[prop(into)]
    unavailable: Signal<bool>,
    /// Called when its cancellation should be taken back.
    #[prop(into)]
    on_renew: Callback<()>,
    /// What else there is to know of it.
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/components/subscription_card.css");
    let words = use_words();
    let name = subscription_name(words, &subscription);
    // Which one is meant is seen by its place; who does not see that hears it.
    let about = move |name: String| view! { class=class, <span class="visually-hidden">"(" {name} ")"</span> };
    let (canceled, renewed) = (name.clone(), name.clone());
    let (paid, updated, changed) = (name.clone(), name.clone(), name.clone());
    let is_unpaid = matches!(
        subscription.status,
        SubscriptionStatus::PastDue | SubscriptionStatus::Unpaid
    );
    let open = subscription.open_invoice.as_ref();
    let pay = open.filter(|_| is_unpaid).map(|invoice| {
        view! { class=class,
            <LinkButton href=paths::invoice(invoice) variant=ButtonVariant::Primary unavailable>
                {words.past_due_pay()}
                {about(paid)}
            </LinkButton>
        }
    });
    let add = (is_unpaid && allowed.add_method).then(|| {
        view! { class=class,
            <LinkButton href=paths::ADD_PAYMENT_METHOD unavailable>
                {words.past_due_update()}
                {about(updated)}
            </LinkButton>
        }
    });
    let update = allowed.update.is_ok().then(|| {
        let href = paths::update_subscription(&subscription.id);
        view! { class=class,
            <LinkButton href unavailable>
                {words.subscriptions_update()}
                {about(changed)}
            </LinkButton>
        }
    });
    let cancel = allowed.cancel.then(|| {
        let href = paths::cancel_subscription(&subscription.id);
        view! { class=class,
            <LinkButton href unavailable>
                {words.subscriptions_cancel()}
                {about(canceled)}
            </LinkButton>
        }
    });
    let renew = allowed.renew.then(|| {
        view! { class=class,
            <Button busy unavailable on_click=on_renew>
                {words.subscriptions_renew()}
                {about(renewed)}
            </Button>
        }
    });
    let has_actions = allowed.any() || pay.is_some() || add.is_some();
    let actions = has_actions.then(|| {
        view! { class=class, <div class="actions">{pay} {add} {update} {cancel} {renew}</div> }
    });
    let (tone, status) = status(words, &subscription);
    let notice = notice(words, &subscription);
    let payment = payment(words, &subscription, method);
    let fact = move |text: AnyView| view! { class=class, <p class="fact">{text}</p> };
    let price = total(words, &subscription);
    let items = has_details(&subscription.items).then(
        || view! { class=class, <SubscriptionItems items=subscription.items.clone() charge /> },
    );
    let expected = next(words, &subscription, Some(&expected_charge(&subscription)));
    let expected = expected.unwrap_or_default();
    let next = move || {
        let text = next(words, &subscription, charge.get().as_ref())?;
        let expected = expected.clone();
        Some(fact(
            view! { class=class, <LateText text expected /> }.into_any(),
        ))
    };

    view! { class=class,
        <li class="subscription-card">
            <div class="head">
                <h3 class="name">
                    <bdi>{name}</bdi>
                </h3>
                <Badge tone>{status}</Badge>
            </div>
            <p class="price">{price}</p>
            {next}
            {payment.map(|text| fact(text.into_any()))}
            {notice
                .map(|(tone, text)| {
                    view! { class=class,
                        <div class="notice">
                            <Alert tone>{text}</Alert>
                        </div>
                    }
                })}
            {items}
            {children()}
            {actions}
        </li>
    }
}

fn total(words: Words, subscription: &Subscription) -> String {
    if let Some(total) = subscription_price(words, subscription) {
        return total;
    }
    match subscription.items.as_slice() {
        [only] => price(words, &only.price, only.unit_label.as_deref()),
        _ => words.price_varies(),
    }
}

fn status(words: Words, subscription: &Subscription) -> (Tone, String) {
    if subscription.status.is_live() && subscription.cancel_at.is_some() {
        return (Tone::Warning, words.subscriptions_status_canceling());
    }
    match subscription.status {
        SubscriptionStatus::Active if subscription.pause_collection.is_some() => {
            (Tone::Info, words.subscriptions_status_collection_paused())
        }
        SubscriptionStatus::Active => (Tone::Success, words.subscriptions_status_active()),
        SubscriptionStatus::Trialing => (Tone::Info, words.subscriptions_status_trialing()),
        SubscriptionStatus::PastDue => (Tone::Danger, words.subscriptions_status_past_due()),
        SubscriptionStatus::Unpaid => (Tone::Danger, words.subscriptions_status_unpaid()),
        SubscriptionStatus::Paused => (Tone::Warning, words.subscriptions_status_paused()),
        SubscriptionStatus::Incomplete => (Tone::Warning, words.subscriptions_status_incomplete()),
        SubscriptionStatus::IncompleteExpired => (
            Tone::Neutral,
            words.subscriptions_status_incomplete_expired(),
        ),
        SubscriptionStatus::Canceled => (Tone::Neutral, words.subscriptions_status_canceled()),
    }
}

/// What happens next, or has happened last.
fn next(
    words: Words,
    subscription: &Subscription,
    charge: Option<&UpcomingCharge>,
) -> Option<String> {
    let day = |instant: i64| date(words, instant);
    // While collection is paused nothing is charged, whatever is foretold.
    let charge = charge.filter(|_| subscription.pause_collection.is_none());
    let end = subscription
        .cancel_at
        .filter(|_| subscription.status.is_live());
    if let Some(end) = end {
        return Some(words.subscriptions_ends(&day(end)));
    }
    match subscription.status {
        SubscriptionStatus::Trialing => {
            let end = subscription.trial_end.or(subscription.current_period_end)?;
            Some(match charge {
                Some(charge) => words.upcoming_trial(&day(end), &charged_amount(words, charge)),
                None => words.subscriptions_trial_ends(&day(end)),
            })
        }
        SubscriptionStatus::Active | SubscriptionStatus::PastDue => {
            let Some(charge) = charge else {
                return Some(words.subscriptions_renews(&day(subscription.current_period_end?)));
            };
            // Short, so that the amount finds room on the line that is there already.
            let day = |instant: i64| short_date(words, instant);
            let (at, amount) = (day(charge.at), charged_amount(words, charge));
            Some(match charge.due_at {
                Some(due) => words.upcoming_invoice(&at, &amount, &day(due)),
                None => words.upcoming_charge(&at, &amount),
            })
        }
        SubscriptionStatus::Canceled => {
            let end = subscription.cancel_at.or(subscription.current_period_end)?;
            Some(words.subscriptions_ended(&day(end)))
        }
        _ => None,
    }
}

/// What needs the customer's attention.
fn notice(words: Words, subscription: &Subscription) -> Option<(Tone, String)> {
    match subscription.status {
        SubscriptionStatus::PastDue => Some((Tone::Danger, words.subscriptions_past_due())),
        SubscriptionStatus::Unpaid => Some((Tone::Danger, words.subscriptions_unpaid())),
        SubscriptionStatus::Paused => Some((Tone::Warning, words.subscriptions_paused())),
        SubscriptionStatus::Incomplete => Some((Tone::Warning, words.subscriptions_incomplete())),
        _ => {
            let pause = subscription.pause_collection.as_ref()?;
            let text = match pause.resumes_at {
                Some(instant) => words.subscriptions_collection_paused_until(&date(words, instant)),
                None => words.subscriptions_collection_paused(),
            };
            Some((Tone::Info, text))
        }
    }
}

/// How it is paid, while it still is.
fn payment(words: Words, subscription: &Subscription, method: Option<String>) -> Option<String> {
    if !subscription.status.is_live() {
        return None;
    }
    Some(match (subscription.collection_method, method) {
        (CollectionMethod::SendInvoice, _) => words.subscriptions_paid_by_invoice(),
        (CollectionMethod::ChargeAutomatically, Some(method)) => {
            words.subscriptions_paid_with(&method)
        }
        (CollectionMethod::ChargeAutomatically, None) => words.subscriptions_no_method(),
    })
}
