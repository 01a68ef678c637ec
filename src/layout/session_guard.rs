//! Shows the portal to whom it belongs, and to everybody else what to do.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{
    load_failure::LoadFailure, session_ended::SessionEnded, session_over::SessionOver,
    switch_account::SwitchAccount,
};
use crate::{
    i18n::use_words,
    session::{Ended, Phase, use_session},
    ui::Skeleton,
};

/// What is shown instead of the portal, or the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Screen {
    Waiting,
    Portal,
    Ended(Ended),
    Switch(Option<String>),
    Failed,
}

/// The pages, while there is a session. One that expires leaves its page standing under a dialog, so that nothing is
/// lost when the customer comes back.
#[component]
pub fn SessionGuard(children: ChildrenFn) -> impl IntoView {
    let class = style_sheet!("style/layout/session_guard.css");
    let words = use_words();
    let session = use_session();
    let phase = session.phase();
    let was_opened = session.was_opened();
    let is_over = Memo::new(move |_| was_opened.get() && phase.with(is_expired));
    let screen = Memo::new(move |_| match &*phase.read() {
        Phase::Checking => Screen::Waiting,
        Phase::SignedIn => Screen::Portal,
        Phase::Ended(_) if is_over.get() => Screen::Portal,
        Phase::Ended(ended) => Screen::Ended(*ended),
        Phase::Switch { account } => Screen::Switch(account.clone()),
        Phase::Failed(_) => Screen::Failed,
    });
    // A portal that failed to load is loaded anew as a document: there is one failure.
    let failed = move || match phase.get() {
        Phase::Failed(failure) => Some(view! { class=class, <LoadFailure failure /> }),
        _ => None,
    };
    let shown = move || {
        // A page reads its words while it is built; in another language it is built anew.
        words.locale();
        match screen.get() {
            Screen::Waiting => view! { class=class, <Skeleton lines=6 /> }.into_any(),
            Screen::Portal => children().into_any(),
            Screen::Ended(ended) => view! { class=class, <SessionEnded ended /> }.into_any(),
            Screen::Switch(account) => view! { class=class, <SwitchAccount account /> }.into_any(),
            Screen::Failed => failed().into_any(),
        }
    };

    view! { class=class,
        <div class="session-guard">{shown}</div>
        <SessionOver open=is_over />
    }
}

fn is_expired(phase: &Phase) -> bool {
    matches!(phase, Phase::Ended(Ended::Expired))
}
