//! `/dashboard/branding`: what the portal looks like.

use leptos::{prelude::*, task::spawn_local};
use stylers_macro::style_sheet;

use crate::{
    api::dashboard::Refusal,
    dashboard::{
        components::{EditorBar, Heading, LookForm, LookOf, Preview},
        desk::use_desk,
        editor::Editor,
        whose::Whose,
    },
    i18n::use_words,
    paths::{here, parameter, push},
    ui::{Alert, Button, Skeleton, Tone},
};

/// The editor beside its preview.
#[component]
pub fn Branding() -> impl IntoView {
    let class = style_sheet!("style/dashboard/pages/branding.css");
    let (words, desk) = (use_words(), use_desk());
    let opened = RwSignal::new(None::<Result<Editor, Refusal>>);
    let whose = RwSignal::new(whose_of_address());
    // What was done to a look and stored nowhere stays while another one is edited, with its steps.
    let unsaved = StoredValue::new(Vec::<Editor>::new());
    let open = move || {
        let wanted = whose.get_untracked();
        let mut left = None;
        unsaved.update_value(|editors| {
            if let Some(Ok(editor)) = opened.get_untracked()
                && editor.is_unsaved().get_untracked()
            {
                editors.push(editor);
            }
            let place = editors.iter().position(|editor| editor.whose() == wanted);
            left = place.map(|place| editors.remove(place));
        });
        if let Some(editor) = left {
            opened.set(Some(Ok(editor)));
            return;
        }
        opened.set(None);
        spawn_local(async move {
            let answer = Editor::open(desk, wanted.clone()).await;
            // Another look may have been chosen since.
            if whose.try_get_untracked().as_ref() == Some(&wanted) {
                opened.set(Some(answer));
            }
        });
    };
    open();
    let choose = move |chosen: Whose| {
        push(&chosen.at(&here()));
        whose.set(chosen);
        open();
    };
    let moved = window_event_listener(leptos::ev::popstate, move |_| {
        whose.set(whose_of_address());
        open();
    });
    on_cleanup(move || moved.remove());
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
        <LookOf whose on_choose=choose />
        {content}
    }
}

/// Whose look the address names.
fn whose_of_address() -> Whose {
    let named = ["configuration", "account"].into_iter().find_map(|name| {
        let id = parameter(name)?;
        Some(Whose::read(&format!("{name}={id}")))
    });
    named.unwrap_or_default()
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
