//! One answer of several.

use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

use super::unique_id;

/// A question with its possible answers. Unless `value` says which one the person has chosen before, none is.
#[component]
pub fn RadioGroup(
    /// The question.
    #[prop(into)]
    legend: String,
    /// The answers, in order: value and words.
    options: Vec<(String, String)>,
    /// The answer that is chosen, if one is.
    #[prop(optional, into)]
    value: Signal<String>,
    /// Called with the value that was chosen.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/radio_group.css");
    let name = unique_id("choice");
    let change = move |event: Event| on_change.run(event_target_value(&event));
    let option = move |(own, label): (String, String)| {
        let is_chosen = value.with_untracked(|value| *value == own);
        view! { class=class,
            <label class="option">
                <input
                    class="radio"
                    type="radio"
                    name=name.clone()
                    value=own
                    prop:checked=is_chosen
                    on:change=change
                />
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
