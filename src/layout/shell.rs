//! The page's frame: brand, content, footer.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use super::{
    announcer::Announcer, brand::Brand, connection_banner::ConnectionBanner, footer::Footer,
    past_due::PastDue, toast_region::ToastRegion,
};
use crate::{components::TestModeBanner, i18n::use_words, session::use_session};

/// Two columns, the merchant's panel and the content; one above the other where there is little room.
///
/// The columns themselves are in `base.css`: the document's skeleton has them too.
#[component]
pub fn Shell(
    /// Called with the language that is chosen on a page without a session. With one, the session keeps it.
    #[prop(optional)]
    on_language: Option<Callback<String>>,
    children: Children,
) -> impl IntoView {
    let class = style_sheet!("style/layout/shell.css");
    let words = use_words();
    let session = use_session();
    let test_mode = session.test_mode();
    let is_pinned = move || session.is_offline().get() || session.is_outdated().get();

    view! { class=class,
        <div class="app">
            <div class="top" data-pinned=move || is_pinned().then_some("true")>
                <a class="skip" href="#content" rel="external">
                    {move || words.shell_skip()}
                </a>
                <Show when=move || test_mode.get()>
                    <TestModeBanner />
                </Show>
                <ConnectionBanner />
                <PastDue />
            </div>
            <div class="page">
                <header class="page-brand">
                    <Brand />
                </header>
                <main class="page-content" id="content" tabindex="-1">
                    {children()}
                </main>
                <footer class="page-footer">
                    <Footer on_language=on_language />
                </footer>
            </div>
        </div>
        <ToastRegion />
        <Announcer />
    }
}
