//! `cargo xtask bench`: what a customer downloads, against the budget, and what Lighthouse says.

use std::{fs, net::TcpListener, path::PathBuf, sync::atomic::AtomicBool};

use serde_json::Value;

use crate::{
    Result,
    args::Args,
    assemble,
    build::{self, Profile},
    project, run,
    serving::Serving,
    shell::{self, say, step},
    tools,
};

/// Budgets of the first load, in bytes after brotli.
const JS: u64 = 12_000;
const CSS: u64 = 16_000;
const LOCALE: u64 = 8_000;
const ALL: u64 = 220_000;
const AIM: u64 = 170_000;
/// Lighthouse's categories with the score each must reach.
const SCORES: [(&str, u64); 3] = [
    ("performance", 95),
    ("accessibility", 100),
    ("best-practices", 100),
];

/// Prints the tables; fails when a budget is exceeded.
pub fn bench(args: Args) -> Result {
    args.finish()?;
    build::client(Profile::Release)?;
    let server = build::server(Profile::Release)?;
    let mut over = sizes()?;
    match tools::chromium::find() {
        Some(chromium) => over.extend(lighthouse(&server, &chromium)?),
        None => say("\nLighthouse: left out, because no Chromium is on PATH."),
    }
    if over.is_empty() {
        Ok(())
    } else {
        Err(format!("Over budget: {}.", over.join(", ")))
    }
}

fn sizes() -> Result<Vec<String>> {
    let manifest: Value =
        serde_json::from_str(&project::read(&project::dist().join("manifest.json"))?)
            .map_err(|error| format!("dist/manifest.json is not JSON: {error}."))?;
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

/// Opens a customer's link as a phone on a slow network does.
fn lighthouse(server: &std::path::Path, chromium: &std::path::Path) -> Result<Vec<String>> {
    let folder = tools::lighthouse()?;
    let data = project::target().join("bench");
    if data.exists() {
        fs::remove_dir_all(&data)
            .map_err(|error| format!("Old bench data cannot be removed: {error}."))?;
    }
    fs::create_dir_all(&data)
        .map_err(|error| format!("{} cannot be created: {error}.", project::shown(&data)))?;
    let port = free_pair()?;
    let mut serving = Serving::start(server, port, &data)?;
    serving.wait_until_ready(port, &AtomicBool::new(false))?;
    let customers = run::links::customers(&data)?;
    let customer = customers
        .first()
        .map(|customer| customer.id.clone())
        .ok_or("The demo data has no customer.")?;
    let report = project::notes().join("lighthouse.json");
    let mut command = shell::program(folder.join("lighthouse"));
    command
        .arg(run::links::link(port, &customer)?)
        .args(["--output=json", "--quiet", "--no-enable-error-reporting", "--only-categories=performance,accessibility,best-practices"])
        .arg(format!("--output-path={}", report.display()))
        .arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking")
        .env("CHROME_PATH", chromium);
    let finished = step("lighthouse (a phone on slow 4G)", command).run();
    serving.stop()?;
    finished?;
    let report: Value = serde_json::from_str(&project::read(&report)?)
        .map_err(|error| format!("Lighthouse's report is not JSON: {error}."))?;
    say(&format!(
        "\n{:<16} {:>6} {:>8}",
        "lighthouse", "score", "at least"
    ));
    let mut low = Vec::new();
    for (category, least) in SCORES {
        let score = report["categories"][category]["score"]
            .as_f64()
            .map_or(0, |score| (score * 100.0).round() as u64);
        say(&format!(
            "{category:<16} {score:>6} {least:>8}{}",
            if score < least { "  LOW" } else { "" }
        ));
        if score < least {
            low.push(format!("Lighthouse {category}"));
        }
    }
    for (metric, name) in [
        ("first-contentful-paint", "first paint"),
        ("largest-contentful-paint", "content"),
        ("total-blocking-time", "blocked"),
    ] {
        say(&format!(
            "{name:<16} {:>15}",
            report["audits"][metric]["displayValue"]
                .as_str()
                .unwrap_or("–")
        ));
    }
    Ok(low)
}

/// A port whose successor is free as well.
fn free_pair() -> Result<u16> {
    for port in (4300..4400).step_by(2) {
        if TcpListener::bind(("127.0.0.1", port)).is_ok()
            && TcpListener::bind(("127.0.0.1", port + 1)).is_ok()
        {
            return Ok(port);
        }
    }
    Err("No two free ports between 4300 and 4400.".into())
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
