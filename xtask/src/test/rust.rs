//! The Rust tests: all of them, and those of the store once more.

use super::tally::{self, Tally};
use crate::{
    Result,
    shell::{self, Finished, step},
    tools,
};

/// The server's tests that depend on the store.
const OF_THE_STORE: [&str; 16] = [
    "activity::",
    "branding",
    "configurations::",
    "create_session::",
    "guard::",
    "idempotency::",
    "ladder_tokens::",
    "lifetimes::",
    "login::",
    "mail::",
    "open_session::",
    "reconcile::",
    "revocation::",
    "several_servers::",
    "waiting_payments::",
    "webhooks::",
];

/// Those among them that take a minute each; `cargo xtask ladder` runs them on both.
const LONG: [&str; 3] = [
    "ladder_login",
    "ladder_row_18_two_removers",
    "ladder_row_18_eight_removers",
];

/// Every test of the workspace.
pub fn every(filter: Option<&str>) -> Result<Tally> {
    let mut cargo = shell::cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast", "--color=never"]);
    cargo.args(filter);
    cargo.env("PORTICO_POSTGRES", tools::postgres::ensure()?);
    let finished = step("cargo test --workspace", cargo).lines().finish()?;
    counted(&finished)
}

/// What depends on the store once more, with the store in `PostgreSQL`. The rest asks the same statements.
pub fn on_postgres(filter: Option<&str>) -> Result<Tally> {
    let mut cargo = shell::cargo();
    cargo.args([
        "test",
        "--package",
        "server",
        "--test",
        "server",
        "--no-fail-fast",
        "--color=never",
        "--",
    ]);
    match filter {
        Some(filter) => cargo.arg(filter),
        None => cargo
            .args(OF_THE_STORE)
            .args(LONG.map(|name| format!("--skip={name}"))),
    };
    cargo
        .env("PORTICO_POSTGRES", tools::postgres::ensure()?)
        .env("PORTICO_TEST_STORE", "postgres");
    let finished = step("cargo test on PostgreSQL", cargo).lines().finish()?;
    counted(&finished)
}

fn counted(finished: &Finished) -> Result<Tally> {
    let tally = tally::of_cargo(&finished.output);
    if !finished.status.success() && tally.failed == 0 {
        return Err("cargo test could not run; the reason is above.".into());
    }
    Ok(tally)
}
