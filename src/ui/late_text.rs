//! A text that arrives after its place has been shown.

use leptos::prelude::*;
use stylers_macro::style_sheet;

/// A text with room for a longer one that is expected in its place, so that nothing moves when that comes: a line more
/// on a phone would move what a finger is about to press.
#[component]
pub fn LateText(
    /// What is known now.
    #[prop(into)]
    text: String,
    /// About what will stand here. Nobody sees or hears it.
    #[prop(into)]
    expected: String,
) -> impl IntoView {
    let class = style_sheet!("style/ui/late_text.css");

    view! { class=class,
        <span class="late-text" data-expected=expected>
            <span class="text">{text}</span>
        </span>
    }
}
