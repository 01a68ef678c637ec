//! Any address the portal does not have.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    i18n::use_words,
    layout::Message,
    paths,
    ui::{ButtonVariant, LinkButton},
};

/// Says that there is nothing here, and leads home.
#[component]
pub fn NotFound() -> impl IntoView {
    let class = style_sheet!("style/pages/not_found.css");
    let words = use_words();
    let actions = move || {
        view! { class=class,
            <LinkButton href=paths::HOME variant=ButtonVariant::Primary>
                {words.not_found_home()}
            </LinkButton>
        }
    };

    view! { class=class,
        <Message title=words.not_found_title() actions=actions>
            <p class="text">{words.not_found_text()}</p>
        </Message>
    }
}
