//! What a customer downloads, after brotli.

use std::{collections::BTreeSet, path::PathBuf};

use serde_json::{Map, Value};

use crate::{Result, assemble, project, shell::say};

/// Budgets of the first load, in bytes after brotli.
const JS: u64 = 12_000;
const CSS: u64 = 16_000;
const LOCALE: u64 = 8_000;
const ALL: u64 = 220_000;
const AIM: u64 = 170_000;

/// Prints the table; what is over its budget.
pub fn over() -> Result<Vec<String>> {
    let manifest = super::report(&project::dist().join("manifest.json"), "The build's")?;
    let asset = |file: &Value| {
        let path = file["path"].as_str().unwrap_or_default();
        project::dist().join(path.trim_start_matches('/'))
    };
    let shared = vec![
        Row::new("document", &[project::dist().join("index.html")], None)?,
        Row::new("css", &[asset(&manifest["css"])], Some(CSS))?,
    ];
    let mut rows = Vec::new();
    for (name, program) in manifest["programs"].as_object().into_iter().flatten() {
        let own = [
            Row::new(&format!("{name} js"), &[asset(&program["js"])], Some(JS))?,
            Row::new(&format!("{name} wasm"), &[asset(&program["wasm"])], None)?,
            words(name, &program["words"])?,
        ];
        let first = || shared.iter().chain(&own);
        let all = Row {
            name: format!("{name}, all"),
            large: first().map(|row| row.large).sum(),
            small: first().map(|row| row.small).sum(),
            budget: Some(ALL),
        };
        rows.extend(own);
        rows.push(all);
    }
    rows.splice(0..0, shared);

    say(&format!(
        "\n{:<20} {:>10} {:>10} {:>10}",
        "", "bytes", "brotli", "budget"
    ));
    for row in &rows {
        let budget = row
            .budget
            .map_or_else(|| "–".to_owned(), |budget| budget.to_string());
        say(&format!(
            "{:<20} {:>10} {:>10} {:>10}{}",
            row.name,
            row.large,
            row.small,
            budget,
            if row.is_over() { "  OVER" } else { "" }
        ));
    }
    say(&format!(
        "(words: those a program uses, in the largest language; the aim for all is {AIM})"
    ));
    Ok(rows
        .iter()
        .filter(|row| row.is_over())
        .map(|row| row.name.clone())
        .collect())
}

/// The words of a program, in the language that takes most room.
fn words(program: &str, keys: &Value) -> Result<Row> {
    let used: BTreeSet<&str> = keys
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut largest: Option<Row> = None;
    for locale in project::list(&project::dist().join("locales"))? {
        let catalogue: Value = super::report(&locale, "A catalogue's")?;
        let mut sent = Map::new();
        gather("", &catalogue, &used, &mut sent);
        let file = project::notes().join(format!("size/{program}-words.json"));
        project::write(&file, Value::Object(sent).to_string())?;
        let row = Row::new(&format!("{program} words"), &[file], Some(LOCALE))?;
        if largest
            .as_ref()
            .is_none_or(|largest| largest.small < row.small)
        {
            largest = Some(row);
        }
    }
    largest.ok_or_else(|| "dist/locales is empty.".into())
}

/// The texts that are sent, as they are sent: flat, by dotted key.
fn gather(key: &str, value: &Value, used: &BTreeSet<&str>, sent: &mut Map<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let dot = if key.is_empty() { "" } else { "." };
                gather(&format!("{key}{dot}{name}"), value, used, sent);
            }
        }
        text => {
            let plural = key
                .rsplit_once('.')
                .is_some_and(|(key, _)| used.contains(key));
            if plural || used.contains(key) {
                sent.insert(key.to_owned(), text.clone());
            }
        }
    }
}

struct Row {
    name: String,
    large: u64,
    small: u64,
    budget: Option<u64>,
}

impl Row {
    fn new(name: &str, files: &[PathBuf], budget: Option<u64>) -> Result<Self> {
        let mut row = Self {
            name: name.to_owned(),
            large: 0,
            small: 0,
            budget,
        };
        for file in files {
            row.large += project::read_bytes(file)?.len() as u64;
            row.small += assemble::brotli_size(file)?;
        }
        Ok(row)
    }

    fn is_over(&self) -> bool {
        self.budget.is_some_and(|budget| self.small > budget)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_over_only_beyond_its_budget() {
        let row = |small, budget| Row {
            name: String::new(),
            large: 0,
            small,
            budget,
        };
        assert!(!row(12_000, Some(JS)).is_over());
        assert!(row(12_001, Some(JS)).is_over());
        assert!(!row(9_999_999, None).is_over());
    }
}
