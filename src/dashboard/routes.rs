//! Every page of the dashboard on one screen.

use leptos::prelude::*;

use super::{components::Shell, pages};
use crate::paths::here;

/// The page of the current address.
#[component]
pub fn Page() -> impl IntoView {
    let path = here();
    let page = match path.trim_end_matches('/') {
        _ => view! { class="", <pages::NotFound /> }.into_any(),
    };

    view! { class="", <Shell>{page}</Shell> }
}
