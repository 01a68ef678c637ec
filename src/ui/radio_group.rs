//! One answer of several.

use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

use super::unique_id;

/// A question with its possible answers, none of them chosen for the person who is asked.
#[component]
pub fn RadioGroup(
    /// The question.
    #[prop(into)]
    legend: String,
    /// The answers, in order: value and words.
    options: Vec<(String, String)>,
    /// Called with the value that was chosen.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/radio_group.css");
    let name = unique_id("choice");
    let change = move |event: Event| on_change.run(event_target_value(&event));
    let option = move |(value, label): (String, String)| {
        view! { class=class,
            <label class="option">
                <input class="radio" type="radio" name=name.clone() value=value on:change=change />
                <span>{label}</span>
            </label>
        }
    };

    view! { class=class,
        <fieldset class="radio-group">
            <legend class="legend">{legend}</legend>
            {options.into_iter().map(option).collect_view()}
        </fieldset>
    }
}
