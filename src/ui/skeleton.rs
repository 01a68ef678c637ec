//! The outline of content that is on its way.

use leptos::prelude::*;
use stylers_macro::style_sheet;

/// Grey lines in the place of text. Whoever shows it also says what is awaited.
#[component]
pub fn Skeleton(
    /// How many lines.
    lines: usize,
) -> impl IntoView {
    let class = style_sheet!("style/ui/skeleton.css");
    let line = move |_| view! { class=class, <span class="line"></span> };

    view! { class=class,
        <div class="skeleton" aria-hidden="true">
            {(0..lines).map(line).collect_view()}
        </div>
    }
}
