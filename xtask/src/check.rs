//! `cargo xtask check`: everything that can be said without running the portal.

mod css;
mod imports;
mod rust;
pub mod scopes;
mod sheets;
mod views;

use crate::{
    Result,
    args::Args,
    project,
    shell::{self, Step, say, step},
    test,
    tools::{self, WasmCompiler},
};

/// `cargo xtask check [name] [--fix]`.
pub fn check(mut args: Args) -> Result {
    let fix = args.switch("--fix");
    let only = args.word();
    args.finish()?;
    let checks: [(&str, &dyn Fn() -> Result); 8] = [
        ("formatting", &|| formatting(fix)),
        ("import directions", &|| report(imports::faults()?)),
        ("style sheets", &|| report(sheets::faults()?)),
        ("views", &|| report(views::faults()?)),
        ("types of the browser tests", &types),
        ("clippy", &clippy),
        ("clippy for WebAssembly", &clippy_wasm),
        ("licences and duplicates", &deny),
    ];
    let wanted = |name: &str| only.as_deref().is_none_or(|only| name.contains(only));
    if !checks.iter().any(|(name, _)| wanted(name)) {
        let names: Vec<&str> = checks.iter().map(|(name, _)| *name).collect();
        return Err(format!(
            "There is no such check. There are: {}.",
            names.join(", ")
        ));
    }
    let mut failed = Vec::new();
    for (name, run) in checks.into_iter().filter(|(name, _)| wanted(name)) {
        say(&format!("\n━━ {name}"));
        if let Err(sentence) = run() {
            say(&sentence);
            failed.push(name);
        }
    }
    if failed.is_empty() {
        say("\nAll checks passed.");
        Ok(())
    } else {
        Err(format!("Not right yet: {}.", failed.join(", ")))
    }
}

fn report(faults: Vec<String>) -> Result {
    if faults.is_empty() {
        say("  nothing found");
        return Ok(());
    }
    Err(format!("  {}", faults.join("\n  ")))
}

/// leptosfmt first, then rustfmt; the result is stable under both.
fn formatting(fix: bool) -> Result {
    let mut leptosfmt = shell::program(tools::leptosfmt()?.join("leptosfmt"));
    leptosfmt
        .args((!fix).then_some("--check"))
        .arg("src/**/*.rs");
    let mut rustfmt = shell::cargo();
    rustfmt
        .args(["fmt", "--all"])
        .args((!fix).then_some("--check"));
    let views = step("leptosfmt", leptosfmt).finish()?;
    let rust = step("rustfmt", rustfmt).run();
    if !views.status.success() {
        // It lists every file; only the wrong ones matter.
        for line in views.output.lines().filter(|line| line.starts_with('❌')) {
            say(line);
        }
    }
    if let Err(sentence) = &rust {
        say(sentence);
    }
    if views.status.success() && rust.is_ok() {
        return Ok(());
    }
    Err("Run `cargo xtask check --fix`.".into())
}

fn types() -> Result {
    test::install()?;
    let mut tsc = shell::program("npx");
    tsc.args(["--no-install", "tsc", "--noEmit"])
        .current_dir(project::root().join("e2e"));
    step("tsc --noEmit", tsc).run().map(drop)
}

fn clippy() -> Result {
    let mut cargo = shell::cargo();
    cargo.args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--color=never",
        "--",
        "-D",
        "warnings",
    ]);
    step("cargo clippy --workspace --all-targets", cargo)
        .run()
        .map(drop)
}

fn clippy_wasm() -> Result {
    let compiler = tools::wasm_compiler()?;
    if compiler == WasmCompiler::Debian {
        say("  left out: Debian's compiler for WebAssembly comes without clippy");
        return Ok(());
    }
    let mut cargo = shell::cargo();
    cargo.args([
        "clippy",
        "--package",
        "portico",
        "--target",
        "wasm32-unknown-unknown",
        "--color=never",
        "--",
        "-D",
        "warnings",
    ]);
    step("cargo clippy for wasm32-unknown-unknown", cargo)
        .run()
        .map(drop)
}

fn deny() -> Result {
    let folder = tools::cargo_deny()?;
    let deny = |what: &[&str]| -> Step {
        let mut command = shell::program(folder.join("cargo-deny"));
        command
            .args(["--color=never", "check", "--hide-inclusion-graph"])
            .args(what);
        step(format!("cargo-deny check {}", what.join(" ")), command)
    };
    deny(&["licenses", "bans", "sources"])
        .hint("The rules are in deny.toml.")
        .run()?;
    let advisories = deny(&["advisories"]).finish()?;
    if advisories.status.success() {
        return Ok(());
    }
    if advisories
        .output
        .contains("failed to fetch advisory database")
        || advisories.output.contains("advisory database") && !advisories.output.contains("error[")
    {
        say("  left out: the advisory database cannot be reached from here");
        return Ok(());
    }
    Err(advisories.output)
}

/// Reads every source under `folder` with this extension.
fn sources(folder: &str, extension: &str) -> Result<Vec<(String, String)>> {
    project::list(&project::root().join(folder))?
        .iter()
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .map(|path| Ok((project::shown(path), project::read(path)?)))
        .collect()
}
