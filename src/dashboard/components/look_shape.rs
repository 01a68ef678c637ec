//! Type, corners, room and layout of a look.

use leptos::{ev::Event, prelude::*};
use serde_json::json;
use stylers_macro::style_sheet;
use theme::{Branding, Font};

use super::Segments;
use crate::{
    dashboard::editor::use_editor,
    i18n::use_words,
    ui::{SelectField, unique_id},
};

/// One choice each.
#[component]
pub fn LookShape() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/look_shape.css");
    let (words, editor) = (use_words(), use_editor());
    let now = editor.now();
    let of = move |read: fn(&Branding) -> &'static str| {
        Signal::derive(move || now.with(read).to_owned())
    };
    let set = move |name: &'static str| {
        move |value: String| editor.change(name, &json!({ "shared": { name: value } }))
    };
    let named = |list: [(&str, String); 3]| {
        list.map(|(value, words)| (value.to_owned(), words))
            .to_vec()
    };
    let fonts = Signal::derive(move || {
        let has_own = now.with(|look| look.shared.font_file.is_some());
        let all = Font::ALL
            .iter()
            .filter(|font| has_own || **font != Font::Own);
        all.map(|font| {
            (
                font.as_str().to_owned(),
                font_name(
                    *font,
                    words.dashboard_branding_font_own(),
                    words.dashboard_branding_font_system(),
                ),
            )
        })
        .collect::<Vec<_>>()
    });
    let radius = Signal::derive(move || now.with(|look| look.shared.radius.px()));
    let radius_id = unique_id("radius");
    let slide = move |event: Event| set("radius")(event_target_value(&event));

    view! { class=class,
        <div class="look-shape">
            <SelectField
                id=unique_id("font")
                label=words.dashboard_branding_font()
                options=fonts
                value=of(|look| look.shared.font.as_str())
                on_change=set("font")
            />
            <Segments
                legend=words.dashboard_branding_layout()
                options=named([
                    ("columns", words.dashboard_branding_layout_columns()),
                    ("top_bar", words.dashboard_branding_layout_top_bar()),
                    ("bare", words.dashboard_branding_layout_bare()),
                ])
                value=of(|look| look.shared.layout.as_str())
                on_change=set("layout")
            />
            <Segments
                legend=words.dashboard_branding_density()
                options=named([
                    ("compact", words.dashboard_branding_density_compact()),
                    ("comfortable", words.dashboard_branding_density_comfortable()),
                    ("spacious", words.dashboard_branding_density_spacious()),
                ])
                value=of(|look| look.shared.density.as_str())
                on_change=set("density")
            />
            <Segments
                legend=words.dashboard_branding_buttons()
                options=named([
                    ("rounded", words.dashboard_branding_buttons_rounded()),
                    ("pill", words.dashboard_branding_buttons_pill()),
                    ("rectangular", words.dashboard_branding_buttons_rectangular()),
                ])
                value=of(|look| look.shared.button_style.as_str())
                on_change=set("button_style")
            />
            <div class="slider">
                <label class="label" for=radius_id.clone()>
                    {words.dashboard_branding_radius()}
                </label>
                <output class="value" for=radius_id.clone()>
                    {move || words.dashboard_branding_pixels(&radius.get().to_string())}
                </output>
                <input
                    class="range"
                    id=radius_id
                    type="range"
                    min="0"
                    max="24"
                    step="1"
                    prop:value=move || radius.get().to_string()
                    on:input=slide
                />
            </div>
        </div>
    }
}

/// The name of a font is its own in every language.
fn font_name(font: Font, own: String, system: String) -> String {
    match font {
        Font::Own => own,
        Font::System => system,
        font => match font.bundled() {
            Some(bundled) => bundled.family.to_owned(),
            None => {
                let name = font.as_str().replace('_', " ");
                let mut letters = name.chars();
                let first = letters.next().map(|first| first.to_uppercase().to_string());
                first.unwrap_or_default() + letters.as_str()
            }
        },
    }
}
