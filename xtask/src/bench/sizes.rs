//! What a customer downloads, after brotli.

use std::path::PathBuf;

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
    let asset = |kind: &str| {
        project::dist().join(
            manifest[kind]["path"]
                .as_str()
                .unwrap_or_default()
                .trim_start_matches('/'),
        )
    };
    let mut rows = vec![
        Row::new("document", &[project::dist().join("index.html")], None)?,
        Row::new("css", &[asset("css")], Some(CSS))?,
        Row::new("js", &[asset("js")], Some(JS))?,
        Row::new("wasm", &[asset("wasm")], None)?,
    ];
    let locales: Vec<PathBuf> = project::list(&project::dist().join("locales"))?;
    let mut words = Vec::new();
    for locale in &locales {
        let name = format!(
            "words {}",
            locale.file_stem().unwrap_or_default().to_string_lossy()
        );
        words.push(Row::new(&name, std::slice::from_ref(locale), Some(LOCALE))?);
    }
    let largest = words.iter().map(|row| row.small).max().unwrap_or(0);
    let all = Row {
        name: "first load".into(),
        large: rows.iter().map(|row| row.large).sum(),
        small: rows.iter().map(|row| row.small).sum::<u64>() + largest,
        budget: Some(ALL),
    };
    rows.extend(words);
    rows.push(all);

    say(&format!(
        "\n{:<12} {:>10} {:>10} {:>10}",
        "", "bytes", "brotli", "budget"
    ));
    for row in &rows {
        let budget = row
            .budget
            .map_or_else(|| "–".to_owned(), |budget| budget.to_string());
        say(&format!(
            "{:<12} {:>10} {:>10} {:>10}{}",
            row.name,
            row.large,
            row.small,
            budget,
            if row.is_over() { "  OVER" } else { "" }
        ));
    }
    say(&format!(
        "(the first load counts the largest catalogue; the aim is {AIM})"
    ));
    Ok(rows
        .iter()
        .filter(|row| row.is_over())
        .map(|row| row.name.clone())
        .collect())
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
