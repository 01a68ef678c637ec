//! Says that nothing here is real.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::i18n::use_words;

/// A line across the top of every page of an account in test mode.
#[component]
pub fn TestModeBanner() -> impl IntoView {
    let class = style_sheet!("style/components/test_mode_banner.css");
    let words = use_words();

    view! { class=class,
        <aside class="test-mode-banner" aria-label=move || words.shell_test_mode()>
            <strong class="name">{move || words.shell_test_mode()}</strong>
            <span>{move || words.shell_test_mode_about()}</span>
        </aside>
    }
}
