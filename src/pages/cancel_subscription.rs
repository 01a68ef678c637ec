//! `/subscriptions/{id}/cancel`: one question, its consequences, and afterwards why, if the customer wants to say.

mod canceling;

use contract::{SubscriptionId, rules::actions};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use self::canceling::{Canceling, Stage};
use crate::{
    components::{CancelConsequences, CancelReasons, RetentionOfferPanel, offer_words},
    flow::{self, WayOut, way_out},
    format::subscription_name,
    i18n::{Words, use_words},
    kept::kept,
    layout::{PageHeading, Refused},
    session::use_session,
    ui::{Alert, Button, ButtonVariant, LinkButton, Skeleton, Tone},
};

/// Asks before a subscription is cancelled.
#[component]
pub fn CancelSubscription(
    /// Which one.
    id: SubscriptionId,
) -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();
    let session = use_session();
    let canceling = kept(|| Canceling::new(session, id));
    let subscription = canceling.begin();
    let refused = match &subscription {
        Some(subscription) => canceling
            .refusal(subscription)
            .map(|reason| held(words, reason)),
        None => Some(words.cancel_gone()),
    };
    let Some(subscription) = subscription.filter(|_| refused.is_none()) else {
        let text = refused.unwrap_or_default();
        return view! { class=class, <Refused title=words.cancel_title() text /> }.into_any();
    };

    let product = subscription_name(words, &subscription);
    let stage = canceling.stage();
    let shown = move || {
        let product = product.clone();
        match stage.get() {
            Stage::Asking(preview) => {
                view! { class=class, <Question canceling product preview /> }.into_any()
            }
            Stage::Done(preview) => {
                view! { class=class, <Done canceling product preview /> }.into_any()
            }
            Stage::Kept(preview) => {
                view! { class=class, <Kept canceling product preview /> }.into_any()
            }
            Stage::Thanked => view! { class=class, <Thanks canceling /> }.into_any(),
        }
    };
    view! { class=class, <div class="cancel-subscription">{shown}</div> }.into_any()
}

/// The question, with what the answer would mean as soon as that is known.
#[component]
fn Question(
    canceling: Canceling,
    product: String,
    preview: Option<contract::CancelPreview>,
) -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();
    let is_offline = use_session().is_offline();
    let is_unknown = preview.is_none();
    let offer = preview.as_ref().and_then(|preview| {
        let (offer, currency) = (preview.offer.clone()?, preview.currency.clone());
        let product = product.clone();
        Some(view! { class=class, <RetentionOfferPanel offer currency product /> })
    });
    // Staying for the offer is the first of the answers, and looks like the others.
    let accept = offer.is_some().then(|| {
        view! { class=class,
            <Button
                busy=canceling.pending()
                unavailable=is_offline
                on_click=move || canceling.accept()
            >
                {words.cancel_offer_accept()}
            </Button>
        }
    });
    let consequences = match preview {
        Some(preview) => {
            let renewable = !flow::is_on(use_session());
            view! { class=class, <CancelConsequences preview product renewable /> }.into_any()
        }
        None => view! { class=class, <Skeleton lines=3 /> }.into_any(),
    };
    let failure = move || {
        let text = canceling.error().get()?;
        Some(view! { class=class,
            <div class="failure">
                <Alert tone=Tone::Danger live=true>
                    {text}
                </Alert>
            </div>
        })
    };
    let session = use_session();
    let keep = way_out(session, words.cancel_keep())
        .map(|WayOut { href, text }| view! { class=class, <LinkButton href>{text}</LinkButton> });
    let retry = move || {
        (is_unknown && canceling.error().get().is_some()).then(|| {
            view! { class=class, <Button on_click=move || canceling.load()>{words.way_retry()}</Button> }
        })
    };

    let own = session
        .merchant()
        .with_untracked(|merchant| merchant.texts.cancel.clone());
    let own = own.map(|text| {
        view! { class=class,
            <p class="own" dir="auto">
                {text}
            </p>
        }
    });

    view! { class=class,
        <PageHeading title=words.cancel_title() />
        {own}
        <div class="consequences">{consequences}</div>
        {offer}
        {failure}
        <div class="actions">
            {accept}
            <Button
                variant=ButtonVariant::Danger
                busy=canceling.pending()
                unavailable=Signal::derive(move || is_unknown || is_offline.get())
                on_click=move || canceling.confirm()
            >
                {words.cancel_confirm()}
            </Button> {keep} {retry}
        </div>
    }
}

/// It is cancelled. Why is asked, and need not be answered.
#[component]
fn Done(canceling: Canceling, product: String, preview: contract::CancelPreview) -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();
    let text = match preview.mode {
        contract::CancelMode::AtPeriodEnd => {
            words.cancel_done_at_period_end(&product, &crate::format::date(words, preview.ends_at))
        }
        contract::CancelMode::Immediately => words.cancel_done_immediately(&product),
    };
    let features = use_session().features().get_untracked();
    let asked = features
        .subscription_cancel
        .filter(|cancel| !cancel.reasons.is_empty() || !cancel.feedback_options.is_empty());
    let next = match asked {
        Some(cancel) => {
            let error = canceling.error();
            view! { class=class,
                <CancelReasons
                    reasons=cancel.reasons
                    options=cancel.feedback_options
                    answer=canceling.answer()
                    pending=canceling.pending()
                    error
                    skip=canceling.way_on()
                    on_answer=move |details| canceling.explain(details)
                />
            }
            .into_any()
        }
        None => view! { class=class, <Onward canceling /> }.into_any(),
    };

    view! { class=class,
        <PageHeading title=words.cancel_done_title() />
        <p class="text">{text}</p>
        {next}
    }
}

/// It goes on, with the offer.
#[component]
fn Kept(canceling: Canceling, product: String, preview: contract::CancelPreview) -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();
    let text = preview.offer.map(|offer| {
        let offer = offer_words(words, &offer, &preview.currency);
        words.cancel_offer_done(&product, &offer)
    });

    view! { class=class,
        <PageHeading title=words.cancel_offer_done_title() />
        <p class="text">{text}</p>
        <Onward canceling />
    }
}

#[component]
fn Thanks(canceling: Canceling) -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();

    view! { class=class,
        <PageHeading title=words.cancel_done_title() />
        <p class="text">{words.cancel_thanks()}</p>
        <Onward canceling />
    }
}

/// The way on. A flow goes on by itself.
#[component]
fn Onward(canceling: Canceling) -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();
    let is_home = !flow::is_on(use_session());
    is_home.then(|| {
        view! { class=class,
            <div class="actions">
                <LinkButton href=canceling.way_on() variant=ButtonVariant::Primary>
                    {words.add_payment_method_back()}
                </LinkButton>
            </div>
        }
    })
}

fn held(words: Words, reason: actions::Reason) -> String {
    match reason {
        actions::Reason::Scheduled => words.subscriptions_actions_held_scheduled(),
        actions::Reason::Disabled => words.errors_feature_disabled(),
        _ => words.cancel_gone(),
    }
}
