//! A question before something that cannot be undone.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    dashboard::task::Task,
    i18n::use_words,
    ui::{Alert, Button, ButtonVariant, Dialog, DialogActions, Tone, focus},
};

/// Asks, and does it. A refusal is shown where it was asked.
#[component]
pub fn Confirm(
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// What follows from it.
    #[prop(into)]
    text: Signal<String>,
    /// The button that does it.
    #[prop(into)]
    answer: String,
    /// Whether it is asked now.
    #[prop(into)]
    open: Signal<bool>,
    /// The deed.
    task: Task,
    /// Called when it is to be done.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// Called when it is not; the caller then ends the question.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/confirm.css");
    let words = use_words();
    let answer = StoredValue::new(answer);
    let close = move |()| {
        task.clear();
        on_close.run(());
    };
    let failure = move || {
        let refusal = task.failure().get()?;
        Some(view! { class=class,
            <Alert tone=Tone::Danger live=true>
                {refusal.words(words)}
            </Alert>
        })
    };

    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if was_open == Some(true) && !is_open {
            request_animation_frame(keep_focus);
        }
        is_open
    });

    view! { class=class,
        <Dialog title open busy=task.pending() on_close=close>
            <p class="text">{text}</p>
            {failure}
            <DialogActions>
                <Button autofocus=true on_click=close>
                    {words.dashboard_keep()}
                </Button>
                <Button
                    variant=ButtonVariant::Danger
                    busy=task.pending()
                    on_click=move |()| on_confirm.run(())
                >
                    {answer.get_value()}
                </Button>
            </DialogActions>
        </Dialog>
    }
}

/// The button that asked may be gone with what it was about: then the page's heading is where one goes on from.
fn keep_focus() {
    let active = document().active_element();
    if active.is_none_or(|active| active.tag_name() == "BODY") {
        focus(document().query_selector("h1").ok().flatten());
    }
}
