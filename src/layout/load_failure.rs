//! The portal could not be loaded.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::Message;
use crate::{
    api::Failure,
    i18n::use_words,
    paths,
    ui::{Button, ButtonVariant},
};

/// Says why, names the answer for support, and offers another attempt.
#[component]
pub fn LoadFailure(
    /// What went wrong.
    failure: Failure,
) -> impl IntoView {
    let class = style_sheet!("style/layout/load_failure.css");
    let words = use_words();
    let reference = failure.reference().map(|id| {
        let text = words.errors_reference(id);
        view! { class=class, <p class="reference">{text}</p> }
    });
    let actions = move || {
        view! { class=class,
            <Button variant=ButtonVariant::Primary on_click=paths::reload>
                {words.way_reload()}
            </Button>
        }
    };

    view! { class=class,
        <Message title=words.errors_load_title() actions=actions>
            <p class="text">{failure.words(words)}</p>
            {reference}
        </Message>
    }
}
