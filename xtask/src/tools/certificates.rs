//! What the test of merchants' own domains needs: a proxy, an authority for tests, and who makes a browser trust it.

use std::{env, path::Path};

use super::{apt_install, is_debian, is_root};
use crate::Result;

/// The programs, and the packages of Debian's that they are in.
const PROGRAMS: [(&str, &str); 4] = [
    ("caddy", "caddy"),
    ("certutil", "libnss3-tools"),
    ("openssl", "openssl"),
    ("pebble", "pebble"),
];

/// Makes sure that all of them are on PATH; installs Debian's when that is possible.
pub fn ensure() -> Result {
    if missing().is_empty() {
        return Ok(());
    }
    if is_debian() && is_root() {
        let packages: Vec<&str> = missing().into_iter().map(|(_, package)| package).collect();
        apt_install("a proxy and an authority for tests", &packages)?;
    }
    match missing().first() {
        None => Ok(()),
        Some((program, package)) => Err(format!(
            "The test of merchants' own domains needs `{program}`, which is not on PATH. Install it (on Debian: `apt-get install {package}` as \
             root)."
        )),
    }
}

fn missing() -> Vec<(&'static str, &'static str)> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = env::split_paths(&path).collect();
    let is_there = |program: &str| {
        folders
            .iter()
            .any(|it| Path::new(it).join(program).is_file())
    };
    let missing = PROGRAMS.into_iter();
    missing.filter(|(program, _)| !is_there(program)).collect()
}
