//! Looks from and to other tools.

use leptos::{ev::Event, prelude::*};
use serde_json::{Value, json};
use stylers_macro::style_sheet;
use theme::{Branding, FieldError, appearance, dtcg};
use wasm_bindgen_futures::spawn_local;

use crate::{
    dashboard::{
        editor::use_editor,
        file::{chosen, save, text_of},
    },
    i18n::{Words, use_words},
    toasts::{Tone, use_toasts},
    ui::{Menu, MenuItem, unique_id},
};

/// Takes a look from a file, and saves it as one.
#[component]
pub fn Exchange() -> impl IntoView {
    let class = style_sheet!("style/dashboard/components/exchange.css");
    let (words, editor, toasts) = (use_words(), use_editor(), use_toasts());
    let id = unique_id("import");
    let labelled = id.clone();
    let read = move |event: Event| {
        let Some(file) = chosen(&event) else { return };
        spawn_local(async move {
            let text = text_of(&file).await.unwrap_or_default();
            let before = editor.now().get_untracked();
            match imported(&text, &before) {
                Ok((look, ignored)) => {
                    editor.put("import", look);
                    let said = match ignored.is_empty() {
                        true => words.dashboard_branding_imported(),
                        false => words.dashboard_branding_imported_without(&ignored.join(", ")),
                    };
                    toasts.show(Tone::Success, said);
                }
                Err(problem) => toasts.show(Tone::Danger, problem.words(words)),
            }
        });
    };
    let export = move |name: &'static str, made: fn(&Branding) -> Value| {
        move || {
            let text = editor.now().with_untracked(made);
            let text = serde_json::to_string_pretty(&text).unwrap_or_default();
            save(name, "application/json", text.as_bytes());
        }
    };
    let ours = |look: &Branding| json!(look);

    view! { class=class,
        <label class="import" for=labelled>
            <span class="face">{words.dashboard_branding_import()}</span>
            <input class="file" id=id type="file" accept=".json,application/json" on:change=read />
        </label>
        <Menu label=words.dashboard_branding_export()>
            <MenuItem
                label=words.dashboard_branding_export_ours()
                on_select=export("portico-branding.json", ours)
            />
            <MenuItem
                label=words.dashboard_branding_export_tokens()
                on_select=export("design-tokens.json", dtcg::export)
            />
            <MenuItem
                label=words.dashboard_branding_export_appearance()
                on_select=export("appearance.json", appearance::export)
            />
        </Menu>
    }
}

/// Why a file could not be imported.
enum NotImported {
    /// It is no JSON, or nothing that stands for a look.
    Unreadable,
    /// A value is wrong.
    Wrong(FieldError),
}

impl NotImported {
    fn words(self, words: Words) -> String {
        match self {
            Self::Unreadable => words.dashboard_branding_import_unreadable(),
            Self::Wrong(error) => error.to_string(),
        }
    }
}

/// Reads our own settings, design tokens or an Appearance object: which it is, the file says by what is in it. Returns the
/// look and the names of what has no place in it.
fn imported(text: &str, before: &Branding) -> Result<(Branding, Vec<String>), NotImported> {
    let file: Value = serde_json::from_str(text).map_err(|_| NotImported::Unreadable)?;
    if !file.is_object() {
        return Err(NotImported::Unreadable);
    }
    let wrong = |errors: Vec<FieldError>| match errors.into_iter().next() {
        Some(error) => NotImported::Wrong(error),
        None => NotImported::Unreadable,
    };
    let has = |name: &str| file.get(name).is_some();
    if has("shared") || has("modes") {
        let look = Branding::from_json(&file).map_err(wrong)?;
        return Ok((look, Vec::new()));
    }
    let (settings, ignored) = if has("variables") || has("theme") {
        let read = appearance::import(&file).map_err(wrong)?;
        (read.settings, read.ignored)
    } else {
        let read = dtcg::import(&file).map_err(wrong)?;
        (read.settings, read.ignored)
    };
    if holds_nothing(&settings) {
        return Err(NotImported::Unreadable);
    }
    let look = before.merge(&settings).map_err(wrong)?;
    Ok((look, ignored))
}

/// Whether nothing is set, however deep.
fn holds_nothing(settings: &Value) -> bool {
    match settings {
        Value::Object(parts) => parts.values().all(holds_nothing),
        value => value.is_null(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_what_is_in_it() {
        let before = Branding::default();
        let read = |file: &Value| imported(&file.to_string(), &before).ok();
        let appearance =
            json!({ "variables": { "colorPrimary": "#7c2d92", "spacingUnit": "4px" } });
        let (look, ignored) = read(&appearance).unwrap();
        assert_eq!(look.modes.light.brand.unwrap().to_string(), "#7c2d92");
        assert!(ignored.iter().any(|name| name.contains("spacingUnit")));
        let ours = json!(look);
        assert_eq!(read(&ours).unwrap().0, look);
        assert_eq!(read(&dtcg::export(&look)).unwrap().0, look);
        for nothing in [
            json!({ "unrelated": true }),
            json!("x"),
            json!([]),
            json!({}),
        ] {
            assert!(read(&nothing).is_none(), "{nothing}");
        }
    }
}
