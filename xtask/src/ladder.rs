//! `cargo xtask ladder`: the security and reliability figures in full size, as one table.

mod table;

use std::process::Command;

use crate::{
    Result,
    args::Args,
    build::{self, Profile},
    project,
    shell::{self, say, step},
    test, tools,
};

/// Rows that depend on the store, and say on which one they were measured.
const OF_THE_STORE: [&str; 3] = ["ladder_row_02", "ladder_row_18", "ladder_row_19"];

/// Runs the rows of the server, then those of the browser and of Stripe's SDK, and prints the table. `--server` leaves
/// all but the first out.
pub fn ladder(mut args: Args) -> Result {
    let server_only = args.switch("--server");
    args.finish()?;
    let programs = tools::postgres::ensure()?;
    let mut cargo = rows_of_cargo(&["ladder_row"]);
    cargo.env("PORTICO_POSTGRES", &programs);
    let server = step("the server's rows", cargo).lines().finish()?;
    let mut cargo = rows_of_cargo(&OF_THE_STORE);
    cargo
        // What has processes of its own says by itself what they store in.
        .args(["--skip", "several_processes", "--skip", "restarts"])
        .env("PORTICO_POSTGRES", &programs)
        .env("PORTICO_TEST_STORE", "postgres");
    let on_postgres = step("the store's rows on PostgreSQL", cargo)
        .lines()
        .finish()?;
    let mut rows = table::printed(&server.output);
    rows.extend(table::printed(&on_postgres.output));
    let mut failed = !server.status.success() || !on_postgres.status.success();

    if !server_only {
        build::client(Profile::Release)?;
        build::server(Profile::Release)?;
        let chromium = tools::chromium::ensure()?;
        test::install()?;
        let mut playwright = shell::program("npx");
        playwright
            .current_dir(project::root().join("e2e"))
            .args([
                "--no-install",
                "playwright",
                "test",
                "--grep",
                "ladder row",
                "--reporter=list",
            ])
            .env("PORTICO_CHROMIUM", chromium)
            .env("PORTICO_SERVER", project::target().join("release/portico"))
            .env("PORTICO_OBSERVATORY", tools::observatory()?)
            .env("PORTICO_LADDER", "full")
            .env("FORCE_COLOR", "0")
            .env_remove("NO_COLOR");
        let browser = step("the rows of the browser and of Stripe's SDK", playwright)
            .lines()
            .finish()?;
        rows.extend(table::of_playwright(&browser.output));
        rows.extend(table::printed(&browser.output));
        failed |= !browser.status.success();
    }

    say("");
    say(&table::shown(rows));
    if failed {
        return Err(
            "A row of the ladder slipped, or a test failed before it could measure.".into(),
        );
    }
    Ok(())
}

/// The server's tests of these names, in full size.
fn rows_of_cargo(names: &[&str]) -> Command {
    let mut cargo = shell::cargo();
    cargo
        .args([
            "test",
            "--package",
            "server",
            "--release",
            "--no-fail-fast",
            "--",
        ])
        .args(names)
        .arg("--nocapture")
        .env("PORTICO_LADDER", "full");
    cargo
}
