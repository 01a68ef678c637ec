//! Trunk's `post_build` hook: turns what Trunk staged into the `dist/` that the server reads.
//!
//! Trunk compiles and optimises; names by content, integrity hashes, the one style sheet, the inline boot script and
//! the compressed copies are made here, because Trunk would name style sheets before stylers has written them and
//! would check the integrity of the wasm in a way that browsers ignore.

mod imports;
mod page;
mod program;
mod squeeze;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::json;

use crate::{Failure, Result, check::scopes, digest, project, shell::say};

/// The style sheets of customers' documents in the order of the cascade.
const SHEETS: &[&str] = &[
    "style/tokens.css",
    "style/base.css",
    "target/components.css",
    "style/print.css",
];
/// Those of the dashboard.
const DASHBOARD_SHEETS: &[&str] = &[
    "style/tokens.css",
    "style/base.css",
    "target/components.css",
    "target/dashboard.css",
];
/// The document of the dashboard, which is nothing to Trunk.
const DASHBOARD: &str = "dashboard.html";
/// The sprite is written into the document; the rest of `public/` is served as it is.
const SPRITE: &str = "public/icons.svg";
/// The script of documents that a merchant's page shows in a frame.
const FRAME: &str = "src/frame.js";
/// The script of the portal's preview.
const PREVIEW: &str = "src/preview.js";
/// What merchants' pages load, and in npm's package: its types and its description are not for browsers.
const EMBED: &str = "embed";

/// One file that the document loads.
struct Asset {
    /// Path on the server.
    path: String,
    integrity: String,
}

impl Asset {
    fn to_json(&self) -> serde_json::Value {
        json!({ "path": self.path, "integrity": self.integrity })
    }
}

/// Runs the hook on `TRUNK_STAGING_DIR`.
pub fn assemble() -> Result {
    let Some(staging) = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from) else {
        return Err("`assemble` is Trunk's hook and needs TRUNK_STAGING_DIR. Run `cargo xtask build` instead.".into());
    };
    let release = env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    assemble_in(&staging, release)
}

/// Size of a file on the wire: of its compressed copy, or as the server would compress it.
pub fn brotli_size(file: &Path) -> Result<u64> {
    let compressed = PathBuf::from(format!("{}.br", file.display()));
    if compressed.exists() {
        return Ok(project::read_bytes(&compressed)?.len() as u64);
    }
    let copy = project::notes()
        .join("size")
        .join(file.file_name().unwrap_or_default());
    project::write(&copy, project::read_bytes(file)?)?;
    squeeze::brotli(11, &[&copy])?;
    Ok(project::read_bytes(&PathBuf::from(format!("{}.br", copy.display())))?.len() as u64)
}

fn assemble_in(staging: &Path, release: bool) -> Result {
    let mut dist = Dist {
        folder: staging,
        files: BTreeSet::new(),
    };

    let keys = program::keys()?;
    let mut programs = BTreeMap::new();
    for name in program::names(staging)? {
        let mut module = project::read_bytes(&staging.join(format!("{name}_bg.wasm")))?;
        let script = staging.join(format!("{name}.js"));
        let mut glue = squeeze::bundled_script(&script, release)?;
        if release {
            (module, glue) = imports::shorten(&module, &glue)?;
        }
        let wasm = dist.add(&name, "_bg.wasm", &module)?;
        let js = dist.add(&name, ".js", glue.as_bytes())?;
        let words = program::words(&module, &keys);
        let entry = json!({ "js": js.to_json(), "wasm": wasm.to_json(), "words": words });
        programs.insert(name, entry);
    }
    let css = dist.add("portal", ".css", style_sheet(SHEETS)?.as_bytes())?;
    let dashboard_css = style_sheet(DASHBOARD_SHEETS)?;
    let dashboard_css = dist.add("dashboard", ".css", dashboard_css.as_bytes())?;
    let frame = dist.script("frame", FRAME)?;
    let preview = dist.script("preview", PREVIEW)?;

    let boot = boot_script()?;
    let template = project::read(&staging.join("index.html"))?;
    let sprite = project::read(&project::root().join(SPRITE))?;
    let document = page::document(&template, &boot, &sprite)?;
    dist.put("index.html", document.as_bytes())?;
    let dashboard = project::read(&project::root().join(DASHBOARD))?;
    let dashboard = page::document(&dashboard, &boot, &sprite)?;
    dist.put(DASHBOARD, dashboard.as_bytes())?;
    dist.copy_public()?;

    let mut manifest = json!({
        "programs": programs, "css": css.to_json(), "dashboard_css": dashboard_css.to_json(), "frame": frame.to_json(),
        "preview": preview.to_json(), "boot": digest::csp_source(boot.as_bytes()),
    });
    let build = digest::short(format!("{manifest}{document}{dashboard}").as_bytes());
    manifest["build"] = build.as_str().into();
    dist.put("manifest.json", format!("{manifest:#}\n").as_bytes())?;

    dist.remove_leftovers()?;
    dist.compress(release)?;
    say(&format!("  assembled build {build}"));
    Ok(())
}

/// All styles in one file: one request, and the server appends the merchant's theme to it.
fn style_sheet(sheets: &[&str]) -> Result<String> {
    let mut css = String::new();
    for sheet in sheets {
        let path = project::root().join(sheet);
        let content = project::read(&path)?;
        if sheet.starts_with("target") {
            let faults = scopes::unscoped(&content);
            if !faults.is_empty() {
                return Err(format!(
                    "stylers emitted selectors that leak out of their component:\n  {}",
                    faults.join("\n  ")
                ));
            }
        }
        css.push_str(&content);
        css.push('\n');
    }
    squeeze::style_sheet(&css)
}

/// The script in the document's head, final to the byte: the policy in the header names its hash.
fn boot_script() -> Result<String> {
    let source = project::read(&project::root().join("src/boot.js"))?;
    let boot = squeeze::script(&source)?;
    if boot.contains("</script") || boot.contains("<!--") {
        return Err("src/boot.js contains a text that ends an inline script.".into());
    }
    Ok(boot)
}

/// The folder being put together, and what belongs there.
struct Dist<'a> {
    folder: &'a Path,
    files: BTreeSet<PathBuf>,
}

impl Dist<'_> {
    /// Adds a file named by its content.
    fn add(&mut self, stem: &str, ending: &str, content: &[u8]) -> Result<Asset> {
        let name = format!("assets/{stem}-{}{ending}", digest::short(content));
        self.put(&name, content)?;
        Ok(Asset {
            path: format!("/{name}"),
            integrity: digest::integrity(content),
        })
    }

    /// Adds a script of ours that some documents load.
    fn script(&mut self, stem: &str, source: &str) -> Result<Asset> {
        let script = squeeze::script(&project::read(&project::root().join(source))?)?;
        self.add(stem, ".js", script.as_bytes())
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result {
        let path = self.folder.join(name);
        project::write(&path, content)?;
        self.files.insert(path);
        Ok(())
    }

    fn copy_public(&mut self) -> Result {
        let public = project::root().join("public");
        for file in project::list(&public)? {
            let name = file.strip_prefix(&public).expect("it was found there");
            if file.ends_with(SPRITE) {
                continue;
            }
            if name.starts_with(EMBED) {
                if name.extension().is_some_and(|found| found == "js") {
                    let script = squeeze::script(&project::read(&file)?)?;
                    self.put(&name.to_string_lossy(), script.as_bytes())?;
                }
                continue;
            }
            let place = if name.starts_with("fonts") {
                Path::new("assets").join(name)
            } else {
                name.to_owned()
            };
            self.put(&place.to_string_lossy(), &project::read_bytes(&file)?)?;
        }
        Ok(())
    }

    /// Removes Trunk's own copies under the names it gave them.
    fn remove_leftovers(&self) -> Result {
        let failed = |error: std::io::Error| -> Failure {
            format!("The staging folder cannot be tidied: {error}.")
        };
        for file in project::list(self.folder)? {
            if !self.files.contains(&file) {
                fs::remove_file(&file).map_err(failed)?;
            }
        }
        remove_empty_folders(self.folder).map_err(failed)
    }

    fn compress(&self, release: bool) -> Result {
        let compressible = ["js", "wasm", "css", "svg", "txt", "webmanifest"];
        let assets: Vec<&PathBuf> = self
            .files
            .iter()
            .filter(|file| file.starts_with(self.folder.join("assets")))
            .filter(|file| {
                file.extension()
                    .is_some_and(|found| compressible.iter().any(|known| found == *known))
            })
            .collect();
        squeeze::brotli(if release { 11 } else { 4 }, &assets)
    }
}

fn remove_empty_folders(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_empty_folders(&path)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        }
    }
    Ok(())
}
