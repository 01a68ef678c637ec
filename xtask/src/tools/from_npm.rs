//! Tools that are packages of npm. None of their install scripts runs.

use std::path::PathBuf;

use super::{install, node};
use crate::{Result, npm, project, shell::step};

/// The folder with the programs of `tool`, fetched on first use.
pub fn ensure(tool: &str, version: &str) -> Result<PathBuf> {
    let place = project::tools_cache()?.join(format!("{tool}-{version}"));
    let bin = place.join("node_modules/.bin");
    if bin.is_dir() {
        return Ok(bin);
    }
    node()?;
    install(&place, |partial| {
        project::write(&partial.join("package.json"), "{\"private\":true}\n")?;
        let mut command = npm::npm();
        command
            .arg("install")
            .arg(format!("{tool}@{version}"))
            .args([
                "--save-exact",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefix",
            ])
            .arg(partial)
            .current_dir(partial);
        step(
            format!("fetch {tool} {version} (once per machine)"),
            command,
        )
        .hint("It needs the npm registry.")
        .run()?;
        Ok(())
    })?;
    Ok(bin)
}
