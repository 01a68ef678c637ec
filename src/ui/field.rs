//! What is around anything that is filled in: its name, a hint, and what is wrong with it.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{Icon, IconName};

/// A control with its label above and, below, a hint and what is wrong. The control itself takes `id` and
/// [`described_by`].
#[component]
pub fn Field(
    /// The control's id.
    id: String,
    /// What to fill in.
    label: String,
    /// What is said beside the label, such as that it need not be filled in.
    #[prop(optional_no_strip)]
    note: Option<String>,
    /// What it looks like, or what it is for.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What is wrong with it, in words.
    #[prop(into)]
    error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/field.css");
    let (hint_id, error_id) = (described_by(&id, "hint"), described_by(&id, "error"));
    let hint = move || {
        let text = hint.get()?;
        Some(view! { class=class,
            <p class="hint" id=hint_id.clone()>
                {text}
            </p>
        })
    };
    let error = move || {
        let text = error.get()?;
        Some(view! { class=class,
            <p class="error" id=error_id.clone()>
                <Icon name=IconName::Warning />
                {text}
            </p>
        })
    };

    view! { class=class,
        <div class="field">
            <label class="label" for=id>
                {label}
                {note.map(|text| view! { class=class, <span class="note">" "{text}</span> })}
            </label>
            {children()}
            {error}
            {hint}
        </div>
    }
}

/// The id of a field's hint or error, for the control's `aria-describedby`.
pub(super) fn described_by(id: &str, what: &str) -> String {
    format!("{id}-{what}")
}

/// What describes a control now: what is wrong first, then the hint.
pub(super) fn descriptions(id: &str, has_error: bool, has_hint: bool) -> Option<String> {
    let parts = [(has_error, "error"), (has_hint, "hint")];
    let ids: Vec<String> = parts
        .into_iter()
        .filter(|(is_there, _)| *is_there)
        .map(|(_, what)| described_by(id, what))
        .collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
