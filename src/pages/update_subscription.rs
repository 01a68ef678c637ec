//! `/subscriptions/{id}/update`: what a subscription can be changed to, then what that costs and whether the customer
//! agrees.

mod confirm;
mod updating;

use contract::{Catalogue, ErrorCode, Subscription, SubscriptionId, rules};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use self::confirm::Confirm;
use self::updating::{Problem, Stage, Updating};
use crate::{
    api::Failure,
    components::{PlanOptions, held_reason},
    flow::{WayOut, way_out},
    i18n::{Words, use_words},
    kept::kept,
    layout::{PageHeading, Refused},
    session::use_session,
    ui::{Alert, Button, ButtonVariant, LinkButton, Skeleton, Tone},
};

/// Changes a subscription.
#[component]
pub fn UpdateSubscription(
    /// Which one.
    id: SubscriptionId,
) -> impl IntoView {
    let class = style_sheet!("style/pages/update_subscription.css");
    let words = use_words();
    let session = use_session();
    let subscription = session
        .subscriptions()
        .with_untracked(|all| all.iter().find(|one| one.id == id).cloned());
    let refused = match &subscription {
        Some(found) => {
            let methods = session.payment_methods().get_untracked();
            let method = rules::actions::charged_method(found, &methods);
            session
                .features()
                .with_untracked(|features| rules::actions::update(found, method, features).err())
                .map(|reason| held(words, found, reason))
        }
        None => Some(words.update_gone()),
    };
    let Some(subscription) = subscription.filter(|_| refused.is_none()) else {
        let text = refused.unwrap_or_default();
        return view! { class=class, <Refused title=words.update_title() text /> }.into_any();
    };
    let updating = kept(|| Updating::new(session, &subscription));
    let stage = updating.stage();
    let shown = move || {
        let subscription = subscription.clone();
        match stage.get() {
            Stage::Choosing(catalogue) => {
                view! { class=class, <Choose updating subscription catalogue /> }.into_any()
            }
            Stage::Confirming(preview) => {
                view! { class=class, <Confirm updating preview=*preview /> }.into_any()
            }
        }
    };
    view! { class=class, <div class="update-subscription">{shown}</div> }.into_any()
}

/// The choice, as soon as it is known what there is.
#[component]
fn Choose(
    updating: Updating,
    subscription: Subscription,
    catalogue: Option<Catalogue>,
) -> impl IntoView {
    let class = style_sheet!("style/pages/update_subscription.css");
    let words = use_words();
    let session = use_session();
    let is_offline = session.is_offline();
    let title = words.update_title();
    let link = move |text| {
        let way = way_out(session, text);
        way.map(|WayOut { href, text }| view! { class=class, <LinkButton href>{text}</LinkButton> })
    };
    let Some(catalogue) = catalogue else {
        let retry = move || {
            let failed = updating.failure().with(Option::is_some);
            failed.then(|| view! { class=class, <Button on_click=move || updating.load()>{words.way_retry()}</Button> })
        };
        return view! { class=class,
            <PageHeading title />
            <Skeleton lines=6 />
            <Trouble updating />
            <div class="actions">{retry} {link(words.add_payment_method_back())}</div>
        }
        .into_any();
    };
    let item = subscription.items.first();
    if !item.is_some_and(|item| rules::change::is_choice(item, &catalogue)) {
        return view! { class=class, <Refused title text=words.update_nothing_offered() /> }
            .into_any();
    }
    let held = item.map(|item| item.price.id.clone()).unwrap_or_default();
    let features = session.features();
    let update = features.with_untracked(|features| features.subscription_update);
    let takes_codes = update.is_some_and(|update| update.promotion_code);
    let choice = updating.choice();
    let problem = updating.problem();
    let ranges: Vec<_> = catalogue.products.iter().map(|it| it.quantity).collect();
    let quantity_error = Signal::derive(move || {
        problem.get().filter(|it| *it == Problem::Quantity)?;
        let range = ranges.get(choice.plan.get()).copied().flatten()?;
        let number = |count| crate::i18n::intl::integer(&words.intl(), count);
        let least = number(range.minimum);
        Some(match range.maximum {
            Some(most) => words.update_quantity_between(&least, &number(most)),
            None => words.update_quantity_least(&least),
        })
    });
    let code_error = Signal::derive(move || {
        problem.get().filter(|it| *it == Problem::Code)?;
        Some(words.update_code_invalid())
    });

    view! { class=class,
        <PageHeading title />
        <PlanOptions catalogue choice held takes_codes quantity_error code_error />
        <Trouble updating />
        <div class="actions">
            <Button
                variant=ButtonVariant::Primary
                busy=updating.pending()
                unavailable=is_offline
                on_click=move || updating.ask()
            >
                {words.update_continue()}
            </Button>
            {link(words.add_payment_method_cancel())}
        </div>
    }
    .into_any()
}

/// What went wrong, and that nothing was changed.
#[component]
fn Trouble(updating: Updating) -> impl IntoView {
    let class = style_sheet!("style/pages/update_subscription.css");
    let words = use_words();
    move || {
        let problem = match updating.problem().get() {
            Some(Problem::Nothing) => Some((Tone::Info, words.update_nothing())),
            Some(Problem::Outdated) => Some((Tone::Warning, words.update_outdated())),
            Some(Problem::Quantity | Problem::Code) | None => None,
        };
        let failure = updating.failure().get();
        let (tone, text) = problem.or(failure.map(|it| (Tone::Danger, told(words, &it))))?;
        Some(view! { class=class,
            <div class="trouble">
                <Alert tone live=true>
                    {text}
                </Alert>
            </div>
        })
    }
}

/// A failure in this page's words where the general ones would leave a question open.
fn told(words: Words, failure: &Failure) -> String {
    let Failure::Refused { error, .. } = failure else {
        return failure.words(words);
    };
    match (error.code, error.decline_code.as_deref()) {
        (ErrorCode::PaymentFailed, Some("insufficient_funds")) => words.update_declined_funds(),
        (ErrorCode::PaymentFailed, Some("expired_card")) => words.update_declined_expired(),
        (ErrorCode::PaymentFailed, _) => words.update_declined(),
        (ErrorCode::PromotionCodeInvalid | ErrorCode::CardNumberRefused, _) => {
            words.update_code_invalid()
        }
        (ErrorCode::PaymentMethodRequired, _) => words.update_no_method(),
        (ErrorCode::ActionNotAllowed | ErrorCode::NotFound, _) => words.update_gone(),
        _ => failure.words(words),
    }
}

fn held(words: Words, subscription: &Subscription, reason: rules::actions::Reason) -> String {
    match reason {
        rules::actions::Reason::Disabled => words.errors_feature_disabled(),
        rules::actions::Reason::Scheduled
            if subscription.schedule.as_ref().is_some_and(|it| it.is_ours) =>
        {
            words.update_planned()
        }
        reason => held_reason(words, reason).unwrap_or_else(|| words.update_gone()),
    }
}
