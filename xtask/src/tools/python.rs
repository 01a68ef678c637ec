//! Packages for Python, each set in an environment of its own.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{apt_install, install, is_debian, is_root};
use crate::{
    Result, digest, project,
    shell::{self, step},
};

/// What is tried, in this order: a machine may have another Python before Debian's.
const NAMES: [&str; 2] = ["python3", "/usr/bin/python3"];
/// Prints nothing and fails when it is too old for one of the packages or cannot make environments.
const FITS: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";

/// An interpreter with exactly the packages of `requirements`, made on first use and whenever they change. `name` is what
/// they are for.
pub fn ensure(name: &str, requirements: &Path) -> Result<PathBuf> {
    let wanted = project::read_bytes(requirements)?;
    let place = project::tools_cache()?.join(format!("{name}-{}", digest::short(&wanted)));
    let interpreter = place.join("bin/python");
    if interpreter.exists() {
        return Ok(interpreter);
    }
    let python = system()?;
    // What is left of it when the Python it was made with is gone; removed, or it would not be made anew.
    let _ = fs::remove_dir_all(&place);
    install(&place, |partial| {
        let mut venv = shell::program(&python);
        venv.args(["-m", "venv"]).arg(partial);
        step(format!("an environment of Python for {name}"), venv).run()?;
        let mut pip = shell::program(partial.join("bin/python"));
        pip.args([
            "-m",
            "pip",
            "install",
            "--require-hashes",
            "--only-binary=:all:",
            "--no-deps",
            "--disable-pip-version-check",
            "--requirement",
        ])
        .arg(requirements);
        step(format!("fetch {name} (once per machine)"), pip)
            .hint("It needs PyPI.")
            .run()?;
        Ok(())
    })?;
    Ok(interpreter)
}

/// A Python that can make environments; installs Debian's when that is possible.
fn system() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if is_debian() && is_root() {
        apt_install("Python", &["python3-venv"])?;
    }
    find().ok_or_else(|| {
        "The tests in Python need Python 3.11 or newer with its modules venv and ensurepip, and there is none. Install it (on Debian: `apt-get install python3-venv` as root)."
            .into()
    })
}

fn find() -> Option<PathBuf> {
    let fits = |name: &&&str| {
        let mut command = shell::program(name);
        command.args(["-c", FITS]);
        shell::answer_of(command).is_some()
    };
    NAMES.iter().find(fits).map(PathBuf::from)
}
