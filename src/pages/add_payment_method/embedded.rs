//! The form of the processor on our page, and what becomes of what is filled in.

use leptos::{html, prelude::*};
use stylers_macro::style_sheet;

use super::adding::{Adding, Stage};
use crate::{
    flow::{WayOut, way_out},
    i18n::use_words,
    paths,
    session::use_session,
    ui::{Alert, Button, ButtonVariant, Icon, IconName, LinkButton, Skeleton, Tone},
};

/// The processor's form.
#[component]
pub fn Embedded() -> impl IntoView {
    let class = style_sheet!("style/pages/add_payment_method.css");
    let words = use_words();
    let session = use_session();
    let adding = Adding::new(session);
    let place = NodeRef::<html::Div>::new();
    place.on_load(move |place| adding.start(place.into()));
    let stage = adding.stage();
    let is_loading = move || stage.get() == Stage::Loading;
    let is_busy = Signal::derive(move || matches!(stage.get(), Stage::Checking | Stage::Saving));
    let progress = move || match stage.get() {
        Stage::Loading => Some(words.add_payment_method_loading()),
        Stage::Checking => Some(words.add_payment_method_checking()),
        Stage::Saving => Some(words.add_payment_method_saving()),
        Stage::Ready | Stage::Broken | Stage::Processing => None,
    };
    let failure = move || {
        let text = adding.error().get()?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {text}
            </Alert>
        })
    };
    let link = move |text| {
        let way = way_out(session, text);
        way.map(|WayOut { href, text }| view! { class=class, <LinkButton href>{text}</LinkButton> })
    };
    let submit = move || {
        view! { class=class,
            <Button
                variant=ButtonVariant::Primary
                busy=is_busy
                unavailable=Signal::derive(move || is_loading() || session.is_offline().get())
                on_click=move || adding.submit()
            >
                {words.add_payment_method_submit()}
            </Button>
            {link(words.add_payment_method_cancel())}
        }
    };
    let leave = move || {
        view! { class=class,
            <Show when=move || stage.get() == Stage::Broken>
                <Button variant=ButtonVariant::Primary on_click=paths::reload>
                    {words.way_retry()}
                </Button>
            </Show>
            {link(words.add_payment_method_back())}
        }
    };
    let is_over = move || matches!(stage.get(), Stage::Broken | Stage::Processing);
    let has_no_form = move || is_over() || !adding.has_form().get();

    view! { class=class,
        <div
            class="form"
            role="group"
            aria-label=words.add_payment_method_form()
            hidden=has_no_form
        >
            <Show when=is_loading>
                <Skeleton lines=5 />
            </Show>
            <div class="place" node_ref=place></div>
        </div>
        <p class="private" hidden=is_over>
            <Icon name=IconName::Lock />
            {words.add_payment_method_private()}
        </p>
        {failure}
        <Show when=move || stage.get() == Stage::Processing>
            <Alert tone=Tone::Info live=true>
                {words.add_payment_method_processing()}
            </Alert>
        </Show>
        <div class="actions">
            <Show when=is_over fallback=submit>
                {leave}
            </Show>
        </div>
        <p class="progress" role="status">
            {progress}
        </p>
    }
}
