//! What agreeing to something means.

use contract::Merchant;
use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{i18n::use_words, ui::ExternalLink};

/// What the merchant may do from then on, beside their terms and privacy policy.
#[component]
pub fn Terms(
    /// What they may do, as a sentence.
    text: String,
    /// Whose terms.
    merchant: Merchant,
) -> impl IntoView {
    let class = style_sheet!("style/components/terms.css");
    let words = use_words();
    let link = move |href: Option<String>, text: String| {
        href.map(|href| {
            view! { class=class,
                <span class="link">
                    <ExternalLink href hint=words.shell_new_tab()>
                        {text}
                    </ExternalLink>
                </span>
            }
        })
    };

    view! { class=class,
        <p class="terms">
            {text} " " {link(merchant.terms_of_service_url, words.shell_terms())} " "
            {link(merchant.privacy_policy_url, words.shell_privacy())}
        </p>
    }
}
