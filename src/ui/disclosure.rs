//! What is shown on demand.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{Icon, IconName};

/// Something behind a line that opens and closes it.
#[component]
pub fn Disclosure(
    /// What the line says.
    summary: String,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/disclosure.css");

    view! { class=class,
        <details class="disclosure">
            <summary class="summary">
                {summary} <span class="arrow">
                    <Icon name=IconName::ChevronDown />
                </span>
            </summary>
            {children()}
        </details>
    }
}
