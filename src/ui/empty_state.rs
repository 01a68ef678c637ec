//! What is said where a list would be.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{Icon, IconName};

/// Says that there is nothing yet, and what would change that.
#[component]
pub fn EmptyState(
    /// A drawing of what would be here.
    icon: IconName,
    /// What there is none of.
    #[prop(into)]
    title: String,
    /// What comes here, and how.
    #[prop(into)]
    text: String,
    /// The way to change it, if there is one here.
    #[prop(optional, into)]
    action: ViewFn,
) -> impl IntoView {
    let class = style_sheet!("style/ui/empty_state.css");

    view! { class=class,
        <div class="empty-state">
            <span class="mark">
                <Icon name=icon />
            </span>
            <p class="title">{title}</p>
            <p class="text">{text}</p>
            <div class="action">{move || action.run()}</div>
        </div>
    }
}
