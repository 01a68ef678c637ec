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
    /// Whether it stands beside a link that matters more: muted, and without a mark.
    #[prop(optional)]
    quiet: bool,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/link.css");

    view! { class=class,
        <a
            class="link"
            data-quiet=quiet.then_some("true")
            href=href
            target="_blank"
            rel="noopener noreferrer external"
        >
            {children()}
            <span class="visually-hidden">" "{hint}</span>
            {(!quiet)
                .then(|| {
                    view! { class=class,
                        <span class="mark">
                            <Icon name=IconName::External />
                        </span>
                    }
                })}
        </a>
    }
}
