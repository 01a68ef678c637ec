//! The stages of a test run, and their sum.

use std::time::Instant;

use super::tally::Tally;
use crate::{
    Result,
    shell::{clock, say},
};

/// One line of the summary.
pub struct Stage {
    /// What it is called.
    pub name: &'static str,
    /// How many tests did what in it.
    pub tally: Tally,
    /// How long it took, or why it was left out.
    pub note: String,
}

/// Runs a stage and takes its time.
pub fn stage(name: &'static str, work: impl FnOnce() -> Result<Tally>) -> Stage {
    say(&format!("\n━━ {name}"));
    let started = Instant::now();
    let outcome = work();
    let took = clock(started.elapsed());
    match outcome {
        Ok(tally) => Stage {
            name,
            tally,
            note: took,
        },
        Err(sentence) => {
            say(&sentence);
            // A stage that broke before it could count is one failure, so that the sum cannot look clean.
            Stage {
                name,
                tally: Tally {
                    failed: 1,
                    ..Tally::default()
                },
                note: format!("{took}; did not finish"),
            }
        }
    }
}

/// Says what every stage came to.
///
/// # Errors
/// When anything failed.
pub fn summary(stages: &[Stage]) -> Result {
    say("\n━━ summary");
    let mut sum = Tally::default();
    for Stage { name, tally, note } in stages {
        let counts = match tally {
            Tally {
                passed: 0,
                failed: 0,
                skipped: 0,
                ..
            } => "ok".to_owned(),
            Tally {
                passed,
                failed,
                skipped: 0,
                ..
            } => format!("{passed} passed, {failed} failed"),
            Tally {
                passed,
                failed,
                skipped,
                ..
            } => format!("{passed} passed, {failed} failed, {skipped} skipped"),
        };
        let counts = if note.starts_with("left out") || note.starts_with("not run") {
            "–".to_owned()
        } else {
            counts
        };
        say(&format!("{name:<14} {counts} ({note})"));
        // A log is long, and where it is shown in part it is its end that is shown.
        for name in &tally.failures {
            say(&format!("  failed: {name}"));
        }
        sum = sum + tally.clone();
    }
    say("");
    say(&format!("{} passed, {} failed", sum.passed, sum.failed));
    if sum.failed == 0 {
        Ok(())
    } else {
        Err("Not everything passed; see above.".into())
    }
}
