//! `cargo xtask ladder`: the security and reliability figures in full size.

use crate::{
    Result,
    args::Args,
    build::{self, Profile},
    project,
    shell::{self, step},
    test, tools,
};

/// Runs the rows of the server and those that need a browser.
pub fn ladder(args: Args) -> Result {
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
    let server = step("the server's rows", cargo).lines().run();

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
    let browser = step("the browser's rows", playwright).lines().run();
    server.and(browser).map(drop)
}
