//! Says that the server or the billing system behind it cannot be reached, or that the app has grown too old for it.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use stylers_macro::style_sheet;

use crate::{
    api::{self, Failure},
    format::time_of_day,
    i18n::use_words,
    paths,
    session::{Connection, Phase, Session, use_session},
    task::Task,
    time::pause,
    ui::{Button, ButtonVariant, Icon, IconName},
};

/// While something is out of reach the server is asked this often whether it is back.
const BETWEEN: Duration = Duration::from_secs(10);

/// A line that stays at the top of the window: what is shown is old, or the page has to be loaded anew. Nothing
/// happens by itself: the customer may be in the middle of something.
#[component]
pub fn ConnectionBanner() -> impl IntoView {
    let class = style_sheet!("style/layout/connection_banner.css");
    let words = use_words();
    let session = use_session();
    let (connection, is_offline) = (session.connection(), session.is_offline());
    let read_at = session.read_at();
    let is_waiting = Signal::derive(move || is_offline.get() || read_at.get().is_some());
    let checking = Task::new();
    let check = move || checking.run(refresh(session));
    // What the browser says is a hint to look, in both directions.
    for event in ["online", "offline"] {
        // The banner lives as long as the document.
        let _ = window_event_listener_untyped(event, move |_| check());
    }
    let is_watching = StoredValue::new(false);
    Effect::new(move || {
        if !is_waiting.get() || is_watching.get_value() {
            return;
        }
        is_watching.set_value(true);
        spawn_local(async move {
            while is_waiting.get_untracked() {
                pause(BETWEEN).await;
                check();
            }
            is_watching.set_value(false);
        });
    });
    let line = move |text: String, button: AnyView| {
        view! { class=class,
            <div class="line">
                <Icon name=IconName::Warning />
                <p class="text">{text}</p>
                {button}
            </div>
        }
    };
    let old = move |text: String| {
        let button = view! { class=class,
            <Button variant=ButtonVariant::Quiet busy=checking.pending() on_click=check>
                {words.way_retry()}
            </Button>
        };
        Some(line(text, button.into_any()))
    };
    let shown = move || match connection.get() {
        Connection::Offline { since } => old(words.shell_offline(&time_of_day(words, since))),
        Connection::Online if session.is_outdated().get() => {
            let button = view! { class=class,
                <Button variant=ButtonVariant::Quiet on_click=paths::reload>
                    {words.way_reload()}
                </Button>
            };
            Some(line(words.shell_outdated(), button.into_any()))
        }
        Connection::Online => {
            let at = read_at.get()?;
            old(words.shell_read_at(&time_of_day(words, at)))
        }
    };

    view! { class=class,
        <div class="connection-banner" role="status">
            {shown}
        </div>
    }
}

/// Looks whether the server is there. Without a session there is nothing that could be out of date.
async fn refresh(session: Session) -> Result<(), Failure> {
    if session.phase().with_untracked(Phase::is_signed_in) {
        api::refresh(session).await?;
    }
    Ok(())
}
