//! Room for an answer in one's own words.

use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

/// A labelled text of several lines.
#[component]
pub fn TextArea(
    /// What to write.
    #[prop(into)]
    label: String,
    /// The most characters it takes.
    max: u32,
    /// What is written.
    value: RwSignal<String>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/text_area.css");
    let write = move |event: Event| value.set(event_target_value(&event));

    view! { class=class,
        <label class="text-area">
            <span class="label">{label}</span>
            <textarea
                class="control"
                rows="4"
                maxlength=max.to_string()
                prop:value=value
                on:input=write
            ></textarea>
        </label>
    }
}
