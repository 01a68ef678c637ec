//! Figures that are held, and looking for what must not be kept.

use std::collections::HashSet;
use std::path::PathBuf;

/// Whether the ladder runs in full size.
pub fn is_full() -> bool {
    std::env::var("PORTICO_LADDER").is_ok_and(|size| size == "full")
}

/// The size of a test: quick, or full.
pub fn size(quick: usize, full: usize) -> usize {
    if is_full() { full } else { quick }
}

/// Prints a row, in the form that `cargo xtask ladder` collects into its table, and fails when the bar is not held.
#[track_caller]
pub fn report(row: u8, figure: &str, bar: &str, measured: &str, held: bool) {
    let verdict = if held { "held" } else { "SLIPPED" };
    println!("ladder row {row} | {figure} | {bar} | {measured} | {verdict}");
    assert!(held, "row {row}: {figure}: {measured}, the bar is {bar}");
}

/// How often any of the needles occurs in the files. Each needle must be 16 bytes long.
pub fn occurrences(files: &[(PathBuf, Vec<u8>)], needles: &HashSet<&[u8]>) -> usize {
    assert!(needles.iter().all(|needle| needle.len() == 16));
    files
        .iter()
        .map(|(path, bytes)| {
            let found = bytes.windows(16).filter(|window| needles.contains(window));
            let count = found.count();
            if count > 0 {
                println!("{count} in {}", path.display());
            }
            count
        })
        .sum()
}
