//! `/subscriptions/{id}/cancel`: one question, its consequences, and afterwards why, if the customer wants to say.

mod canceling;

use contract::rules::actions;
use leptos::prelude::*;
use stylers_macro::style_sheet;

pub use self::canceling::Canceling;
use self::canceling::Stage;
use crate::{
    components::{CancelConsequences, CancelReasons, RetentionOfferPanel, offer_words},
    format::subscription_name,
    i18n::{Words, use_words},
    layout::{Message, PageHeading},
    paths,
    session::use_session,
    ui::{Alert, Button, ButtonVariant, LinkButton, Skeleton, Tone},
};

/// Asks before a subscription is cancelled.
#[component]
pub fn CancelSubscription(
    /// Where the visit stands.
    canceling: Canceling,
) -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();
    let subscription = canceling.begin();
    let refused = match &subscription {
        Some(subscription) => canceling
            .refusal(subscription)
            .map(|reason| held(words, reason)),
        None => Some(words.cancel_gone()),
    };
    let Some(subscription) = subscription.filter(|_| refused.is_none()) else {
        let text = refused.unwrap_or_default();
        return view! { class=class, <Refused text /> }.into_any();
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
            Stage::Kept(preview) => view! { class=class, <Kept product preview /> }.into_any(),
            Stage::Thanked => view! { class=class, <Thanks /> }.into_any(),
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
        Some(preview) => view! { class=class, <CancelConsequences preview product /> }.into_any(),
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
    let retry = move || {
        (is_unknown && canceling.error().get().is_some()).then(|| {
            view! { class=class, <Button on_click=move || canceling.load()>{words.way_retry()}</Button> }
        })
    };

    view! { class=class,
        <PageHeading title=words.cancel_title() />
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
            </Button> <LinkButton href=paths::HOME>{words.cancel_keep()}</LinkButton> {retry}
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
                    on_answer=move |details| canceling.explain(details)
                />
            }
            .into_any()
        }
        None => view! { class=class, <Home /> }.into_any(),
    };

    view! { class=class,
        <PageHeading title=words.cancel_done_title() />
        <p class="text">{text}</p>
        {next}
    }
}

/// It goes on, with the offer.
#[component]
fn Kept(product: String, preview: contract::CancelPreview) -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();
    let text = preview.offer.map(|offer| {
        let offer = offer_words(words, &offer, &preview.currency);
        words.cancel_offer_done(&product, &offer)
    });

    view! { class=class,
        <PageHeading title=words.cancel_offer_done_title() />
        <p class="text">{text}</p>
        <Home />
    }
}

#[component]
fn Thanks() -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();

    view! { class=class,
        <PageHeading title=words.cancel_done_title() />
        <p class="text">{words.cancel_thanks()}</p>
        <Home />
    }
}

#[component]
fn Home() -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();

    view! { class=class,
        <div class="actions">
            <LinkButton href=paths::HOME variant=ButtonVariant::Primary>
                {words.add_payment_method_back()}
            </LinkButton>
        </div>
    }
}

/// There is nothing to cancel, and why.
#[component]
fn Refused(text: String) -> impl IntoView {
    let class = style_sheet!("style/pages/cancel_subscription.css");
    let words = use_words();
    let actions = move || {
        view! { class=class,
            <LinkButton href=paths::HOME variant=ButtonVariant::Primary>
                {words.add_payment_method_back()}
            </LinkButton>
        }
    };

    view! { class=class,
        <Message title=words.cancel_title() actions=actions>
            <p class="text">{text}</p>
        </Message>
    }
}

fn held(words: Words, reason: actions::Reason) -> String {
    match reason {
        actions::Reason::Scheduled => words.subscriptions_actions_held_scheduled(),
        actions::Reason::Disabled => words.errors_feature_disabled(),
        _ => words.cancel_gone(),
    }
}
