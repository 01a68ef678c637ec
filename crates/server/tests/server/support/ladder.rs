//! Figures that are held, and looking for what must not be kept.

use std::collections::HashSet;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Mutex;

use super::Folder;

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

/// Writes the log of this thread's runtime into a file of the folder until the guard is dropped, in more detail than
/// the program ever does.
#[must_use]
pub fn log_into(folder: &Folder) -> tracing::subscriber::DefaultGuard {
    let file = File::create(folder.path().join("log")).unwrap();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("info,portico_server=trace,stripe=trace")
        .with_writer(Mutex::new(file))
        .finish();
    tracing::subscriber::set_default(subscriber)
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
