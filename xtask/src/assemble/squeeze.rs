//! Makes things small: esbuild for scripts and style sheets, Node's own brotli for the wire.

use std::{
    ffi::OsStr,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{Result, project, shell, tools};

/// Every browser of the last three years; newer syntax is lowered or, when it cannot be, refused.
const BROWSERS: &str = "--target=chrome119,firefox121,safari17.2";

/// wasm-bindgen's glue with its snippets, as one module.
pub fn bundled_script(entry: &Path, release: bool) -> Result<String> {
    let mut command = esbuild()?;
    command
        .arg(entry)
        .args([
            "--bundle",
            "--format=esm",
            "--log-level=warning",
            "--platform=browser",
        ])
        .arg(BROWSERS);
    if release {
        command.arg("--minify");
    }
    piped(command, "")
}

/// A script of ours that imports nothing.
pub fn script(source: &str) -> Result<String> {
    let mut command = esbuild()?;
    command
        .args(["--minify", "--loader=js", "--log-level=warning"])
        .arg(BROWSERS);
    Ok(piped(command, source)?.trim_end().to_owned())
}

/// A minified style sheet. A sheet that does not parse is an error, not a guess.
pub fn style_sheet(source: &str) -> Result<String> {
    let mut command = esbuild()?;
    command
        .args([
            "--minify",
            "--loader=css",
            "--log-level=warning",
            "--log-override:css-syntax-error=error",
        ])
        .arg(BROWSERS);
    piped(command, source)
}

/// Writes `<file>.br` beside each file.
pub fn brotli(quality: u8, files: &[&PathBuf]) -> Result {
    let mut command = shell::program("node");
    let script = project::root().join("xtask/src/assemble/brotli.mjs");
    command
        .args([script.as_os_str(), OsStr::new(&quality.to_string())])
        .args(files);
    piped(command, "").map(drop)
}

fn esbuild() -> Result<Command> {
    Ok(shell::program(tools::esbuild()?.join("esbuild")))
}

fn piped(mut command: Command, input: &str) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let cannot = |error: std::io::Error| format!("`{name}` cannot be run: {error}.");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(cannot)?;
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_owned();
    // Written from another thread, because a full pipe in one direction would stop the other.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().map_err(cannot)?;
    let written = writer
        .join()
        .map_err(|_| format!("Nothing could be handed to `{name}`."))?;
    let complaints = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!(
            "{complaints}\n`{name}` failed ({}).",
            output.status
        ));
    }
    written.map_err(cannot)?;
    if !complaints.trim().is_empty() {
        shell::say(complaints.trim_end());
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("`{name}` wrote something that is not text."))
}
