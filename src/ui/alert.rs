//! A message in the place it is about.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{Icon, Tone};

/// A message with a tone, beside what it is about.
#[component]
pub fn Alert(
    /// What it means. Defaults to [`Tone::Neutral`].
    #[prop(optional)]
    tone: Tone,
    /// Whether it appears in answer to something, so that assistive technology reads it at once.
    #[prop(optional)]
    live: bool,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/alert.css");

    view! { class=class,
        <div class="alert" data-tone=tone.as_str() role=live.then_some("alert")>
            <span class="mark">
                <Icon name=tone.icon() />
            </span>
            <div class="words">{children()}</div>
        </div>
    }
}
