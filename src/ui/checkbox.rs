//! Yes or no.

use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

/// A statement that is ticked or not. The whole line is the target.
#[component]
pub fn Checkbox(
    /// The statement.
    label: String,
    /// Whether it is ticked.
    checked: RwSignal<bool>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/checkbox.css");
    let change = move |event: Event| checked.set(event_target_checked(&event));

    view! { class=class,
        <label class="checkbox">
            <input class="box" type="checkbox" prop:checked=checked on:change=change />
            <span>{label}</span>
        </label>
    }
}
