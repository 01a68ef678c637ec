//! The language of the page.

use leptos::{attr, prelude::*};
use stylers_macro::style_sheet;

use crate::{
    i18n::{LANGUAGES, use_words},
    ui::{Icon, IconName, Options, Select, SelectLook},
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
    let option = |&(tag, name): &(&str, &str)| (tag.to_owned(), name.to_owned());
    let list: Vec<_> = LANGUAGES.iter().map(option).collect();
    let chosen = Signal::derive(move || words.locale());
    let held = move || unavailable.get().then_some("true");
    let attributes = vec![attr::aria_disabled(held).into_any_attr()];

    view! { class=class,
        <label class="language-chooser">
            <span class="visually-hidden">{move || words.shell_language()}</span>
            <Icon name=IconName::Language />
            <Select look=SelectLook::Inline attributes value=chosen busy on_change=on_choose>
                <Options list value=chosen languages=true />
            </Select>
        </label>
    }
}
