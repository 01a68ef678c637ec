//! The folder the build made, read once.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use axum::body::Bytes;
use serde::Deserialize;

use super::{Asset, brotli};
use crate::documents::Program;

/// What the build says about itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// The style sheet that themes are added to.
    pub css: ManifestFile,
    /// The style sheet of the dashboard.
    pub dashboard_css: ManifestFile,
    /// `sha256-…` of the inline boot script, for the policy.
    pub boot: String,
    /// The script of documents in a frame.
    pub frame: ManifestFile,
    /// The script of previews.
    pub preview: ManifestFile,
    /// The programs by name, one of which a document runs.
    pub programs: BTreeMap<String, ManifestProgram>,
}

/// A program of the build.
#[derive(Clone, Debug, Deserialize)]
pub struct ManifestProgram {
    /// The script that starts it.
    pub js: ManifestFile,
    /// The program itself.
    pub wasm: ManifestFile,
    /// Keys of the words it uses, a plural's without its category.
    pub words: Vec<String>,
}

/// A file of the build.
#[derive(Clone, Debug, Deserialize)]
pub struct ManifestFile {
    /// Where it is served.
    pub path: String,
    /// Its `integrity` attribute.
    pub integrity: String,
}

/// The built client.
#[derive(Clone, Debug)]
pub struct Dist {
    /// What the build says about itself.
    pub manifest: Manifest,
    /// The document's template.
    pub template: String,
    /// The template of the dashboard's document.
    pub dashboard: String,
    /// The style sheet that themes are added to.
    pub css: String,
    /// That of the dashboard.
    pub dashboard_css: String,
    files: HashMap<String, Asset>,
}

impl Dist {
    /// Reads the folder the build made.
    ///
    /// # Errors
    /// Names the file that is missing or not what it should be.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let text = |name: &str| {
            let path = folder.join(name);
            std::fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}; is the client built?", path.display()))
        };
        let manifest: Manifest = serde_json::from_str(&text("manifest.json")?)
            .map_err(|error| format!("{}: {error}", folder.join("manifest.json").display()))?;
        if !is_hash_source(&manifest.boot) {
            return Err("manifest.json: boot must be \"sha256-\" and a base64 hash".to_owned());
        }
        for program in Program::ALL.map(Program::as_str) {
            if !manifest.programs.contains_key(program) {
                return Err(format!("manifest.json: there is no program `{program}`"));
            }
        }
        let mut files = HashMap::new();
        read_folder(folder, "", &mut files)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        let dashboard_css = text(manifest.dashboard_css.path.trim_start_matches('/'))?;
        let css = text(manifest.css.path.trim_start_matches('/'))?;
        Ok(Self {
            template: text("index.html")?,
            dashboard: text("dashboard.html")?,
            css,
            dashboard_css,
            manifest,
            files,
        })
    }

    /// A program; every one that documents run is there.
    pub fn program(&self, program: Program) -> Option<&ManifestProgram> {
        self.manifest.programs.get(program.as_str())
    }

    /// The file served at a path.
    pub fn file(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }
}

/// The hash goes into a header as it is.
fn is_hash_source(text: &str) -> bool {
    let base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    text.strip_prefix("sha256-")
        .is_some_and(|hash| hash.len() == 44 && hash.chars().all(base64))
}

/// Reads the files below `folder`, except those only the server uses.
fn read_folder(
    folder: &Path,
    prefix: &str,
    files: &mut HashMap<String, Asset>,
) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let path = format!("{prefix}/{name}");
        if entry.file_type()?.is_dir() {
            if path != "/locales" {
                read_folder(&entry.path(), &path, files)?;
            }
            continue;
        }
        let private = matches!(
            path.as_str(),
            "/index.html" | "/dashboard.html" | "/manifest.json"
        );
        if private || name.starts_with('.') || name.ends_with(".br") {
            continue;
        }
        let Some(content_type) = content_type(name) else {
            continue;
        };
        let bytes = Bytes::from(std::fs::read(entry.path())?);
        let compressed = folder.join(format!("{name}.br"));
        let br = match std::fs::read(compressed) {
            Ok(br) => Some(Bytes::from(br)),
            Err(_) if is_text(content_type) => Some(brotli(&bytes, 9)),
            Err(_) => None,
        };
        let hashed = path.starts_with("/assets/");
        files.insert(path, Asset::new(bytes, br, content_type, hashed));
    }
    Ok(())
}

fn is_text(content_type: &str) -> bool {
    content_type.ends_with("charset=utf-8") || content_type.starts_with("image/svg")
}

/// Types of the files a build may hold; a file of another type is not served.
fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        _ => return None,
    })
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boot_hash_is_checked_before_it_becomes_a_header() {
        assert!(is_hash_source(
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        ));
        assert!(!is_hash_source(
            "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF'="
        ));
        assert!(!is_hash_source("'unsafe-inline'"));
    }
}
