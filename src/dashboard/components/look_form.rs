//! Everything that can be set of a look.

use leptos::prelude::*;
use stylers_macro::style_sheet;
use theme::{PRESETS, Preset, Scheme, Theme, Token};

use super::{
    ContrastReport, look_colors::LookColors, look_files::LookFiles, look_shape::LookShape,
    look_words::LookWords,
};
use crate::{
    dashboard::editor::use_editor,
    i18n::use_words,
    ui::{Section, unique_id},
};

/// The settings, from what changes most to the details.
#[component]
pub fn LookForm() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/look_form.css");
    let (words, editor) = (use_words(), use_editor());
    let now = editor.now();
    let theme = Signal::derive(move || now.with(Theme::new));
    let section = move |title: String| Signal::derive(move || title.clone());

    view! { class=class,
        <div class="look-form">
            <Section title=section(words.dashboard_branding_presets())>
                <Presets />
            </Section>
            <Section title=section(words.dashboard_branding_colors())>
                <LookColors theme />
            </Section>
            <Section title=section(words.dashboard_branding_shape())>
                <LookShape />
            </Section>
            <Section title=section(words.dashboard_branding_files())>
                <LookFiles />
            </Section>
            <Section title=section(words.dashboard_branding_words())>
                <LookWords />
            </Section>
            <Section title=section(words.dashboard_branding_contrast())>
                <ContrastReport theme />
            </Section>
        </div>
    }
}

/// Looks to begin with. What is the merchant's own stays: pictures, words.
#[component]
fn Presets() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/look_form.css");
    let editor = use_editor();
    let one = move |preset: &'static Preset| {
        let theme = Theme::new(&preset.branding());
        let id = unique_id("swatch");
        let swatch = NodeRef::<leptos::html::Span>::new();
        // A style attribute would be refused by the policy; what a script sets is not.
        Effect::new(move || {
            let Some(swatch) = swatch.get() else { return };
            let style = web_sys::HtmlElement::style(&swatch);
            for (name, token) in [
                ("--page", Token::Background),
                ("--fill", Token::Brand),
                ("--side", Token::Panel),
            ] {
                let _ = style.set_property(name, &theme.color(Scheme::Light, token).to_string());
            }
        });
        let take = move |_| {
            let before = editor.now().get_untracked();
            editor.put("preset", preset.instead_of(&before));
        };
        view! { class=class,
            <button type="button" class="preset" id=id on:click=take>
                <span class="swatch" node_ref=swatch aria-hidden="true"></span>
                {name_of(preset.id)}
            </button>
        }
    };
    view! { class=class, <div class="presets">{PRESETS.iter().map(one).collect_view()}</div> }
}

/// The name of a preset is its own in every language, as that of a paint is.
fn name_of(id: &str) -> String {
    let mut letters = id.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
