//! The `PostgreSQL` the server's tests start for themselves: the one that is there, else Debian's.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::{apt_install, is_debian, is_root};
use crate::Result;

/// Where Debian puts a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder with `postgres` and `initdb`, if there is one: the named one, the newest of Debian's, or one of PATH's.
fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os("PORTICO_POSTGRES").filter(|named| !named.is_empty()) {
        return Some(named.into());
    }
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| has_both(folder))
        .max();
    if let Some((_, folder)) = newest {
        return Some(folder);
    }
    let path = env::var_os("PATH")?;
    env::split_paths(&path).find(|folder| has_both(folder))
}

fn has_both(folder: &Path) -> bool {
    ["postgres", "initdb"]
        .iter()
        .all(|name| folder.join(name).is_file())
}

/// The folder with its programs; installs Debian's when that is possible.
pub fn ensure() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if is_debian() && is_root() {
        apt_install("PostgreSQL", &["postgresql"])?;
    }
    find().ok_or_else(|| {
        "The server's tests need PostgreSQL 13 or newer, and neither `postgres` nor `initdb` was found. Install it (on Debian: \
         `apt-get install postgresql` as root), or name the folder of its programs in PORTICO_POSTGRES."
            .into()
    })
}
