//! The real portal in a frame, in the look that is being worked on.

mod choices;
mod frame;

use leptos::prelude::*;
use stylers_macro::style_sheet;
use theme::Branding;

use self::{choices::Choices, frame::Frame};
use super::Segments;
use crate::{
    dashboard::editor::use_editor,
    i18n::use_words,
    ui::{Options, Select, SelectLook},
};
pub use choices::Shown;

/// What is previewed, how wide, and the frame or two of it.
#[component]
pub fn Preview() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/preview.css");
    let (words, editor) = (use_words(), use_editor());
    let choices = Choices::new(words);
    let shown = RwSignal::new(Shown::default());
    let published: Signal<Branding> = editor.published();
    let pick = move |list: Vec<(String, String)>,
                     label: String,
                     value: fn(&Shown) -> String,
                     set: fn(&mut Shown, String)| {
        let chosen = Signal::derive(move || shown.with(value));
        let change = move |value: String| shown.update(|shown| set(shown, value));
        view! { class=class,
            <label class="pick">
                <span class="label">{label}</span>
                <Select look=SelectLook::Field value=chosen on_change=change>
                    <Options list value=chosen />
                </Select>
            </label>
        }
    };
    let scheme = Signal::derive(move || shown.with(|shown| shown.scheme.clone()));
    let width = Signal::derive(move || shown.with(|shown| shown.width.clone()));
    let compare = Signal::derive(move || shown.with(|shown| shown.compare.clone()));
    let is_compared = move || compare.get() == "both";

    view! { class=class,
        <section class="preview" aria-label=words.dashboard_preview_name()>
            <div class="tools">
                {pick(
                    choices.pages,
                    words.dashboard_preview_page(),
                    |shown| shown.page.clone(),
                    |shown, value| shown.page = value,
                )}
                {pick(
                    choices.states,
                    words.dashboard_preview_state(),
                    |shown| shown.state.clone(),
                    |shown, value| shown.state = value,
                )}
                {pick(
                    choices.locales,
                    words.dashboard_preview_language(),
                    |shown| shown.locale.clone(),
                    |shown, value| shown.locale = value,
                )} <div class="segments">
                    <Segments
                        legend=words.dashboard_preview_width()
                        options=choices.widths
                        value=width
                        on_change=move |value| shown.update(|shown| shown.width = value)
                    />
                    <Segments
                        legend=words.dashboard_preview_scheme()
                        options=choices.schemes
                        value=scheme
                        on_change=move |value| shown.update(|shown| shown.scheme = value)
                    />
                    <Segments
                        legend=words.dashboard_preview_compare()
                        options=choices.compared
                        value=compare
                        on_change=move |value| shown.update(|shown| shown.compare = value)
                    />
                </div>
            </div>
            <div class="stages" data-compare=compare>
                <Show when=move || compare.get() != "published">
                    <Frame shown=shown look=editor.now() title=words.dashboard_preview_draft() />
                </Show>
                <Show when=move || is_compared() || compare.get() == "published">
                    <Frame shown=shown look=published title=words.dashboard_preview_published() />
                </Show>
            </div>
        </section>
    }
}
