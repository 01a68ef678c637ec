//! The programs that Trunk staged, and the words that each uses.

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;

use crate::{Result, project};

/// Names of the staged programs.
pub fn names(staging: &Path) -> Result<Vec<String>> {
    let files = project::list(staging)?;
    let names: Vec<String> = files
        .iter()
        .filter_map(|file| file.file_name()?.to_str()?.strip_suffix("_bg.wasm"))
        .map(str::to_owned)
        .collect();
    if names.is_empty() {
        return Err("Trunk staged no program. Does index.html link one?".into());
    }
    Ok(names)
}

/// Keys of all words, a plural's without its category.
pub fn keys() -> Result<BTreeSet<String>> {
    let path = project::root().join("public/locales/en.json");
    let catalogue: Value = serde_json::from_str(&project::read(&path)?)
        .map_err(|error| format!("{}: {error}.", project::shown(&path)))?;
    let mut keys = BTreeSet::new();
    gather("", &catalogue, &mut keys);
    Ok(keys)
}

fn gather(prefix: &str, value: &Value, keys: &mut BTreeSet<String>) {
    let Value::Object(fields) = value else {
        keys.insert(prefix.to_owned());
        return;
    };
    if fields.contains_key("other") {
        keys.insert(prefix.to_owned());
        return;
    }
    for (name, value) in fields {
        let dot = if prefix.is_empty() { "" } else { "." };
        gather(&format!("{prefix}{dot}{name}"), value, keys);
    }
}

/// The words a program uses: those whose keys are in it. The linker keeps the texts of code that can be reached and no
/// others, so nothing has to be said by hand, and nothing can be forgotten. A key that is part of another one may be
/// sent for nothing; one that is used is never left out.
pub fn words(module: &[u8], keys: &BTreeSet<String>) -> Vec<String> {
    // What could be a key, of the megabytes that a module has: looking for hundreds of keys in all of it takes minutes.
    let is_of_key = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.');
    let runs = module.split(|byte| !is_of_key(byte));
    let runs = runs.filter(|run| run.contains(&b'.'));
    let text: Vec<String> = runs
        .map(|run| run.iter().copied().map(char::from).collect())
        .collect();
    let text = text.join(" ");
    let is_there = |key: &&String| text.contains(key.as_str());
    keys.iter().filter(is_there).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plural_is_one_key() {
        let catalogue = serde_json::json!({
            "home": { "title": "Billing" },
            "cards": { "heading": { "one": "Card", "other": "Cards" } },
        });
        let mut keys = BTreeSet::new();
        gather("", &catalogue, &mut keys);
        assert_eq!(
            keys,
            ["cards.heading", "home.title"].map(str::to_owned).into()
        );
    }

    #[test]
    fn the_keys_in_a_program_are_its_words() {
        let keys = ["home.title", "cancel.title", "home.other"]
            .map(str::to_owned)
            .into();
        let module = b"\0asm\xffhome.titlecards.heading\0cancel.title";
        assert_eq!(words(module, &keys), ["cancel.title", "home.title"]);
    }
}
