//! `cargo xtask test`: every test there is, with one sum at the end.

mod rust;
mod stage;
mod tally;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    Result,
    args::Args,
    build::{self, Profile},
    npm, project,
    shell::{self, say, step},
    tools,
};
use stage::{Stage, stage, summary};
use tally::Tally;

/// `cargo xtask test [filter] [--quick]`.
pub fn test(mut args: Args) -> Result {
    let quick = args.switch("--quick");
    let filter = args.word();
    args.finish()?;
    let filter = filter.as_deref();

    let mut stages = Vec::new();
    if filter.is_none() {
        stages.push(stage("formatting", formatting));
    }
    stages.push(stage("Rust tests", || rust::every(filter)));
    stages.push(stage("on PostgreSQL", || rust::on_postgres(filter)));
    stages.push(stage("script tests", || scripts(filter)));
    if quick {
        stages.extend(left_out("left out because of --quick"));
    } else {
        stages.push(stage("build", built));
        // Without a build there is nothing to open, and its failure is counted already.
        if stages
            .iter()
            .any(|stage| stage.name == "build" && stage.tally.failed > 0)
        {
            stages.extend(left_out("not run: there is no build"));
        } else {
            stages.push(stage(SDK_NODE, || playwright("sdk", None, filter)));
            stages.push(stage(SDK_PYTHON, || {
                python(tools::stripe_python()?, filter)
            }));
            stages.push(stage(DESCRIPTION, || {
                python(tools::schemathesis()?, filter)
            }));
            stages.push(stage(LOCALSTRIPE, || python(tools::localstripe()?, filter)));
            stages.push(stage(BROWSER, || {
                let chromium = tools::chromium::ensure()?;
                tools::certificates::ensure()?;
                playwright("browser", Some(&chromium), filter)
            }));
        }
    }
    summary(&stages)
}

/// The stages that need a build.
const BROWSER: &str = "browser tests";
const SDK_NODE: &str = "SDK for Node";
const SDK_PYTHON: &str = "SDK for Python";
const DESCRIPTION: &str = "schemathesis";
const LOCALSTRIPE: &str = "localstripe";

fn left_out(note: &str) -> impl Iterator<Item = Stage> {
    [SDK_NODE, SDK_PYTHON, DESCRIPTION, LOCALSTRIPE, BROWSER]
        .into_iter()
        .map(|name| Stage {
            name,
            tally: Tally::default(),
            note: note.into(),
        })
}

fn formatting() -> Result<Tally> {
    let mut cargo = shell::cargo();
    cargo.args(["fmt", "--all", "--check"]);
    step("cargo fmt --check", cargo)
        .hint("Run `cargo xtask check --fix`.")
        .run()?;
    Ok(Tally::default())
}

/// The sandbox's browser script, in Node.
fn scripts(filter: Option<&str>) -> Result<Tally> {
    tools::node()?;
    let folder = project::root().join("crates/sandbox/browser/test");
    let mut node = shell::program("node");
    node.args(["--test", "--test-reporter=tap"]);
    if let Some(filter) = filter {
        node.arg(format!("--test-name-pattern={filter}"));
    }
    node.args(project::list(&folder)?);
    let finished = step("node --test crates/sandbox/browser/test", node).finish()?;
    let tally = tally::of_tap(&finished.output);
    if !finished.status.success() {
        say(&finished.output);
        if tally.failed == 0 {
            return Err("node --test could not run; the reason is above.".into());
        }
    }
    Ok(tally)
}

fn built() -> Result<Tally> {
    build::client(Profile::Release)?;
    build::server(Profile::Release)?;
    Ok(Tally::default())
}

/// A folder of tests in Python, against the release build.
fn python((interpreter, folder): (PathBuf, PathBuf), filter: Option<&str>) -> Result<Tally> {
    let mut unittest = shell::program(interpreter);
    unittest
        .args(["-B", "-m", "unittest", "discover", "--verbose"])
        .current_dir(folder)
        .env("PORTICO_SERVER", project::target().join("release/portico"));
    if let Some(filter) = filter {
        // Names of tests are written with underscores.
        unittest.args(["-k", &filter.replace(' ', "_")]);
    }
    let finished = step("python -m unittest", unittest).lines().finish()?;
    match tally::of_unittest(&finished.output) {
        Some(tally) if finished.status.success() || tally.failed > 0 => Ok(tally),
        // From 3.12 on a filter that finds nothing is a failure.
        Some(tally) if filter.is_some() && tally == Tally::default() => Ok(tally),
        _ => Err("Python's unittest could not run; the reason is above.".into()),
    }
}

/// A project of Playwright's, against the release build.
fn playwright(name: &str, chromium: Option<&Path>, filter: Option<&str>) -> Result<Tally> {
    install()?;
    let report = project::notes().join(format!("e2e-{name}.json"));
    // An old report must not be taken for this run's.
    let _ = fs::remove_file(&report);
    let mut playwright = shell::program("npx");
    playwright
        .current_dir(project::root().join("e2e"))
        .args([
            "--no-install",
            "playwright",
            "test",
            "--pass-with-no-tests",
            "--project",
            name,
        ])
        .env("PORTICO_SERVER", project::target().join("release/portico"))
        .env("PORTICO_OBSERVATORY", tools::observatory()?)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .env("FORCE_COLOR", "0")
        .env_remove("NO_COLOR");
    if let Some(chromium) = chromium {
        playwright.env("PORTICO_CHROMIUM", chromium);
    }
    if let Some(filter) = filter {
        playwright.args(["--grep", filter]);
    }
    let finished = step(format!("playwright test --project {name}"), playwright)
        .lines()
        .finish()?;
    let report: Value = fs::read_to_string(&report)
        .ok()
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    match tally::of_playwright(&report) {
        Some(tally) if finished.status.success() || tally.failed > 0 => Ok(tally),
        _ => Err("Playwright could not run; the reason is above.".into()),
    }
}

/// The test's own packages, exactly as locked; skipped when they are there already.
pub fn install() -> Result {
    tools::node()?;
    let e2e = project::root().join("e2e");
    let lock = project::read(&e2e.join("package-lock.json"))?;
    let noted = e2e.join("node_modules/.locked");
    if fs::read_to_string(&noted).is_ok_and(|known| known == lock) {
        return Ok(());
    }
    let mut command = npm::npm();
    command
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&e2e);
    step("npm ci in e2e", command)
        .hint("It needs the npm registry.")
        .run()?;
    project::write(&noted, lock)
}
