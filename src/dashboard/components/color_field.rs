//! A colour of a look: chosen, typed, or left to be derived.

use leptos::{ev::Event, prelude::*};
use serde_json::json;
use stylers_macro::style_sheet;
use theme::{Scheme, Theme, Token};

use crate::{
    dashboard::editor::use_editor,
    i18n::use_words,
    ui::{Field, unique_id},
};

/// One colour of one scheme.
#[component]
pub fn ColorField(
    /// The scheme it is of.
    scheme: Scheme,
    /// The setting, such as `brand`.
    name: &'static str,
    /// Where it shows.
    token: Token,
    /// What it is for.
    label: String,
    /// The look, solved.
    theme: Signal<Theme>,
) -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/color_field.css");
    let (words, editor) = (use_words(), use_editor());
    let mode = match scheme {
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    };
    let id = unique_id("color");
    let what = StoredValue::new(format!("{mode}.{name}"));
    // What was typed and cannot be used stays until the setting itself changes.
    let set = Memo::new(move |_| {
        let settings = editor.own();
        settings["modes"][mode][name].as_str().map(str::to_owned)
    });
    let shown = Signal::derive(move || theme.with(|theme| theme.color(scheme, token).to_string()));
    let change = move |value: String| {
        let value = match value.trim() {
            "" => serde_json::Value::Null,
            typed => json!(written(typed)),
        };
        let changes = json!({ "modes": { mode: { name: value } } });
        what.with_value(|what| editor.change(what, &changes));
    };
    let error = what.with_value(|what| editor.wrong(what.clone()));
    let choose = move |event: Event| change(event_target_value(&event));
    let hint = Signal::derive(move || {
        let is_followed = !editor.inherited()["modes"][mode][name].is_null();
        match set.get() {
            Some(_) => None,
            None if is_followed => Some(words.dashboard_branding_inherited()),
            None => Some(words.dashboard_branding_derived()),
        }
    });
    let chooser = words.dashboard_branding_choose(&label);

    view! { class=class,
        <Field id=id.clone() label hint error>
            <span class="color-field">
                <input
                    class="swatch"
                    type="color"
                    aria-label=chooser
                    prop:value=move || set.get().unwrap_or_else(|| shown.get())
                    on:input=choose
                />
                <input
                    class="hex"
                    id=id
                    type="text"
                    spellcheck="false"
                    autocomplete="off"
                    maxlength="7"
                    placeholder=shown
                    aria-invalid=move || error.get().is_some().then_some("true")
                    prop:value=move || set.get().unwrap_or_default()
                    on:change=choose
                />
            </span>
        </Field>
    }
}

/// A colour as it is usually typed, with or without `#`.
fn written(typed: &str) -> String {
    let bare = typed.trim_start_matches('#');
    format!("#{}", bare.to_ascii_lowercase())
}
