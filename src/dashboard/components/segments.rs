//! A choice of one among a few, beside each other.

use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

use crate::ui::unique_id;

/// Radio buttons that look like one control.
#[component]
pub fn Segments(
    /// The question.
    #[prop(into)]
    legend: String,
    /// Whether the question is only heard, because what is around says it.
    #[prop(optional)]
    quiet: bool,
    /// The answers, in order: value and words.
    options: Vec<(String, String)>,
    /// The answer that is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the value that was chosen.
    #[prop(into)]
    on_change: Callback<String>,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/segments.css");
    let name = unique_id("segments");
    let change = move |event: Event| on_change.run(event_target_value(&event));
    let option = move |(own, label): (String, String)| {
        let is_chosen = {
            let own = own.clone();
            move || value.get() == own
        };
        view! { class=class,
            <label class="segment">
                <input
                    class="radio"
                    type="radio"
                    name=name.clone()
                    value=own
                    prop:checked=is_chosen
                    on:change=change
                />
                <span class="words">{label}</span>
            </label>
        }
    };

    view! { class=class,
        <fieldset class="segments">
            <legend class="legend" data-quiet=quiet.then_some("true")>
                {legend}
            </legend>
            <div class="row">{options.into_iter().map(option).collect_view()}</div>
        </fieldset>
    }
}
