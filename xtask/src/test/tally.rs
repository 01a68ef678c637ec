//! Counting what the runners report.

use std::ops::Add;

use serde_json::Value;

/// How many tests did what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Did what they should, at the first attempt or a later one.
    pub passed: u64,
    /// Did not.
    pub failed: u64,
    /// Were not run.
    pub skipped: u64,
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

/// Sums cargo's `test result:` lines.
pub fn of_cargo(output: &str) -> Tally {
    output
        .lines()
        .filter_map(|line| line.strip_prefix("test result: "))
        .map(|line| Tally {
            passed: before(line, " passed"),
            failed: before(line, " failed"),
            skipped: before(line, " ignored"),
        })
        .fold(Tally::default(), Add::add)
}

fn before(line: &str, word: &str) -> u64 {
    line.split_once(word)
        .and_then(|(head, _)| head.rsplit(' ').next()?.parse().ok())
        .unwrap_or(0)
}

/// Sums the closing comments of Node's TAP report.
pub fn of_tap(output: &str) -> Tally {
    let count = |word: &str| {
        let counts = output.lines().filter_map(|line| {
            line.strip_prefix("# ")?
                .strip_prefix(word)?
                .trim()
                .parse::<u64>()
                .ok()
        });
        counts.sum()
    };
    Tally {
        passed: count("pass "),
        failed: count("fail ") + count("cancelled "),
        skipped: count("skipped "),
    }
}

/// Reads the sums of Playwright's JSON report; `None` when it is not one.
pub fn of_playwright(report: &Value) -> Option<Tally> {
    let stats = report.get("stats")?;
    let count = |key: &str| stats.get(key).and_then(Value::as_u64);
    // A broken spec file is an error of the report and no test at all.
    let broken = report
        .get("errors")
        .and_then(Value::as_array)
        .map_or(0, |errors| errors.len() as u64);
    Some(Tally {
        passed: count("expected")? + count("flaky")?,
        failed: count("unexpected")? + broken,
        skipped: count("skipped")?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cargo_prints_one_result_per_program() {
        let output = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: FAILED. 4 passed; 2 failed; 1 ignored; 0 measured; 9 filtered out; finished in 0.01s\n";
        assert_eq!(
            of_cargo(output),
            Tally {
                passed: 7,
                failed: 2,
                skipped: 1
            }
        );
    }

    #[test]
    fn node_prints_its_sums_as_comments() {
        let output = "ok 1 - a\n1..3\n# tests 3\n# pass 2\n# fail 1\n# cancelled 0\n# skipped 0\n";
        assert_eq!(
            of_tap(output),
            Tally {
                passed: 2,
                failed: 1,
                skipped: 0
            }
        );
    }

    #[test]
    fn a_broken_spec_is_a_failure() {
        let report = json!({ "errors": [{ "message": "SyntaxError" }], "stats": { "expected": 5, "flaky": 1, "unexpected": 2, "skipped": 0 } });
        assert_eq!(
            of_playwright(&report),
            Some(Tally {
                passed: 6,
                failed: 3,
                skipped: 0
            })
        );
        assert_eq!(of_playwright(&json!({})), None);
    }
}
