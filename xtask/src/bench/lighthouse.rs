//! What Lighthouse says of a customer's first screen.

use std::path::Path;

use serde_json::Value;

use super::Portal;
use crate::{
    Result, project,
    shell::{self, say, step},
    tools,
};

/// Lighthouse's categories with the score each must reach.
const SCORES: [(&str, u64); 3] = [
    ("performance", 95),
    ("accessibility", 100),
    ("best-practices", 100),
];
const METRICS: [(&str, &str); 3] = [
    ("first-contentful-paint", "first paint"),
    ("largest-contentful-paint", "content"),
    ("total-blocking-time", "blocked"),
];

/// Opens a customer's link as a phone on a slow network does; prints the scores, and what cost some.
pub fn low(portal: &Portal, chromium: &Path) -> Result<Vec<String>> {
    let folder = tools::lighthouse()?;
    let file = project::notes().join("lighthouse.json");
    let mut command = shell::program(folder.join("lighthouse"));
    command
        .arg(portal.link()?)
        .args(["--output=json", "--quiet", "--no-enable-error-reporting", "--only-categories=performance,accessibility,best-practices"])
        .arg(format!("--output-path={}", file.display()))
        .arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking")
        .env("CHROME_PATH", chromium);
    step("lighthouse (a phone on slow 4G)", command).run()?;
    let report = super::report(&file, "Lighthouse's")?;
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
    for (metric, name) in METRICS {
        say(&format!(
            "{name:<16} {:>15}",
            report["audits"][metric]["displayValue"]
                .as_str()
                .unwrap_or("–")
        ));
    }
    for complaint in complaints(&report) {
        say(&format!("  – {complaint}"));
    }
    Ok(low)
}

/// The audits that count in a category and are not passed, with the elements they name.
fn complaints(report: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (category, _) in SCORES {
        let audits = report["categories"][category]["auditRefs"].as_array();
        for counted in audits.into_iter().flatten() {
            let audit = &report["audits"][counted["id"].as_str().unwrap_or_default()];
            let weighs = counted["weight"]
                .as_f64()
                .is_some_and(|weight| weight > 0.0);
            let Some(score) = audit["score"].as_f64().filter(|score| *score < 0.9) else {
                continue;
            };
            if weighs {
                let title = audit["title"].as_str().unwrap_or_default();
                let value = audit["displayValue"].as_str().unwrap_or_default();
                found.push(format!("{category}: {title} {value} ({score})"));
                let items = audit["details"]["items"].as_array();
                let snippets = items
                    .into_iter()
                    .flatten()
                    .filter_map(|item| item["node"]["snippet"].as_str());
                found.extend(snippets.map(|snippet| format!("  {snippet}")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_costs_points_is_named() {
        let report = json!({
            "categories": { "accessibility": { "auditRefs": [
                { "id": "label", "weight": 7 }, { "id": "hint", "weight": 0 }, { "id": "fine", "weight": 3 },
            ] } },
            "audits": {
                "label": { "title": "No label", "score": 0.0, "details": { "items": [{ "node": { "snippet": "<input>" } }] } },
                "hint": { "title": "A hint", "score": 0.0 },
                "fine": { "title": "Fine", "score": 1.0 },
            },
        });
        assert_eq!(
            complaints(&report),
            ["accessibility: No label  (0)", "  <input>"]
        );
    }
}
