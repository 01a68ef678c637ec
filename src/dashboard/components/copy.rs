//! Text to take along.

use leptos::prelude::*;
use stylers_macro::style_sheet;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::{
    i18n::use_words,
    toasts::{Tone, use_toasts},
    ui::{Button, ButtonVariant},
};

/// A button that copies a text, and says whether it did.
#[component]
pub fn Copy(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says: "Copy link".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let (words, toasts) = (use_words(), use_toasts());
    let copy = move |()| {
        let clipboard = window().navigator().clipboard();
        let writing = clipboard.write_text(&text.get_untracked());
        spawn_local(async move {
            match JsFuture::from(writing).await {
                Ok(_) => toasts.show(Tone::Success, words.dashboard_copied()),
                Err(_) => toasts.show(Tone::Danger, words.dashboard_not_copied()),
            }
        });
    };

    view! { class="",
        <Button variant=ButtonVariant::Quiet on_click=copy>
            {label}
        </Button>
    }
}

/// Code with its copy button.
#[component]
pub fn Snippet(
    /// What it is for, which names it.
    #[prop(into)]
    title: String,
    /// The code.
    #[prop(into)]
    code: String,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/copy.css");
    let words = use_words();
    let label = words.dashboard_copy(&title);
    let text = StoredValue::new(code.clone());

    // What is wider than the window is scrolled, which takes focus for those without a mouse.
    view! { class=class,
        <figure class="snippet">
            <figcaption class="head">
                {title.clone()} <Copy text=Signal::derive(move || text.get_value()) label />
            </figcaption>
            <pre class="code" dir="ltr" tabindex="0" role="region" aria-label=title>
                <code>{code}</code>
            </pre>
        </figure>
    }
}
