//! A page that has one thing to say.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::PageHeading;

/// A heading, a few sentences, and the way on.
#[component]
pub fn Message(
    /// What happened.
    #[prop(into)]
    title: String,
    /// The way on, as buttons and links.
    #[prop(optional, into)]
    actions: ViewFn,
    /// What to know about it, as paragraphs.
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/layout/message.css");

    view! { class=class,
        <div class="message">
            <PageHeading title />
            <div class="text">{children()}</div>
            <div class="actions">{move || actions.run()}</div>
        </div>
    }
}
