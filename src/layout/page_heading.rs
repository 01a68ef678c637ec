//! What a page is called.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{i18n::use_words, session::use_session};

/// The one `h1` of a page. It names the document too, and takes the focus when the page opens.
#[component]
pub fn PageHeading(
    /// The name.
    #[prop(into)]
    title: String,
    /// A line below it.
    #[prop(optional, into)]
    detail: ViewFn,
) -> impl IntoView {
    let class = style_sheet!("style/layout/page_heading.css");
    let words = use_words();
    let merchant = use_session().merchant();
    let page = title.clone();
    // The title is the browser's, not ours: it has to follow by an effect.
    Effect::new(move || {
        let name = merchant.with(|merchant| merchant.name.clone());
        document().set_title(&words.shell_page_title(&page, &name));
    });

    view! { class=class,
        <div class="page-heading">
            <h1 class="title" tabindex="-1">
                {title}
            </h1>
            {move || detail.run()}
        </div>
    }
}
