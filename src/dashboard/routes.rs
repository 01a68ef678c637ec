//! Every page of the dashboard on one screen.

use leptos::prelude::*;

use super::{components::Shell, pages, paths};
use crate::paths::here;

/// The page of the current address.
#[component]
pub fn Page() -> impl IntoView {
    let path = here();
    let page = match path.trim_end_matches('/') {
        paths::HOME | paths::BRANDING => view! { class="", <pages::Branding /> }.into_any(),
        _ => view! { class="", <pages::NotFound /> }.into_any(),
    };

    view! { class="", <Shell>{page}</Shell> }
}
