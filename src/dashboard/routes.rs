//! Every page of the dashboard on one screen.

use leptos::prelude::*;

use super::{components::Shell, pages, paths};
use crate::paths::here;

/// The page of the current address.
#[component]
pub fn Page() -> impl IntoView {
    let path = here();
    let page = match path.trim_end_matches('/') {
        paths::CONFIGURATION => view! { class="", <pages::Configuration /> }.into_any(),
        paths::LOGIN_LINK => view! { class="", <pages::LoginLink /> }.into_any(),
        paths::SESSIONS => view! { class="", <pages::Sessions /> }.into_any(),
        paths::SUBSCRIPTIONS => view! { class="", <pages::Subscriptions /> }.into_any(),
        paths::AUDIT_LOG => view! { class="", <pages::AuditLog /> }.into_any(),
        paths::WEBHOOKS => view! { class="", <pages::Webhooks /> }.into_any(),
        paths::DOMAINS => view! { class="", <pages::Domains /> }.into_any(),
        paths::EMBED => view! { class="", <pages::Embed /> }.into_any(),
        paths::HOME | paths::BRANDING => view! { class="", <pages::Branding /> }.into_any(),
        _ => view! { class="", <pages::NotFound /> }.into_any(),
    };

    view! { class="", <Shell>{page}</Shell> }
}
