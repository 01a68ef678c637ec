//! The session ended while its page was open.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    api, flow,
    i18n::use_words,
    paths,
    session::use_session,
    task::Task,
    ui::{Alert, Button, ButtonVariant, Dialog, DialogActions, ExternalLink, LinkButton, Tone},
};

/// A dialog over the page, which stays as it is: once billing is opened again in another tab, this one goes on.
#[component]
pub fn SessionOver(
    /// Whether it has ended.
    #[prop(into)]
    open: Signal<bool>,
) -> impl IntoView {
    let class = style_sheet!("style/layout/session_over.css");
    let words = use_words();
    let session = use_session();
    let merchant = session.merchant();
    let resuming = Task::new();
    let resume = move || {
        resuming.run(async move {
            let portal = api::resume(session).await?;
            // The new session may be for something else than this page.
            let here = paths::here();
            if let Some(page) = portal.and_then(|portal| flow::detour(&portal, &here)) {
                paths::replace(&page);
            }
            Ok(())
        });
    };
    let failure = move || {
        resuming.failure().get().map(|_| {
            view! { class=class,
                <Alert tone=Tone::Warning live=true>
                    {words.ended_still_ended()}
                </Alert>
            }
        })
    };
    let way_back = move || {
        session.return_url().get().map(|href| {
            let name = merchant.with(|merchant| merchant.name.clone());
            view! { class=class, <LinkButton href>{words.shell_return(&name)}</LinkButton> }
        })
    };
    // In a tab of its own: what is on this page must stay.
    let login = move || {
        session.login_url().get().map(|href| {
            view! { class=class,
                <p class="text">
                    <ExternalLink href hint=words.shell_new_tab()>
                        {words.ended_login()}
                    </ExternalLink>
                </p>
            }
        })
    };
    let text = move || merchant.with(|merchant| words.ended_over_text(&merchant.name));

    // There is nothing behind it to go back to, so asking to close it changes nothing.
    view! { class=class,
        <Dialog title=Signal::derive(move || words.ended_expired_title()) open on_close=|| ()>
            <p class="text">{text}</p>
            {login}
            {failure}
            <DialogActions>
                {way_back}
                <Button
                    variant=ButtonVariant::Primary
                    autofocus=true
                    busy=resuming.pending()
                    on_click=resume
                >
                    {words.ended_over_continue()}
                </Button>
            </DialogActions>
        </Dialog>
    }
}
