//! A compiler that makes WebAssembly: rustup's, else Debian's with the sources of its standard library.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{apt_install, is_debian, is_root};
use crate::{
    Result, project,
    shell::{self, say, step},
};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

/// Which compiler makes WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmCompiler {
    /// The toolchain in use has the target.
    Toolchain,
    /// Debian's packaged compiler builds the standard library along with the client.
    Debian,
}

impl WasmCompiler {
    /// Prepares a program (Trunk, cargo) to compile for WebAssembly.
    pub fn apply(self, command: &mut Command, mut folders: Vec<PathBuf>) -> Result {
        if self == Self::Debian {
            folders.insert(0, debian_programs()?);
            command
                .env("CARGO", "/usr/bin/cargo")
                .env("RUSTC", "/usr/bin/rustc")
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19")
                // The two compilers would throw away each other's work in a common folder.
                .env("CARGO_TARGET_DIR", project::target().join("debian"));
        }
        command.env("PATH", super::path_with(&folders)?);
        Ok(())
    }
}

/// A folder with Debian's two programs and nothing else of /usr/bin, which may hold an old Node.
fn debian_programs() -> Result<PathBuf> {
    let folder = project::notes().join("debian");
    let failed =
        |error: std::io::Error| format!("{} cannot be prepared: {error}.", project::shown(&folder));
    fs::create_dir_all(&folder).map_err(failed)?;
    for name in ["cargo", "rustc"] {
        let link = folder.join(name);
        if !link.exists() {
            std::os::unix::fs::symlink(Path::new("/usr/bin").join(name), &link).map_err(failed)?;
        }
    }
    Ok(folder)
}

/// Finds or sets up a compiler with the target.
pub fn ensure() -> Result<WasmCompiler> {
    if toolchain_has_target() {
        return Ok(WasmCompiler::Toolchain);
    }
    if debian_is_ready() {
        return Ok(WasmCompiler::Debian);
    }
    let mut rustup = shell::program("rustup");
    rustup.args(["target", "add", TARGET]);
    if step(format!("rustup target add {TARGET}"), rustup)
        .finish()
        .is_ok_and(|done| done.status.success())
        && toolchain_has_target()
    {
        return Ok(WasmCompiler::Toolchain);
    }
    if is_debian() && is_root() {
        say("  rustup could not add the target; trying Debian's compiler.");
        apt_install("the compiler for WebAssembly", &DEBIAN_PACKAGES)?;
        if debian_is_ready() {
            return Ok(WasmCompiler::Debian);
        }
    }
    Err(format!(
        "The Rust toolchain cannot compile for {TARGET}, and `rustup target add {TARGET}` did not work.\n\
         Run it where static.rust-lang.org can be reached, or on Debian, as root: apt-get install {}",
        DEBIAN_PACKAGES.join(" ")
    ))
}

fn toolchain_has_target() -> bool {
    let mut rustc = shell::program("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    shell::answer_of(rustc).is_some_and(|folder| has_std(Path::new(&folder)))
}

fn has_std(folder: &Path) -> bool {
    project::files_under(folder).is_ok_and(|files| {
        files
            .iter()
            .any(|file| file.to_string_lossy().contains("libstd-"))
    })
}

fn debian_is_ready() -> bool {
    // A machine of a developer may have these packages and rustup; they must come from Debian together.
    let programs = [
        "/usr/bin/cargo",
        "/usr/bin/rustc",
        "/usr/bin/wasm-ld-19",
        "/usr/lib/rustlib/src/rust/library/std",
    ];
    is_debian()
        && env::consts::OS == "linux"
        && programs.iter().all(|file| Path::new(file).exists())
}
