//! Counting what the runners report.

use std::ops::Add;

use serde_json::Value;

/// How many tests did what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Did what they should, at the first attempt or a later one.
    pub passed: u64,
    /// Did not.
    pub failed: u64,
    /// Were not run.
    pub skipped: u64,
    /// Names of those that failed, as far as the runner says them.
    pub failures: Vec<String>,
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
            failures: [self.failures, other.failures].concat(),
        }
    }
}

/// Sums cargo's `test result:` lines.
pub fn of_cargo(output: &str) -> Tally {
    let results = output
        .lines()
        .filter_map(|line| line.strip_prefix("test result: "));
    let sums = results.map(|line| Tally {
        passed: before(line, " passed"),
        failed: before(line, " failed"),
        skipped: before(line, " ignored"),
        ..Tally::default()
    });
    let failed = |line: &str| {
        let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
        Some(name.to_owned())
    };
    Tally {
        failures: output.lines().filter_map(failed).collect(),
        ..sums.fold(Tally::default(), Add::add)
    }
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
        failures: output
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("not ok "))
            .map(str::to_owned)
            .collect(),
    }
}

/// Reads the two closing lines of Python's unittest; `None` when it did not get that far.
pub fn of_unittest(output: &str) -> Option<Tally> {
    let ran = output.lines().find_map(|line| line.strip_prefix("Ran "))?;
    let ran: u64 = ran.split(' ').next()?.parse().ok()?;
    let verdict = output.lines().rev().find(|line| {
        ["OK", "FAILED", "NO TESTS RAN"]
            .iter()
            .any(|word| line.starts_with(word))
    })?;
    // `FAILED (failures=1, errors=2, skipped=3)`
    let count = |word: &str| {
        let counts = verdict.split_once('(').map_or("", |(_, counts)| counts);
        let mut counts = counts.trim_end_matches(')').split(", ");
        let found = counts.find_map(|count| count.strip_prefix(word)?.parse::<u64>().ok());
        found.unwrap_or(0)
    };
    let failed = count("failures=") + count("errors=");
    let skipped = count("skipped=");
    Some(Tally {
        passed: ran.saturating_sub(failed + skipped),
        failed,
        skipped,
        failures: output
            .lines()
            .filter_map(|line| line.strip_prefix("FAIL: ").or(line.strip_prefix("ERROR: ")))
            .map(str::to_owned)
            .collect(),
    })
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
        failures: unexpected(report),
    })
}

/// Where the tests of a report, or of one of its suites, stand that did not do what they should, with their titles.
fn unexpected(suite: &Value) -> Vec<String> {
    let list = |name: &str| suite[name].as_array().into_iter().flatten();
    let specs = list("specs").filter(|spec| spec["ok"] == false);
    let named = specs.map(|spec| {
        let [file, title] = ["file", "title"].map(|key| spec[key].as_str().unwrap_or_default());
        format!("{file}:{} {title}", spec["line"])
    });
    named.chain(list("suites").flat_map(unexpected)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn cargo_prints_one_result_per_program() {
        let output = "running 3 tests\n\
            test guard::holds ... ok\n\
            test guard::lets_go ... FAILED\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            test result: FAILED. 4 passed; 2 failed; 1 ignored; 0 measured; 9 filtered out; finished in 0.01s\n";
        assert_eq!(
            of_cargo(output),
            Tally {
                passed: 7,
                failed: 2,
                skipped: 1,
                failures: vec!["guard::lets_go".to_owned()],
            }
        );
    }

    #[test]
    fn node_prints_its_sums_as_comments() {
        let output = "ok 1 - a\nnot ok 2 - b\n1..3\n# tests 3\n# pass 2\n# fail 1\n# cancelled 0\n# skipped 0\n";
        assert_eq!(
            of_tap(output),
            Tally {
                passed: 2,
                failed: 1,
                failures: vec!["2 - b".to_owned()],
                ..Tally::default()
            }
        );
    }

    #[test]
    fn unittest_closes_with_two_lines() {
        let output = "..F.E\nFAIL: test_a (t.T)\nERROR: test_b (t.T)\n----\nRan 12 tests in 4.210s\n\nFAILED (failures=1, errors=2, skipped=3)\n";
        let expected = Tally {
            passed: 6,
            failed: 3,
            skipped: 3,
            failures: vec!["test_a (t.T)".to_owned(), "test_b (t.T)".to_owned()],
        };
        assert_eq!(of_unittest(output), Some(expected));
        let fine = Tally {
            passed: 12,
            ..Tally::default()
        };
        assert_eq!(of_unittest("Ran 12 tests in 4.2s\n\nOK\n"), Some(fine));
        let none = of_unittest("Ran 0 tests in 0.000s\n\nNO TESTS RAN\n");
        assert_eq!(none, Some(Tally::default()));
        assert_eq!(of_unittest("Traceback (most recent call last):\n"), None);
    }

    #[test]
    fn a_broken_spec_is_a_failure() {
        let specs = json!([
            { "ok": true, "title": "a" },
            { "ok": false, "title": "b", "file": "x.spec.ts", "line": 7 },
        ]);
        let suites = json!([{ "suites": [{ "specs": specs }] }]);
        let report = json!({ "suites": suites, "errors": [{ "message": "SyntaxError" }], "stats": { "expected": 5, "flaky": 1, "unexpected": 2, "skipped": 0 } });
        assert_eq!(
            of_playwright(&report),
            Some(Tally {
                passed: 6,
                failed: 3,
                skipped: 0,
                failures: vec!["x.spec.ts:7 b".to_owned()],
            })
        );
        assert_eq!(of_playwright(&json!({})), None);
    }
}
