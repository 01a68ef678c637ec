//! An address at which there is no page.

use leptos::prelude::*;

use crate::{
    dashboard::{components::Heading, paths},
    i18n::use_words,
    ui::LinkButton,
};

/// Says so, and leads back.
#[component]
pub fn NotFound() -> impl IntoView {
    let words = use_words();

    view! { class="",
        <Heading title=words.dashboard_not_found_title() text=words.dashboard_not_found_text() />
        <LinkButton href=paths::HOME>{words.dashboard_not_found_back()}</LinkButton>
    }
}
