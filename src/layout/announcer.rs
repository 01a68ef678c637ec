//! Says that something else is shown.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    session::{Phase, use_session},
    ui::focus,
};

/// When the portal gives way to the page of an ended session, or takes its place, the document stays and so the change
/// is silent: no title is read, and focus stays where a button used to be. So the title goes into a live region and
/// focus to the heading, as a fresh document would have it.
///
/// The first page is left alone. Its document was loaded by the browser, which has announced it.
#[component]
pub fn Announcer() -> impl IntoView {
    let class = style_sheet!("style/layout/announcer.css");
    let phase = use_session().phase();
    let (title, set_title) = signal(String::new());
    let is_signed_in = Memo::new(move |_| phase.with(Phase::is_signed_in));
    Effect::new(move |before: Option<bool>| {
        let now = is_signed_in.get();
        if before.is_some_and(|before| before != now) {
            // What is shown now is built in this turn, so that its heading is there in the next frame.
            request_animation_frame(move || {
                set_title.set(document().title());
                focus_heading();
            });
        }
        now
    });

    view! { class=class,
        <p class="announcer visually-hidden" aria-live="polite" aria-atomic="true">
            {title}
        </p>
    }
}

/// Leads to the page's heading, as a fresh document would.
pub fn focus_heading() {
    // An open dialog has its own focus, and what is behind it cannot take any.
    focus(document().query_selector("main h1").ok().flatten());
}
