//! How long a customer with a cheap phone waits, and what the page costs it.

use std::path::Path;

use serde_json::Value;

use super::Portal;
use crate::{
    Result, project,
    shell::{self, say, step},
    test,
};

/// Milliseconds of the fixed loop of `e2e/bench/probe.mjs` on the machine the bars were set on, when it is idle.
const REFERENCE_MS: f64 = 32.0;
/// A machine so many times slower is busy with something else: times say more about it than about the page.
const BUSY: f64 = 2.0;

/// What a visit takes at most: a phone with a processor four times slower, medians of nine cold visits.
const WAITS: [(&str, &str, f64); 6] = [
    ("paint_ms", "fast 4G", 600.0),
    ("content_ms", "fast 4G", 1_100.0),
    ("click_ms", "fast 4G", 1_200.0),
    ("paint_ms", "slow 4G", 1_200.0),
    ("content_ms", "slow 4G", 2_900.0),
    ("click_ms", "slow 4G", 3_000.0),
];
const REQUESTS: f64 = 5.0;
/// Everything on the wire, with its headers.
const BYTES: f64 = 220_000.0;
/// The heap of the scripts and the memory of the WebAssembly.
const MEMORY: f64 = 4.0 * 1024.0 * 1000.0;

/// One line of the table.
struct Figure {
    name: String,
    bar: f64,
    measured: f64,
}

impl Figure {
    /// What was not measured is missed, too.
    fn is_missed(&self) -> bool {
        (self.measured.is_nan() && self.bar.is_finite()) || self.measured > self.bar
    }
}

/// Prints the table; the figures beyond their bars.
pub fn over(portal: &Portal, chromium: &Path) -> Result<Vec<String>> {
    test::install()?;
    let file = project::notes().join("timings.json");
    let mut node = shell::program("node");
    node.current_dir(project::root().join("e2e"))
        .arg("bench/timings.mjs")
        .arg(&file)
        .env(
            "PORTICO_ORIGIN",
            format!("http://localhost:{}", portal.port),
        )
        .env("PORTICO_CUSTOMER", &portal.customer)
        .env("PORTICO_CHROMIUM", chromium);
    step("cold visits of a phone on fast and on slow 4G", node)
        .lines()
        .run()?;
    let report = super::report(&file, "The timings'")?;
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let machine = number(&report["machine_ms"]);
    let slower = slower(machine);
    let is_busy = slower > BUSY;

    let mut figures: Vec<Figure> = WAITS
        .iter()
        .map(|(what, network, bar)| Figure {
            name: format!("{}, {network} (ms)", what.trim_end_matches("_ms")),
            bar: if is_busy { f64::INFINITY } else { bar * slower },
            measured: number(&report[what][network]),
        })
        .collect();
    let memory = &report["memory"];
    let counted = [
        ("requests before content", REQUESTS, &report["requests"]),
        ("bytes on the wire", BYTES, &report["bytes"]),
        ("requests to strangers", 0.0, &report["strangers"]),
        ("clicks lost", 0.0, &report["lost_clicks"]),
    ];
    figures.extend(counted.map(|(name, bar, value)| Figure {
        name: name.to_owned(),
        bar,
        measured: number(value),
    }));
    figures.push(Figure {
        name: "memory (bytes)".to_owned(),
        bar: MEMORY,
        measured: number(&memory["heap"]) + number(&memory["wasm"]),
    });
    // What can be seen before the app is there must not look as if it worked.
    let early = report["clickable_before"].as_array();
    figures.push(Figure {
        name: "clickable too early".to_owned(),
        bar: 0.0,
        measured: early.map_or(f64::NAN, |found| found.len() as f64),
    });
    print(&figures);
    say(&format!(
        "This machine's fixed loop: {machine:.0} ms, {:.0} ms in the phone's page; the bars were set at {REFERENCE_MS:.0} ms{}.",
        number(&report["throttled_ms"]),
        if slower > 1.0 {
            format!(" and are {slower:.2} times as wide here")
        } else {
            String::new()
        },
    ));
    for element in early.into_iter().flatten().filter_map(Value::as_str) {
        say(&format!("  – too early: {element}"));
    }
    Ok(figures
        .into_iter()
        .filter(Figure::is_missed)
        .map(|figure| figure.name)
        .collect())
}

/// A machine that is slower than the one the bars were set on, or busy, gets more time; a faster one no less.
fn slower(machine_ms: f64) -> f64 {
    (machine_ms / REFERENCE_MS).max(1.0)
}

fn print(figures: &[Figure]) {
    say(&format!(
        "\n{:<26} {:>10} {:>10}",
        "", "at most", "measured"
    ));
    for figure in figures {
        let bar = if figure.bar.is_finite() {
            format!("{:.0}", figure.bar)
        } else {
            "–".to_owned()
        };
        let missed = if figure.is_missed() { "  OVER" } else { "" };
        say(&format!(
            "{:<26} {bar:>10} {:>10.0}{missed}",
            figure.name, figure.measured
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_machine_gets_more_time_and_a_quick_one_no_less() {
        assert_eq!(slower(REFERENCE_MS * 1.5), 1.5);
        assert_eq!(slower(REFERENCE_MS / 2.0), 1.0);
    }

    #[test]
    fn what_was_not_measured_is_missed() {
        let figure = |measured| Figure {
            name: String::new(),
            bar: 5.0,
            measured,
        };
        assert!(!figure(5.0).is_missed());
        assert!(figure(5.1).is_missed());
        assert!(figure(f64::NAN).is_missed());
    }
}
