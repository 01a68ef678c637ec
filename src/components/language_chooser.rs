//! The language of the page.

use leptos::prelude::*;
use stylers_macro::style_sheet;

use crate::{
    i18n::{LANGUAGES, use_words},
    ui::{IconName, Select, SelectOption},
};

/// The shipped languages, each by its own name.
#[component]
pub fn LanguageChooser(
    /// While true a choice is being applied.
    #[prop(into)]
    busy: Signal<bool>,
    /// While true no choice can be applied.
    #[prop(into)]
    unavailable: Signal<bool>,
    /// Called with the chosen tag.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let class = style_sheet!("style/components/language_chooser.css");
    let words = use_words();
    let option = |&(tag, name): &(&str, &str)| SelectOption {
        value: tag.to_owned(),
        label: name.to_owned(),
        lang: tag.to_owned(),
    };

    view! { class=class,
        <div class="language-chooser">
            <Select
                label=Signal::derive(move || words.shell_language())
                icon=IconName::Language
                options=LANGUAGES.iter().map(option).collect()
                value=Signal::derive(move || words.locale())
                busy
                unavailable
                on_change=on_choose
            />
        </div>
    }
}
