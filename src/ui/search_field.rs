//! Where one types what one looks for.

use leptos::{ev::Event, prelude::*};
use stylers_macro::style_sheet;

use super::unique_id;

/// A labelled field for a search, with a hint below it.
#[component]
pub fn SearchField(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What can be searched for.
    #[prop(into)]
    hint: String,
    /// The most characters it takes.
    max: u32,
    /// What is in it.
    #[prop(into)]
    value: Signal<String>,
    /// Called with what is in it, at every stroke.
    #[prop(into)]
    on_input: Callback<String>,
) -> impl IntoView {
    let class = style_sheet!("style/ui/search_field.css");
    let hint_id = unique_id("hint");
    let input = move |event: Event| on_input.run(event_target_value(&event));

    view! { class=class,
        <div class="search-field">
            <label class="label">
                <span class="name">{label}</span>
                <input
                    class="control"
                    type="search"
                    maxlength=max.to_string()
                    autocomplete="off"
                    aria-describedby=hint_id.clone()
                    prop:value=value
                    on:input=input
                />
            </label>
            <p class="hint" id=hint_id>
                {hint}
            </p>
        </div>
    }
}
