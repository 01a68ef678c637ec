//! The tools a build needs, each in a fixed version, kept in a per-user cache.

pub mod certificates;
pub mod chromium;
mod from_cargo;
mod from_npm;
pub mod postgres;
mod python;
mod wasm_target;

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

pub use wasm_target::{TARGET as WASM_TARGET, WasmCompiler};

use crate::{
    Result, project,
    shell::{self, say},
};

/// Trunk 0.22 needs a newer compiler than the workspace's.
const TRUNK: &str = "0.21.14";
const LEPTOSFMT: &str = "0.1.33";
const CARGO_DENY: &str = "0.20.2";
/// `Trunk.toml` names the same version: Trunk uses a wasm-opt from PATH on an exact match only.
const BINARYEN: &str = "132.0.0";
const ESBUILD: &str = "0.28.2";
/// The last one that runs on Node 20.
const LIGHTHOUSE: &str = "12.8.2";
const OBSERVATORY: &str = "1.4.8";

/// What the client's build needs: programs for PATH and the compiler for WebAssembly.
pub struct ClientTools {
    /// Folders to put before PATH.
    pub folders: Vec<PathBuf>,
    /// Which compiler makes WebAssembly.
    pub compiler: WasmCompiler,
}

/// Everything `cargo xtask build` needs.
pub fn for_client() -> Result<ClientTools> {
    node()?;
    let compiler = wasm_target::ensure()?;
    let folders = vec![
        from_cargo::ensure(
            "trunk",
            TRUNK,
            &["--locked", "--no-default-features"],
            "2 to 4 minutes",
        )?,
        // With --locked its own lock file does not resolve.
        from_cargo::ensure(
            "wasm-bindgen-cli",
            &wasm_bindgen_version()?,
            &[],
            "1 to 2 minutes",
        )?,
        from_npm::ensure("binaryen", BINARYEN)?,
    ];
    Ok(ClientTools { folders, compiler })
}

/// The compiler that makes WebAssembly.
pub fn wasm_compiler() -> Result<WasmCompiler> {
    wasm_target::ensure()
}

/// The folder with `esbuild`, which makes style sheets and scripts small.
pub fn esbuild() -> Result<PathBuf> {
    from_npm::ensure("esbuild", ESBUILD)
}

/// The folder with `leptosfmt`.
pub fn leptosfmt() -> Result<PathBuf> {
    from_cargo::ensure("leptosfmt", LEPTOSFMT, &["--locked"], "1 to 2 minutes")
}

/// The folder with `cargo-deny`.
pub fn cargo_deny() -> Result<PathBuf> {
    from_cargo::ensure("cargo-deny", CARGO_DENY, &["--locked"], "3 to 6 minutes")
}

/// The folder with `lighthouse`.
pub fn lighthouse() -> Result<PathBuf> {
    from_npm::ensure("lighthouse", LIGHTHOUSE)
}

/// MDN's HTTP Observatory: the script that looks at a host. None of its install scripts runs, so the list of hosts that
/// browsers know for HTTPS is empty: none of a test's is on it.
pub fn observatory() -> Result<PathBuf> {
    const PACKAGE: &str = "@mdn/mdn-http-observatory";
    let bin = from_npm::ensure(PACKAGE, OBSERVATORY)?;
    let package = bin.with_file_name(PACKAGE);
    let hosts = package.join("conf/hsts-preload.json");
    if !hosts.is_file() {
        project::write(&hosts, "{}\n")?;
    }
    Ok(package.join("src/scan.js"))
}

/// A Python that has Stripe's SDK, and the folder of the tests that use it.
pub fn stripe_python() -> Result<(PathBuf, PathBuf)> {
    let folder = project::root().join("e2e/sdk/python");
    let interpreter = python::ensure("stripe-python", &folder.join("requirements.txt"))?;
    Ok((interpreter, folder))
}

/// A Python that has schemathesis, and the folder of the tests that use it.
pub fn schemathesis() -> Result<(PathBuf, PathBuf)> {
    let folder = project::root().join("e2e/schemathesis");
    let interpreter = python::ensure("schemathesis", &folder.join("requirements.txt"))?;
    Ok((interpreter, folder))
}

/// A Python that has localstripe, and the folder of the tests that use it.
pub fn localstripe() -> Result<(PathBuf, PathBuf)> {
    let folder = project::root().join("e2e/localstripe");
    let interpreter = python::ensure("localstripe", &folder.join("requirements.txt"))?;
    Ok((interpreter, folder))
}

/// Fetches and builds all of them.
pub fn setup() -> Result {
    for_client()?;
    esbuild()?;
    leptosfmt()?;
    cargo_deny()?;
    chromium::ensure()?;
    certificates::ensure()?;
    postgres::ensure()?;
    observatory()?;
    stripe_python()?;
    schemathesis()?;
    localstripe()?;
    say(&format!(
        "All tools are ready in {}.",
        project::tools_cache()?.display()
    ));
    Ok(())
}

/// Node.js runs the tools from npm and the browser tests.
pub fn node() -> Result {
    let mut command = shell::program("node");
    command.arg("--version");
    let version = shell::answer_of(command);
    let major = version.as_deref().and_then(|version| {
        version
            .trim_start_matches('v')
            .split('.')
            .next()?
            .parse::<u32>()
            .ok()
    });
    match major {
        Some(20..) => Ok(()),
        Some(_) => Err(format!(
            "Node.js 20 or newer is needed; this machine has {}. See https://nodejs.org.",
            version.unwrap_or_default()
        )),
        None => Err(
            "Node.js 20 or newer is needed and `node` is not on PATH. See https://nodejs.org."
                .into(),
        ),
    }
}

/// PATH with `folders` before everything else.
pub fn path_with(folders: &[PathBuf]) -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(folders.iter().cloned().chain(env::split_paths(&inherited)))
        .map_err(|error| format!("PATH cannot be put together: {error}."))
}

/// The version in Cargo.lock: the tool and the library must agree to the letter.
fn wasm_bindgen_version() -> Result<String> {
    let lock = project::read(&project::root().join("Cargo.lock"))?;
    locked_version(&lock, "wasm-bindgen")
        .map(str::to_owned)
        .ok_or_else(|| "Cargo.lock does not name a version of wasm-bindgen.".into())
}

fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines
        .next()?
        .strip_prefix("version = \"")?
        .strip_suffix('"')
}

/// Builds a tool beside its place and moves it there when it is complete, so that an interrupted
/// set-up leaves nothing that looks finished.
fn install(place: &Path, build: impl FnOnce(&Path) -> Result) -> Result {
    let parent = place.parent().expect("a tool lies in the cache");
    fs::create_dir_all(parent)
        .map_err(|error| format!("{} cannot be created: {error}.", parent.display()))?;
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let partial = parent.join(format!(".{name}.{}", std::process::id()));
    let built = build(&partial);
    let moved = built.and_then(|()| match fs::rename(&partial, place) {
        Ok(()) => Ok(()),
        // Another xtask was faster.
        Err(_) if place.exists() => Ok(()),
        Err(error) => Err(format!(
            "{} cannot be put in place: {error}.",
            place.display()
        )),
    });
    // Nothing to do when it was moved or never made.
    let _ = fs::remove_dir_all(&partial);
    moved
}

/// Whether this process may install packages.
fn is_root() -> bool {
    let mut command = shell::program("id");
    command.arg("-u");
    shell::answer_of(command).as_deref() == Some("0")
}

/// Whether packages come from apt.
fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists()
}

/// Installs Debian packages. Only called as root.
fn apt_install(what: &str, packages: &[&str]) -> Result {
    let apt = |args: &[&str]| {
        let mut command = shell::program("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(args);
        command
    };
    shell::step("apt-get update", apt(&["update"])).run()?;
    let mut args = vec!["install", "--yes", "--no-install-recommends"];
    args.extend(packages);
    shell::step(format!("install {what} from Debian"), apt(&args)).run()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_decides_the_version_of_wasm_bindgen() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }

    #[test]
    fn an_interrupted_installation_leaves_nothing() {
        let cache = project::notes().join("test-tools");
        let place = cache.join("tool-1.0");
        let failed = install(&place, |partial| {
            project::write(&partial.join("bin/tool"), "half")?;
            Err("interrupted".into())
        });
        assert_eq!(failed, Err("interrupted".into()));
        assert_eq!(
            project::files_under(&cache).expect("readable"),
            Vec::<PathBuf>::new()
        );
    }
}
