//! What can be done with the look as a whole.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{exchange::Exchange, share::Share, versions::Versions};
use crate::{
    api::dashboard::Refusal,
    dashboard::{editor::use_editor, task::Task},
    i18n::use_words,
    toasts::{Tone, use_toasts},
    ui::{Alert, Button, ButtonVariant, Dialog, DialogActions, Tone as Shade},
};

/// Steps, files, storing and publishing; and what is stored.
#[component]
pub fn EditorBar() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/editor_bar.css");
    let (words, editor, toasts) = (use_words(), use_editor(), use_toasts());
    let saving = Task::new();
    let publishing = Task::new();
    let asked = RwSignal::new(false);
    let save = move |anyway: bool| {
        saving.run(async move {
            editor.save(anyway).await?;
            toasts.show(Tone::Success, words.dashboard_branding_saved());
            Ok(())
        });
    };
    let publish = move |anyway: bool| {
        publishing.run(async move {
            editor.publish(anyway).await?;
            asked.set(false);
            toasts.show(Tone::Success, words.dashboard_branding_published());
            Ok(())
        });
    };
    let take_theirs = move || {
        saving.run(async move {
            publishing.clear();
            editor.take_theirs().await
        })
    };
    let state = move || {
        if editor.is_unsaved().get() {
            words.dashboard_branding_state_unsaved()
        } else if editor.is_different().get() {
            words.dashboard_branding_state_draft()
        } else {
            words.dashboard_branding_state_published()
        }
    };
    let is_same = Signal::derive(move || !editor.is_different().get());
    let nothing_to_save = Signal::derive(move || !editor.is_unsaved().get());
    let problem = move || {
        let refusal = saving.failure().get()?;
        Some(view! { class=class, <Problem refusal again=move || save(true) theirs=take_theirs /> })
    };
    let problem_of_publishing = move || {
        let refusal = publishing.failure().get()?;
        Some(
            view! { class=class, <Problem refusal again=move || publish(true) theirs=take_theirs /> },
        )
    };
    // Where the hands are: the keys that every editor has.
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        let is_command = event.ctrl_key() || event.meta_key();
        if !is_command || event.alt_key() || writes(&event) {
            return;
        }
        match (event.key().as_str(), event.shift_key()) {
            ("z", false) => editor.undo(),
            ("z" | "Z", true) | ("y", false) => editor.redo(),
            ("s", false) if editor.is_unsaved().get_untracked() => save(false),
            ("s", false) => {}
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || keys.remove());

    view! { class=class,
        <div class="editor-bar">
            <p class="state" role="status">
                {state}
            </p>
            <div class="actions">
                <Button
                    unavailable=Signal::derive(move || !editor.can_undo().get())
                    on_click=move || editor.undo()
                >
                    {words.dashboard_branding_undo()}
                </Button>
                <Button
                    unavailable=Signal::derive(move || !editor.can_redo().get())
                    on_click=move || editor.redo()
                >
                    {words.dashboard_branding_redo()}
                </Button>
                <Exchange />
                <Versions />
                <Share />
                <Button
                    busy=saving.pending()
                    unavailable=nothing_to_save
                    on_click=move || save(false)
                >
                    {words.dashboard_branding_save()}
                </Button>
                <Button
                    variant=ButtonVariant::Primary
                    unavailable=is_same
                    on_click=move || {
                        publishing.clear();
                        asked.set(true);
                    }
                >
                    {words.dashboard_branding_publish()}
                </Button>
            </div>
            {problem}
        </div>
        <Dialog
            title=words.dashboard_branding_publish_title()
            open=asked
            busy=publishing.pending()
            on_close=move || asked.set(false)
        >
            <p>{words.dashboard_branding_publish_text()}</p>
            {problem_of_publishing}
            <DialogActions>
                <Button on_click=move || {
                    asked.set(false)
                }>{words.dashboard_branding_publish_later()}</Button>
                <Button
                    variant=ButtonVariant::Primary
                    busy=publishing.pending()
                    on_click=move || publish(false)
                >
                    {words.dashboard_branding_publish()}
                </Button>
            </DialogActions>
        </Dialog>
    }
}

/// Whether the key belongs to a text that is being written, which has steps of its own.
fn writes(event: &leptos::ev::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let target = event.target();
    let element = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_some_and(|element| {
        let selector = "textarea, input[type=text]";
        element.matches(selector).unwrap_or_default() && event.key() != "s"
    })
}

/// Why it is not stored, and what can be done: somebody else has changed it, or something else.
#[component]
fn Problem(
    /// What the server said.
    refusal: Refusal,
    /// Stores it in the place of theirs.
    again: impl Fn() + Copy + Send + Sync + 'static,
    /// Takes theirs.
    theirs: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/editor_bar.css");
    let words = use_words();
    let is_conflict = refusal.status() == Some(409);
    let text = match is_conflict {
        true => words.dashboard_branding_conflict(),
        false => refusal.words(words),
    };

    view! { class=class,
        <div class="problem">
            <Alert tone=Shade::Danger live=true>
                {text}
            </Alert>
            {is_conflict
                .then(|| {
                    view! { class=class,
                        <div class="actions">
                            <Button on_click=move || theirs()>
                                {words.dashboard_branding_take_theirs()}
                            </Button>
                            <Button on_click=move || again()>
                                {words.dashboard_branding_keep_mine()}
                            </Button>
                        </div>
                    }
                })}
        </div>
    }
}
