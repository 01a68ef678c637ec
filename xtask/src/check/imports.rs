//! Who may know whom. The directions are those of docs/ARCHITECTURE.md.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{rust, sources};
use crate::{Result, shell};

/// Each package with the packages of ours it may depend on.
const CRATES: [(&str, &[&str]); 7] = [
    ("contract", &[]),
    ("theme", &[]),
    ("stripe", &[]),
    ("sandbox", &[]),
    ("server", &["contract", "theme", "stripe", "sandbox"]),
    ("portico", &["contract", "theme"]),
    ("xtask", &[]),
];

/// Rooms of the client with the rooms they must not know.
const ROOMS: [(&str, &[&str]); 6] = [
    (
        "ui",
        &[
            "api",
            "components",
            "format",
            "i18n",
            "layout",
            "pages",
            "paths",
            "routes",
            "session",
            "toasts",
            "dashboard",
        ],
    ),
    (
        "i18n",
        &[
            "api",
            "components",
            "layout",
            "pages",
            "routes",
            "session",
            "toasts",
            "ui",
        ],
    ),
    (
        "format",
        &[
            "api",
            "components",
            "layout",
            "pages",
            "routes",
            "session",
            "toasts",
            "ui",
        ],
    ),
    ("api", &["components", "layout", "pages", "routes", "ui"]),
    ("components", &["api", "layout", "pages", "routes"]),
    ("layout", &["pages"]),
];

/// Names that only one place may use: (name, folder searched, where it is allowed, what everybody may use, why).
const KEEPERS: [(&str, &str, &str, Option<&str>, &str); 3] = [
    (
        "sandbox::",
        "crates/server/src",
        "crates/server/src/main.rs",
        None,
        "only main.rs knows that the sandbox is upstream",
    ),
    (
        "stripe::",
        "crates/server/src",
        "crates/server/src/upstream",
        // Signatures are arithmetic; nothing is sent.
        Some("webhook"),
        "only upstream/ speaks to the billing system",
    ),
    (
        "gloo_net::",
        "src",
        "src/api",
        None,
        "only api/ sends requests",
    ),
];

/// All findings.
pub fn faults() -> Result<Vec<String>> {
    let mut cargo = shell::cargo();
    cargo.args(["metadata", "--no-deps", "--offline", "--format-version=1"]);
    let answer =
        shell::answer_of(cargo).ok_or("`cargo metadata` failed; run it by hand to see why.")?;
    let metadata: Value = serde_json::from_str(&answer)
        .map_err(|error| format!("`cargo metadata` is not JSON: {error}."))?;
    let mut faults = of_packages(&metadata);
    for (room, forbidden) in ROOMS {
        for (path, content) in sources(&format!("src/{room}"), "rs")? {
            faults.extend(of_room(room, forbidden, &path, &content));
        }
    }
    for (name, folder, keeper, free, why) in KEEPERS {
        for (path, content) in sources(folder, "rs")? {
            // A module file and its folder are one place.
            if path.starts_with(keeper) {
                continue;
            }
            let code = without_tests(&rust::code(&content, false));
            faults.extend(
                rust::uses(&code, name)
                    .filter(|at| !free.is_some_and(|free| code[*at..].starts_with(free)))
                    .map(|at| format!("{path}:{}: uses `{name}`; {why}", rust::line_of(&code, at))),
            );
        }
    }
    Ok(faults)
}

fn of_packages(metadata: &Value) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = CRATES.into_iter().collect();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut faults = Vec::new();
    for package in list(&metadata["packages"]) {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(may) = allowed.get(name) else {
            faults.push(format!(
                "{name}: a new package; say in xtask/src/check/imports.rs what it may depend on"
            ));
            continue;
        };
        for dependency in list(&package["dependencies"]) {
            let needed = dependency["name"].as_str().unwrap_or_default();
            if allowed.contains_key(needed) && !may.contains(&needed) {
                faults.push(format!(
                    "{name} depends on {needed}, which the architecture does not allow"
                ));
            }
        }
    }
    faults
}

fn of_room(room: &str, forbidden: &[&str], path: &str, source: &str) -> Vec<String> {
    let code = rust::code(source, false);
    let mut faults = Vec::new();
    for at in rust::uses(&code, "crate::") {
        let rest = &code[at..];
        let named: Vec<&str> = match rest.strip_prefix('{') {
            // `use crate::{a::B, c}`: the first word of each entry at the outer level.
            Some(group) => outer_entries(group),
            None => vec![first_word(rest)],
        };
        for name in named.into_iter().filter(|name| forbidden.contains(name)) {
            faults.push(format!(
                "{path}:{}: `{room}` must not know `{name}`",
                rust::line_of(&code, at)
            ));
        }
    }
    faults
}

fn outer_entries(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut begin = 0;
    let mut entries = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                entries.push(&group[begin..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                entries.push(&group[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    entries
        .into_iter()
        .map(|entry| first_word(entry.trim_start()))
        .collect()
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .next()
        .unwrap_or_default()
}

/// Tests may use what the code itself must not.
fn without_tests(code: &str) -> String {
    code.split_once("#[cfg(test)]")
        .map_or(code, |(before, _)| before)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wrong_direction_is_found_in_both_spellings() {
        let source = "use crate::{\n    format::{money, api},\n    api::client,\n};\nfn a() { crate::pages::home() }\n// crate::layout::x\n";
        let faults = of_room(
            "components",
            &["api", "layout", "pages"],
            "src/components/a.rs",
            source,
        );
        assert_eq!(
            faults,
            [
                "src/components/a.rs:1: `components` must not know `api`",
                "src/components/a.rs:5: `components` must not know `pages`"
            ]
        );
    }

    #[test]
    fn packages_depend_only_as_designed() {
        let metadata = json!({ "packages": [
            { "name": "portico", "dependencies": [{ "name": "contract" }, { "name": "stripe" }, { "name": "serde" }] },
            { "name": "stranger", "dependencies": [] },
        ]});
        let faults = of_packages(&metadata);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].contains("portico depends on stripe"));
    }
}
