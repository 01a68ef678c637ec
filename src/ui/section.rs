//! A part of a page, under its own heading.

use leptos::{html, prelude::*};
use stylers_macro::style_sheet;

use super::unique_id;

/// A titled part of a page, and a landmark of that name.
#[component]
pub fn Section(
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// Gives access to the heading, so that focus can be moved to it after its content changed.
    #[prop(optional)]
    heading: NodeRef<html::H2>,
    /// What is offered for the whole section, beside the heading.
    #[prop(optional, into)]
    action: ViewFn,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/ui/section.css");
    let id = unique_id("section");
    let labelled_by = id.clone();

    view! { class=class,
        <section class="section" aria-labelledby=labelled_by>
            <div class="header">
                <h2 class="title" id=id tabindex="-1" node_ref=heading>
                    {title}
                </h2>
                {move || action.run()}
            </div>
            {children()}
        </section>
    }
}
