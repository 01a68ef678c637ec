//! Links out of the portal.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{Icon, IconName};

/// Opens another site in a new tab and says so.
#[component]
pub fn ExternalLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// What is added to its name, such as "(opens in a new tab)".
    #[prop(into)]
    hint: String,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/link.css");

    view! { class=class,
        <a class="link" href=href target="_blank" rel="noopener noreferrer external">
            {children()}
            <span class="visually-hidden">" "{hint}</span>
            <span class="mark">
                <Icon name=IconName::External />
            </span>
        </a>
    }
}
