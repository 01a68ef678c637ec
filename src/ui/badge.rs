//! A word about the state of the thing beside it.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::Tone;

/// A small label. Its words carry the meaning; the tone only repeats it.
#[component]
pub fn Badge(
    /// What the state means. Defaults to [`Tone::Neutral`].
    #[prop(optional)]
    tone: Tone,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/badge.css");

    view! { class=class,
        <span class="badge" data-tone=tone.as_str()>
            {children()}
        </span>
    }
}
