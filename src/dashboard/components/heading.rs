//! What a page of the dashboard is called.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::i18n::use_words;

/// The heading and what the page is for. It is the document's title, too.
#[component]
pub fn Heading(
    /// What the page is called.
    title: String,
    /// What it is for, in a sentence or two.
    #[prop(optional, into)]
    text: Option<String>,
    /// What is offered for the whole page.
    #[prop(optional, into)]
    action: ViewFn,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/heading.css");
    let words = use_words();
    document().set_title(&words.dashboard_page_title(&title));

    view! { class=class,
        <header class="heading">
            <div class="words">
                <h1 class="title" tabindex="-1">
                    {title}
                </h1>
                {text.map(|text| view! { class=class, <p class="text">{text}</p> })}
            </div>
            {move || action.run()}
        </header>
    }
}
