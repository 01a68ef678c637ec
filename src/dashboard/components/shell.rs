//! The frame of every page: where one can go, and who is signed in.

use contract::Role;
use leptos::prelude::*;
use stylers_macro::style_sheet;
use wasm_bindgen_futures::spawn_local;

use crate::{
    api::dashboard,
    dashboard::{desk::use_desk, paths},
    i18n::{Words, use_words},
    layout::ToastRegion,
    paths::here,
    toasts::{Tone, use_toasts},
    ui::{Badge, Button, ButtonVariant, Dialog, DialogActions, Tone as Shade},
};

/// A place in the navigation: its address and its name.
type Place = (&'static str, String);

fn places(words: Words, role: Role) -> Vec<Place> {
    let branding = (paths::BRANDING, words.dashboard_nav_branding());
    if role == Role::Designer {
        return vec![branding];
    }
    vec![
        branding,
        (paths::CONFIGURATION, words.dashboard_nav_configuration()),
        (paths::LOGIN_LINK, words.dashboard_nav_login_link()),
        (paths::SESSIONS, words.dashboard_nav_sessions()),
        (paths::SUBSCRIPTIONS, words.dashboard_nav_subscriptions()),
        (paths::EMBED, words.dashboard_nav_embed()),
        (paths::DOMAINS, words.dashboard_nav_domains()),
        (paths::WEBHOOKS, words.dashboard_nav_webhooks()),
        (paths::AUDIT_LOG, words.dashboard_nav_audit_log()),
    ]
}

/// Navigation beside the page, above it where there is little room.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/shell.css");
    let (words, desk, toasts) = (use_words(), use_desk(), use_toasts());
    let current = match here() {
        path if path.trim_end_matches('/') == paths::HOME => paths::BRANDING.to_owned(),
        path => path,
    };
    let link = move |(path, name): Place| {
        let is_here = (path == current).then_some("page");
        view! { class=class,
            <li>
                <a class="place" href=path rel="external" aria-current=is_here>
                    {name}
                </a>
            </li>
        }
    };
    let sign_out = move |()| {
        spawn_local(async move {
            match dashboard::sign_out().await {
                Ok(()) | Err(dashboard::Refusal::SignedOut) => crate::paths::replace(paths::HOME),
                Err(refusal) => toasts.show(Tone::Danger, refusal.words(words)),
            }
        });
    };
    let person = Some(desk.person()).filter(|name| !name.is_empty());

    view! { class=class,
        <div class="app shell">
            <a class="skip" href="#content" rel="external">
                {words.shell_skip()}
            </a>
            <header class="side">
                <p class="merchant">
                    {desk.merchant()}
                    {desk
                        .test_mode()
                        .then(|| {
                            view! { class=class,
                                <Badge tone=Shade::Warning>{words.dashboard_test_mode()}</Badge>
                            }
                        })}
                </p>
                <nav class="nav" aria-label=words.dashboard_nav_name()>
                    <ul class="places">
                        {places(words, desk.role()).into_iter().map(link).collect_view()}
                    </ul>
                </nav>
                <div class="foot">
                    {person.map(|name| view! { class=class, <p class="person">{name}</p> })}
                    <Button variant=ButtonVariant::Quiet on_click=sign_out>
                        {words.dashboard_sign_out()}
                    </Button>
                </div>
            </header>
            <main class="content" id="content" tabindex="-1">
                {children()}
            </main>
        </div>
        <Dialog title=words.dashboard_ended_title() open=desk.is_over() on_close=|| ()>
            <p>{words.dashboard_ended_text()}</p>
            <p>{words.dashboard_ended_kept()}</p>
            <DialogActions>
                <Button
                    variant=ButtonVariant::Primary
                    autofocus=true
                    on_click=|()| crate::paths::reload()
                >
                    {words.dashboard_ended_reload()}
                </Button>
            </DialogActions>
        </Dialog>
        <ToastRegion />
    }
}
