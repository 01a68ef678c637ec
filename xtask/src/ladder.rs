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
const OF_THE_STORE: [u8; 3] = [2, 18, 19];

/// Runs the rows of the server, then those of the browser and of Stripe's SDK, and prints the table. Numbers choose rows;
/// `--server` leaves all but the server's out.
pub fn ladder(mut args: Args) -> Result {
    let server_only = args.switch("--server");
    let rows = rows_of(&mut args)?;
    args.finish()?;
    let programs = tools::postgres::ensure()?;
    let mut cargo = cargo_test(&names_of(&rows));
    cargo.env("PORTICO_POSTGRES", &programs);
    let server = step("the server's rows", cargo).lines().finish()?;
    let mut failed = !server.status.success();
    let mut measured = table::printed(&server.output);

    let of_the_store: Vec<u8> = OF_THE_STORE
        .into_iter()
        .filter(|row| rows.is_empty() || rows.contains(row))
        .collect();
    if !of_the_store.is_empty() {
        let mut cargo = cargo_test(&names_of(&of_the_store));
        cargo
            // What has processes of its own says by itself what they store in.
            .args(["--skip", "several_processes", "--skip", "restarts"])
            .env("PORTICO_POSTGRES", &programs)
            .env("PORTICO_TEST_STORE", "postgres");
        let on_postgres = step("the store's rows on PostgreSQL", cargo)
            .lines()
            .finish()?;
        failed |= !on_postgres.status.success();
        measured.extend(table::printed(&on_postgres.output));
    }

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
                "--pass-with-no-tests",
                "--grep",
                &titles_of(&rows),
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
        measured.extend(table::of_playwright(&browser.output));
        measured.extend(table::printed(&browser.output));
        failed |= !browser.status.success();
    }

    say("");
    say(&table::shown(measured));
    if failed {
        return Err(
            "A row of the ladder slipped, or a test failed before it could measure.".into(),
        );
    }
    Ok(())
}

/// The rows that are asked for; none for all of them.
fn rows_of(args: &mut Args) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    while let Some(word) = args.word() {
        match word.parse() {
            Ok(row @ 1..=25) => rows.push(row),
            _ => {
                return Err(format!(
                    "`{word}` is no row of the ladder: there are 1 to 25."
                ));
            }
        }
    }
    Ok(rows)
}

/// How the names of the server's tests of these rows begin.
fn names_of(rows: &[u8]) -> Vec<String> {
    if rows.is_empty() {
        return vec!["ladder_row".to_owned()];
    }
    rows.iter()
        .map(|row| format!("ladder_row_{row:02}_"))
        .collect()
}

/// What the titles of the browser's tests of these rows match.
fn titles_of(rows: &[u8]) -> String {
    let numbers: Vec<String> = rows.iter().map(u8::to_string).collect();
    match numbers.as_slice() {
        [] => "ladder row".to_owned(),
        numbers => format!("ladder row ({}):", numbers.join("|")),
    }
}

/// The server's tests of these names, in full size.
fn cargo_test(names: &[String]) -> Command {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_choose_rows() {
        assert_eq!(names_of(&[6, 11]), ["ladder_row_06_", "ladder_row_11_"]);
        assert_eq!(titles_of(&[6, 11]), "ladder row (6|11):");
    }

    #[test]
    fn without_numbers_all_rows_run() {
        assert_eq!(names_of(&[]), ["ladder_row"]);
        assert_eq!(titles_of(&[]), "ladder row");
    }
}
