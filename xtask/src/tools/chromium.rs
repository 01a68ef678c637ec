//! The browser the tests drive: the one that is there, else Debian's.

use std::{env, path::PathBuf};

use super::{apt_install, is_debian, is_root};
use crate::Result;

const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// The browser's program, if there is one.
pub fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("PORTICO_CHROMIUM").filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    let path = env::var_os("PATH")?;
    NAMES.iter().find_map(|name| {
        env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    })
}

/// The browser's program; installs Debian's when that is possible.
pub fn ensure() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if is_debian() && is_root() {
        apt_install("Chromium", &["chromium"])?;
    }
    find().ok_or_else(|| {
        "The browser tests need Chromium or Chrome, and none is on PATH. Install one (on Debian: `apt-get install chromium` as root), \
         or name its program in PORTICO_CHROMIUM."
            .into()
    })
}
