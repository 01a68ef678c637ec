//! One of several values, under a label one can see.

use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

/// A labelled choice: the browser's own list.
#[component]
pub fn ChoiceField(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The values with their words, in order.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The value that is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the value that was chosen.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/choice_field.css");
    let change = move |event: Event| on_change.run(event_target_value(&event));
    let option = move |(own, words): (String, String)| {
        let is_chosen = value.with(|value| *value == own);
        view! { class=class,
            <option value=own selected=is_chosen>
                {words}
            </option>
        }
    };

    view! { class=class,
        <label class="choice-field">
            <span class="name">{label}</span>
            <select class="control" on:change=change>
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}
