//! Tools that are built from crates.io.

use std::path::PathBuf;

use super::install;
use crate::{
    Result, project,
    shell::{self, step},
};

/// The folder with the programs of `tool`, built on first use.
pub fn ensure(tool: &str, version: &str, flags: &[&str], takes: &str) -> Result<PathBuf> {
    let cache = project::tools_cache()?;
    let place = cache.join(format!("{}-{version}", folder_name(tool)));
    let bin = place.join("bin");
    if bin.is_dir() {
        return Ok(bin);
    }
    install(&place, |partial| {
        let mut command = shell::cargo();
        command
            .args(["install", tool, "--version", version, "--root"])
            .arg(partial)
            .args(flags)
            .current_dir(project::tools_cache()?)
            // A tool runs for seconds, so it is compiled quickly rather than well.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        // What is meant for our own workspace must not change the tools.
        for ours in [
            "RUSTC_BOOTSTRAP",
            "CARGO_TARGET_DIR",
            "RUSTFLAGS",
            "CARGO_BUILD_TARGET",
        ] {
            command.env_remove(ours);
        }
        step(format!("build {tool} {version} (once per machine, {takes} on two cores)"), command)
            .hint(format!(
                "It needs crates.io and a C compiler. When both are there, try `cargo install {tool} --version {version}` by hand to see more."
            ))
            .run()?;
        Ok(())
    })?;
    Ok(bin)
}

/// The folder is named after the program, not after its package.
fn folder_name(tool: &str) -> &str {
    tool.strip_suffix("-cli").unwrap_or(tool)
}
