//! Where things are.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use crate::Result;

/// The repository.
pub fn root() -> PathBuf {
    // xtask is a member of the workspace, so its parent is the root.
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace")
        .to_owned()
}

/// What cargo builds into.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// Our own notes between runs: fingerprints and logs.
pub fn notes() -> PathBuf {
    root().join("target/xtask")
}

/// The built client.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The per-user folder of built tools.
pub fn tools_cache() -> Result<PathBuf> {
    let base = match (env::var_os("XDG_CACHE_HOME"), env::var_os("HOME")) {
        (Some(cache), _) if !cache.is_empty() => PathBuf::from(cache),
        (_, Some(home)) => PathBuf::from(home).join(".cache"),
        _ => {
            return Err(
                "Neither XDG_CACHE_HOME nor HOME is set, so there is no place for the tools."
                    .into(),
            );
        }
    };
    Ok(base.join("portico/tools"))
}

/// Every file under `dir`, sorted, without following links. Empty when there is no such folder.
pub fn files_under(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files_under(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a text file, or says which one could not be read.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}.", shown(path)))
}

/// Reads a file, or says which one could not be read.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| format!("{} cannot be read: {error}.", shown(path)))
}

/// Writes a file and the folders above it, or says which one could not be written.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)
            .map_err(|error| format!("{} cannot be created: {error}.", shown(parent)))?;
    }
    fs::write(path, content).map_err(|error| format!("{} cannot be written: {error}.", shown(path)))
}

/// Lists a folder, or says which one could not be read.
pub fn list(dir: &Path) -> Result<Vec<PathBuf>> {
    files_under(dir).map_err(|error| format!("{} cannot be read: {error}.", shown(dir)))
}

/// A path as people write it: relative to the repository where it lies inside.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}
