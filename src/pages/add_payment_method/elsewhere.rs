//! The page where the method is entered on the processor's page: it says so and leads there.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::checkout::{Checkout, Stage};
use crate::{
    flow::{WayOut, way_out},
    i18n::use_words,
    session::use_session,
    ui::{Alert, Button, ButtonVariant, Icon, IconName, LinkButton},
};

/// The way to the processor's page and back.
#[component]
pub fn Elsewhere() -> impl IntoView {
    let class = style_sheet!("style/pages/add_payment_method.css");
    let words = use_words();
    let session = use_session();
    let checkout = Checkout::new(session);
    let stage = checkout.stage();
    let is_over = move || stage.get() == Stage::Processing;
    let is_busy = Signal::derive(move || matches!(stage.get(), Stage::Leaving | Stage::Saving));
    let progress = move || match stage.get() {
        Stage::Leaving => Some(words.add_payment_method_leaving()),
        Stage::Saving => Some(words.add_payment_method_saving()),
        Stage::Ready | Stage::Back | Stage::Processing => None,
    };
    let said = move || {
        let (tone, text) = checkout.said().get()?;
        Some(view! { class=class,
            <Alert tone live=true>
                {text}
            </Alert>
        })
    };
    let label = move || match stage.get() {
        Stage::Back | Stage::Saving => words.way_retry(),
        Stage::Ready | Stage::Leaving | Stage::Processing => {
            words.add_payment_method_continue_there()
        }
    };
    let leave = move || {
        let text = match is_over() {
            true => words.add_payment_method_back(),
            false => words.add_payment_method_cancel(),
        };
        let way = way_out(session, text);
        way.map(|WayOut { href, text }| view! { class=class, <LinkButton href>{text}</LinkButton> })
    };

    view! { class=class,
        <p class="elsewhere">{words.add_payment_method_elsewhere()}</p>
        <p class="private" hidden=is_over>
            <Icon name=IconName::Lock />
            {words.add_payment_method_private()}
        </p>
        {said}
        <div class="actions">
            <Show when=move || !is_over()>
                <Button
                    variant=ButtonVariant::Primary
                    busy=is_busy
                    unavailable=Signal::derive(move || session.is_offline().get())
                    on_click=move || checkout.submit()
                >
                    {label}
                </Button>
            </Show>
            {leave}
        </div>
        <p class="progress" role="status">
            {progress}
        </p>
    }
}
