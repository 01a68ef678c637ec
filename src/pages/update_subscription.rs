//! `/subscriptions/{id}/update`: what a subscription can be changed to, then what that costs and whether the customer
//! agrees.

mod updating;

use contract::{Catalogue, ErrorCode, Subscription, SubscriptionId, UpdatePreview, rules};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use self::updating::{Problem, Stage, Updating};
use crate::{
    api::Failure,
    components::{ConfirmTerms, PlanOptions, UpdateSummary, held_reason},
    flow::{WayOut, way_out},
    format::{method_name, money},
    i18n::{Words, use_words},
    layout::{Message, PageHeading},
    paths,
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
        return view! { class=class, <Refused text /> }.into_any();
    };
    let updating = Updating::kept(session, &subscription);
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
        let way = way_out(session, &here(), text);
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
        return view! { class=class, <Refused text=words.update_nothing_offered() /> }.into_any();
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

/// What it costs, and the question.
#[component]
fn Confirm(updating: Updating, preview: UpdatePreview) -> impl IntoView {
    let class = style_sheet!("style/pages/update_subscription.css");
    let words = use_words();
    let session = use_session();
    let is_offline = session.is_offline();
    let due = preview.now.as_ref().map_or(0, |now| now.due);
    let methods = session.payment_methods().get_untracked();
    let method = preview.payment_method.as_ref();
    let method = method.and_then(|id| methods.iter().find(|one| one.id == *id));
    let method = method.map(|method| method_name(words, &method.kind));
    let lacks_method = due > 0 && preview.payment_method.is_none();
    let label = if due > 0 {
        words.update_confirm_pay(&money(words, due, &preview.currency))
    } else {
        words.update_confirm()
    };
    let missing = lacks_method.then(|| {
        view! { class=class,
            <div class="trouble">
                <Alert tone=Tone::Warning>{words.update_no_method()}</Alert>
            </div>
        }
    });
    let offers = session
        .features()
        .with_untracked(|features| features.payment_method_update);
    let is_declined = move || {
        let failure = updating.failure().get();
        failure.and_then(|failure| failure.code()) == Some(ErrorCode::PaymentFailed)
    };
    let another = move || {
        (offers && (lacks_method || is_declined())).then(|| {
            view! { class=class,
                <LinkButton href=paths::ADD_PAYMENT_METHOD>
                    {words.payment_methods_add()}
                </LinkButton>
            }
        })
    };
    // A change that was chosen by the merchant leaves nothing to go back to.
    let back = match updating.given() {
        Some(_) => {
            let way = way_out(session, &here(), words.update_back());
            let link = way.map(
                |WayOut { href, text }| view! { class=class, <LinkButton href>{text}</LinkButton> },
            );
            link.into_any()
        }
        None => view! { class=class,
            <Button unavailable=updating.pending() on_click=move || updating.back()>
                {words.update_back()}
            </Button>
        }
        .into_any(),
    };
    let merchant = session.merchant().get_untracked();

    view! { class=class,
        <PageHeading title=words.update_confirm_title() />
        <UpdateSummary preview method />
        {missing}
        <Trouble updating />
        <div class="actions">
            <Button
                variant=ButtonVariant::Primary
                busy=updating.pending()
                unavailable=Signal::derive(move || lacks_method || is_offline.get())
                on_click=move || updating.confirm()
            >
                {label}
            </Button>
            {another}
            {back}
        </div>
        <ConfirmTerms merchant />
    }
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
        (ErrorCode::PromotionCodeInvalid, _) => words.update_code_invalid(),
        (ErrorCode::PaymentMethodRequired, _) => words.update_no_method(),
        (ErrorCode::ActionNotAllowed | ErrorCode::NotFound, _) => words.update_gone(),
        _ => failure.words(words),
    }
}

/// The address of this page.
fn here() -> String {
    window().location().pathname().unwrap_or_default()
}

/// There is nothing to change, and why.
#[component]
fn Refused(text: String) -> impl IntoView {
    let class = style_sheet!("style/pages/update_subscription.css");
    let words = use_words();
    let way = way_out(use_session(), &here(), words.add_payment_method_back());
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
        <Message title=words.update_title() actions=actions>
            <p class="text">{text}</p>
        </Message>
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
