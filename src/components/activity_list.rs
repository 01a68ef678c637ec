//! What was changed through the portal.

use contract::{Activity, ActivityKind, Via};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    format::{date, list, method_name, time_of_day},
    i18n::{Words, use_words},
    ui::{Alert, Badge, Button, EmptyState, IconName, Tone},
};

/// The changes, newest first, and the way to older ones.
#[component]
pub fn ActivityList(
    /// What is loaded so far.
    #[prop(into)]
    changes: Signal<Vec<Activity>>,
    /// Whose portal it is.
    #[prop(into)]
    merchant: String,
    /// Whether there are older ones.
    #[prop(into)]
    has_more: Signal<bool>,
    /// While true older ones are on their way.
    #[prop(into)]
    pending: Signal<bool>,
    /// Why older ones could not be loaded, in words.
    #[prop(into)]
    error: Signal<Option<String>>,
    /// Called when older ones are wanted.
    #[prop(into)]
    on_more: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/components/activity_list.css");
    let words = use_words();
    let first_count = changes.with_untracked(Vec::len);
    // Said once more have come; on arrival the list speaks for itself.
    let shown = move || {
        let count = changes.with(Vec::len);
        let text = i64::try_from(count).map(|count| words.activity_shown(count));
        text.ok().filter(|_| count != first_count)
    };
    let failure = move || {
        error.get().map(|text| {
            view! { class=class,
                <Alert tone=Tone::Danger live=true>
                    {text}
                </Alert>
            }
        })
    };
    if first_count == 0 {
        return view! { class=class,
            <EmptyState
                icon=IconName::Info
                title=words.activity_none()
                text=words.activity_none_hint()
            />
        }
        .into_any();
    }
    let row = move |change: Activity| row(words, change, &merchant);

    view! { class=class,
        <ol class="activity-list">{move || changes.get().into_iter().map(&row).collect_view()}</ol>
        <p class="visually-hidden" role="status">
            {shown}
        </p>
        {failure}
        <Show when=move || has_more.get()>
            <div class="more">
                <Button busy=pending on_click=on_more>
                    {words.activity_more()}
                </Button>
            </div>
        </Show>
    }
    .into_any()
}

/// A row of the list.
fn row(words: Words, change: Activity, merchant: &str) -> AnyView {
    view! { class="",
        <Row
            when=when(words, &change)
            origin=origin(words, &change, merchant)
            subject=subject(words, &change)
            title=title(words, change.kind)
            is_this_session=change.is_this_session
        />
    }
    .into_any()
}

#[component]
fn Row(
    title: String,
    subject: Option<String>,
    when: String,
    origin: String,
    is_this_session: bool,
) -> impl IntoView {
    let class = style_sheet!("style/components/activity_list.css");
    let words = use_words();
    let subject = subject.map(|text| {
        view! { class=class,
            <p class="subject">
                <bdi>{text}</bdi>
            </p>
        }
    });
    let here = is_this_session.then(|| {
        view! { class=class, <Badge tone=Tone::Info>{words.activity_this_session()}</Badge> }
    });

    view! { class=class,
        <li class="change">
            <p class="head">
                <span class="title">{title}</span>
                {here}
            </p>
            {subject}
            <p class="origin">
                <span class="when">{when}</span>
                <bdi>{origin}</bdi>
            </p>
        </li>
    }
}

fn title(words: Words, kind: ActivityKind) -> String {
    match kind {
        ActivityKind::PaymentMethodAdded => words.activity_payment_method_added(),
        ActivityKind::PaymentMethodRemoved => words.activity_payment_method_removed(),
        ActivityKind::DefaultChanged => words.activity_default_changed(),
        ActivityKind::DefaultUsed => words.activity_default_used(),
        ActivityKind::SubscriptionCanceled => words.activity_subscription_canceled(),
        ActivityKind::OfferAccepted => words.activity_offer_accepted(),
        ActivityKind::SubscriptionRenewed => words.activity_subscription_renewed(),
        ActivityKind::SubscriptionUpdated => words.activity_subscription_updated(),
        ActivityKind::ChangeCanceled => words.activity_change_canceled(),
        ActivityKind::BillingInformationUpdated => words.activity_billing_information_updated(),
        ActivityKind::InvoicePaid => words.activity_invoice_paid(),
    }
}

/// What it is about: products, a payment method, a day.
fn subject(words: Words, change: &Activity) -> Option<String> {
    let products = (!change.products.is_empty()).then(|| list(words, &change.products));
    let method = change.method.as_ref().map(|kind| method_name(words, kind));
    let effective = change.effective_at;
    let effective = effective.map(|at| words.activity_effective(&date(words, at)));
    joined([products, method, effective])
}

fn when(words: Words, change: &Activity) -> String {
    words.activity_when(&date(words, change.at), &time_of_day(words, change.at))
}

/// From where it was made.
fn origin(words: Words, change: &Activity, merchant: &str) -> String {
    let browser = match (&change.browser, &change.system) {
        (Some(browser), Some(system)) => words.activity_browser_on_system(browser, system),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => words.activity_unknown_browser(),
    };
    let network = change.network.as_ref();
    let network = network.map(|network| words.activity_network(network));
    let via = match change.via {
        Via::Link => words.activity_via_link(merchant),
        Via::Login => words.activity_via_login(),
    };
    joined([Some(browser), network, Some(via)]).unwrap_or_default()
}

fn joined(parts: [Option<String>; 3]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}
