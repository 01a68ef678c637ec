//! Nobody is signed in.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::i18n::use_words;

/// How whoever runs Portico makes a link.
const COMMAND: &str = "portico dashboard-link --role merchant";

/// The page of a link that opened nothing, and of a session that is over: how to get a new one.
#[component]
pub fn SignedOut() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/signed_out.css");
    let words = use_words();
    let title = words.dashboard_ended_title();
    document().set_title(&words.dashboard_page_title(&title));

    view! { class=class,
        <main class="signed-out" id="content">
            <h1 class="title">{title}</h1>
            <p class="text">{words.dashboard_ended_text()}</p>
            <p class="text">{words.dashboard_ended_how()}</p>
            <pre class="command">
                <code>{COMMAND}</code>
            </pre>
        </main>
    }
}
