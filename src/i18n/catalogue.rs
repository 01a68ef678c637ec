//! How a catalogue of `public/locales` is read: nested JSON whose leaves are texts or plurals.
//!
//! Shared by the build script, which makes functions of the English one, and by the test that compares the others
//! with it.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

/// The plural categories of Unicode CLDR.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// One entry of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A text with named placeholders: `Expires {date}`.
    Text(String),
    /// A text for each plural category of the language.
    Plural(BTreeMap<String, String>),
}

impl Message {
    /// The text itself, or the one for the category every language has.
    pub fn main_text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Plural(forms) => forms.get("other").map_or("", String::as_str),
        }
    }
}

/// Reads a catalogue: its messages by dotted key.
///
/// # Panics
/// The file is not a catalogue. Both users want to stop there.
pub fn read(path: &Path) -> BTreeMap<String, Message> {
    let source = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let tree: Value =
        serde_json::from_str(&source).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let mut messages = BTreeMap::new();
    flatten("", &tree, &mut messages);
    messages
}

fn flatten(prefix: &str, tree: &Value, messages: &mut BTreeMap<String, Message>) {
    let Value::Object(fields) = tree else {
        panic!("{prefix}: neither a text nor a group");
    };
    for (name, value) in fields {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        if let Value::String(text) = value {
            messages.insert(key, Message::Text(text.clone()));
        } else if let Some(forms) = plural(value) {
            messages.insert(key, Message::Plural(forms));
        } else {
            flatten(&key, value, messages);
        }
    }
}

fn plural(value: &Value) -> Option<BTreeMap<String, String>> {
    let fields = value.as_object()?;
    fields
        .iter()
        .map(|(category, form)| {
            let known = CATEGORIES.contains(&category.as_str());
            known.then_some((category.clone(), form.as_str()?.to_owned()))
        })
        .collect()
}

/// Names of the placeholders of a text, in order, each once.
///
/// # Panics
/// A brace is not closed, or a name is not a Rust identifier.
pub fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let (name, tail) = after
            .split_once('}')
            .unwrap_or_else(|| panic!("unclosed placeholder in {text:?}"));
        let plain = !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit());
        assert!(plain, "bad placeholder in {text:?}");
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = tail;
    }
    names
}
