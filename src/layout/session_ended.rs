//! There is no session: why, and how to get one.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::Message;
use crate::{
    i18n::use_words,
    paths,
    session::{Ended, use_session},
    ui::{Button, ButtonVariant, LinkButton},
};

/// The page of an expired link, an ended session, a sign-out, or a tab that belongs to another account.
#[component]
pub fn SessionEnded(
    /// Why there is none.
    ended: Ended,
) -> impl IntoView {
    let class = style_sheet!("style/layout/session_ended.css");
    let words = use_words();
    let session = use_session();
    let merchant = session.merchant().get_untracked();
    let name = merchant.name;
    let (title, text) = match ended {
        Ended::Expired => (words.ended_expired_title(), words.ended_expired_text(&name)),
        Ended::Link => (words.ended_link_title(), words.ended_link_text(&name)),
        Ended::SignedOut => (
            words.ended_signed_out_title(),
            words.ended_signed_out_text(&name),
        ),
        Ended::Changed => (words.ended_changed_title(), words.ended_changed_text()),
    };
    let help = merchant.support_email.map(|email| {
        view! { class=class, <p class="help">{words.ended_contact(&email)}</p> }
    });
    let way_back = session.return_url().get_untracked();
    let actions = move || {
        let name = name.clone();
        let back = way_back.clone().map(|href| {
            let variant = match session.login_url().get() {
                Some(_) => ButtonVariant::Secondary,
                None => ButtonVariant::Primary,
            };
            view! { class=class,
                <LinkButton href variant>
                    {words.shell_return(&name)}
                </LinkButton>
            }
        });
        let go_on = (ended == Ended::Changed).then(|| {
            view! { class=class,
                <Button on_click=|| paths::replace(
                    paths::HOME,
                )>{words.ended_changed_continue()}</Button>
            }
        });
        // Somebody who left on purpose is not asked in again.
        let login = session
            .login_url()
            .get()
            .filter(|_| matches!(ended, Ended::Expired | Ended::Link))
            .map(|href| {
                let variant = ButtonVariant::Primary;
                view! { class=class,
                    <LinkButton href variant>
                        {words.ended_login()}
                    </LinkButton>
                }
            });
        view! { class=class,
            {login}
            {back}
            {go_on}
        }
    };

    view! { class=class,
        <Message title actions=actions>
            <p class="text">{text}</p>
            {help}
        </Message>
    }
}
