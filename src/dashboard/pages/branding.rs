//! `/dashboard/branding`: what the portal looks like.

use leptos::{prelude::*, task::spawn_local};
use stylers_macro::style_sheet;

use crate::{
    api::dashboard::Refusal,
    dashboard::{
        components::{EditorBar, Heading, LookForm, Preview},
        desk::use_desk,
        editor::Editor,
    },
    i18n::use_words,
    ui::{Alert, Button, Skeleton, Tone},
};

/// The editor beside its preview.
#[component]
pub fn Branding() -> impl IntoView {
    let class = style_sheet!("style/dashboard/pages/branding.css");
    let (words, desk) = (use_words(), use_desk());
    let opened = RwSignal::new(None::<Result<Editor, Refusal>>);
    let open = move || {
        opened.set(None);
        spawn_local(async move {
            opened.set(Some(Editor::open(desk).await));
        });
    };
    open();
    let content = move || match opened.get() {
        None => view! { class=class,
            <p class="visually-hidden" role="status">
                {words.dashboard_loading()}
            </p>
            <Skeleton lines=6 />
        }
        .into_any(),
        Some(Ok(editor)) => view! { class="", <Opened editor /> }.into_any(),
        Some(Err(refusal)) => view! { class="",
            <Alert tone=Tone::Danger live=true>
                {refusal.words(words)}
            </Alert>
            <Button on_click=move || open()>{words.dashboard_again()}</Button>
        }
        .into_any(),
    };

    view! { class="",
        <Heading title=words.dashboard_branding_title() text=words.dashboard_branding_text() />
        {content}
    }
}

#[component]
fn Opened(editor: Editor) -> impl IntoView {
    let class = style_sheet!("style/dashboard/pages/branding.css");
    provide_context(editor);

    view! { class=class,
        <EditorBar />
        <div class="branding">
            <div class="form">
                <LookForm />
            </div>
            <div class="shown">
                <Preview />
            </div>
        </div>
    }
}
