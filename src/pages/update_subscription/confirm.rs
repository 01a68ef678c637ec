use contract::{ErrorCode, UpdatePreview};
use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{Trouble, updating::Updating};
use crate::{
    components::{Terms, UpdateSummary},
    flow::{WayOut, way_out},
    format::{method_name, money},
    i18n::use_words,
    layout::PageHeading,
    paths,
    session::use_session,
    ui::{Alert, Button, ButtonVariant, LinkButton, Tone},
};

/// What it costs, and the question.
#[component]
pub fn Confirm(
    /// The visit.
    updating: Updating,
    /// What the choice comes to.
    preview: UpdatePreview,
) -> impl IntoView {
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
            let way = way_out(session, words.update_back());
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
        <Terms text=words.update_terms(&merchant.name) merchant />
    }
}
