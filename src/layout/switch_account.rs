//! This browser is signed in to another account than the link's.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::Message;
use crate::{
    api, flow,
    i18n::use_words,
    paths,
    session::use_session,
    task::Task,
    ui::{Alert, Button, ButtonVariant, Tone},
};

/// Asks before one customer's session takes the place of another's. The link is not used up until the answer is yes.
#[component]
pub fn SwitchAccount(
    /// The account this browser is signed in to, masked.
    account: Option<String>,
) -> impl IntoView {
    let class = style_sheet!("style/layout/switch_account.css");
    let words = use_words();
    let session = use_session();
    let switching = Task::new();
    let switch = move || {
        switching.run(async move {
            // The boot script leaves the token in the address until a session is open.
            let token = window().location().hash().unwrap_or_default();
            let token = token.trim_start_matches('#').to_owned();
            let portal = api::open_session(session, token, true).await?;
            // A new document: the other account may belong to another brand.
            paths::replace(&flow::start(&portal));
            Ok(())
        });
    };
    let text = match account {
        Some(account) => words.switch_text(&account),
        None => words.switch_text_unnamed(),
    };
    let failure = move || {
        let failure = switching.failure().get()?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {failure.words(words)}
            </Alert>
        })
    };
    let actions = move || {
        view! { class=class,
            <Button variant=ButtonVariant::Primary busy=switching.pending() on_click=switch>
                {words.switch_confirm()}
            </Button>
            <Button unavailable=switching.pending() on_click=|| paths::replace(paths::HOME)>
                {words.switch_keep()}
            </Button>
        }
    };

    view! { class=class,
        <Message title=words.switch_title() actions=actions>
            <p class="text">{text}</p>
            {failure}
        </Message>
    }
}
