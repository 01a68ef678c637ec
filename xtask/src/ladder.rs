//! `cargo xtask ladder`: the security and reliability figures in full size, as one table.

mod table;

use crate::{
    Result,
    args::Args,
    build::{self, Profile},
    project,
    shell::{self, say, step},
    test, tools,
};

/// Runs the rows of the server, then those of the browser and of Stripe's SDK, and prints the table. `--server` leaves
/// all but the first out.
pub fn ladder(mut args: Args) -> Result {
    let server_only = args.switch("--server");
    args.finish()?;
    let mut cargo = shell::cargo();
    cargo
        .args([
            "test",
            "--package",
            "server",
            "--release",
            "--no-fail-fast",
            "--",
            "ladder_row",
            "--nocapture",
        ])
        .env("PORTICO_LADDER", "full");
    let server = step("the server's rows", cargo).lines().finish()?;
    let mut rows = table::printed(&server.output);
    let mut failed = !server.status.success();

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
