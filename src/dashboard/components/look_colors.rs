//! The colours of a look, for each scheme.

use leptos::prelude::*;
use serde_json::json;
use stylers_macro::style_sheet;
use theme::{Scheme, Theme, Token};

use super::{ColorField, Segments};
use crate::{
    dashboard::editor::use_editor,
    i18n::{Words, use_words},
};

/// Which schemes there are, and the colours of one of them at a time.
#[component]
pub fn LookColors(
    /// The look, solved.
    theme: Signal<Theme>,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/look_colors.css");
    let (words, editor) = (use_words(), use_editor());
    let scheme = RwSignal::new("light".to_owned());
    let named = |list: [(&str, String); 3]| {
        list.map(|(value, words)| (value.to_owned(), words))
            .to_vec()
    };
    let schemes = named([
        ("auto", words.dashboard_branding_scheme_auto()),
        ("light", words.dashboard_preview_light()),
        ("dark", words.dashboard_preview_dark()),
    ]);
    let edited = schemes[1..].to_vec();
    let chosen = Signal::derive(move || {
        editor
            .now()
            .with(|look| look.shared.color_scheme.as_str().to_owned())
    });
    let choose = move |value: String| {
        editor.change(
            "color_scheme",
            &json!({ "shared": { "color_scheme": value } }),
        );
    };
    let fields = move || {
        let scheme = match scheme.get().as_str() {
            "dark" => Scheme::Dark,
            _ => Scheme::Light,
        };
        colors(words)
            .into_iter()
            .map(|(name, token, label)| view! { class=class, <ColorField scheme name token label theme /> })
            .collect_view()
    };

    view! { class=class,
        <div class="look-colors">
            <Segments
                legend=words.dashboard_branding_scheme()
                options=schemes
                value=chosen
                on_change=choose
            />
            <Segments
                legend=words.dashboard_branding_colors_of()
                options=edited
                value=scheme
                on_change=move |value| scheme.set(value)
            />
            <div class="fields">{fields}</div>
        </div>
    }
}

fn colors(words: Words) -> [(&'static str, Token, String); 10] {
    [
        (
            "brand",
            Token::Brand,
            words.dashboard_branding_color_brand(),
        ),
        (
            "accent",
            Token::Link,
            words.dashboard_branding_color_accent(),
        ),
        (
            "background",
            Token::Background,
            words.dashboard_branding_color_background(),
        ),
        (
            "surface",
            Token::Surface,
            words.dashboard_branding_color_surface(),
        ),
        ("text", Token::Text, words.dashboard_branding_color_text()),
        (
            "panel",
            Token::Panel,
            words.dashboard_branding_color_panel(),
        ),
        (
            "success",
            Token::Success,
            words.dashboard_branding_color_success(),
        ),
        (
            "warning",
            Token::Warning,
            words.dashboard_branding_color_warning(),
        ),
        (
            "danger",
            Token::Danger,
            words.dashboard_branding_color_danger(),
        ),
        ("info", Token::Info, words.dashboard_branding_color_info()),
    ]
}
