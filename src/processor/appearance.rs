//! The merchant's brand, in the words of the processor's Appearance API.

use js_sys::Object;
use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;

use super::object;

/// The processor's variable and the token of `tokens.css` it takes its value from.
const VARIABLES: [(&str, &str); 8] = [
    ("colorPrimary", "--color-brand"),
    ("colorBackground", "--color-surface"),
    ("colorText", "--color-text"),
    ("colorTextSecondary", "--color-text-muted"),
    ("colorTextPlaceholder", "--color-text-muted"),
    ("colorDanger", "--color-danger-text"),
    ("fontFamily", "--font-body"),
    ("borderRadius", "--radius-control"),
];

/// The look of the current document in its current colour scheme.
pub fn of_document() -> Result<JsValue, JsValue> {
    let style = match document().document_element() {
        Some(root) => window().get_computed_style(&root)?,
        None => None,
    };
    let variables = Object::new();
    for (variable, token) in VARIABLES {
        let value = style
            .as_ref()
            .and_then(|style| style.get_property_value(token).ok());
        let value = value
            .as_deref()
            .map(str::trim)
            .filter(|value| !value.is_empty());
        if let Some(value) = value {
            js_sys::Reflect::set(&variables, &variable.into(), &value.into())?;
        }
    }
    object(&[("theme", "stripe".into()), ("variables", variables.into())])
}
