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

/// What the client is compiled for.
pub const TARGET: &str = "wasm32-unknown-unknown";
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
    pub fn apply(self, command: &mut Command, folders: &[PathBuf]) -> Result {
        let mut folders = folders.to_vec();
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
    let has_rustup = has_rustup();
    if has_rustup {
        let mut rustup = shell::program("rustup");
        rustup.args(["target", "add", TARGET]);
        let added = step(format!("rustup target add {TARGET}"), rustup).finish()?;
        if added.status.success() && toolchain_has_target() {
            return Ok(WasmCompiler::Toolchain);
        }
        say(&reason(&added.output));
    }
    if is_debian() && is_root() {
        say("  the compiler in use cannot have the target; taking Debian's for the client");
        match apt_install("the compiler for WebAssembly", &DEBIAN_PACKAGES) {
            Ok(()) if debian_is_ready() => return Ok(WasmCompiler::Debian),
            Ok(()) => {}
            // A relative of Debian may not have the packages.
            Err(sentence) => say(&sentence),
        }
    }
    Err(advice(has_rustup, is_debian()))
}

fn has_rustup() -> bool {
    let mut rustup = shell::program("rustup");
    rustup.arg("--version");
    shell::answer_of(rustup).is_some()
}

/// What rustup said, without the trace behind it.
fn reason(output: &str) -> String {
    let said = output.lines().find(|line| line.starts_with("error:"));
    format!(
        "  rustup could not add the target: {}",
        said.unwrap_or("it did not say why")
            .trim_start_matches("error:")
            .trim()
    )
}

/// What the person can do; as root on Debian it was tried already.
fn advice(has_rustup: bool, is_debian: bool) -> String {
    let rustup = if has_rustup {
        format!("Run `rustup target add {TARGET}` where static.rust-lang.org can be reached")
    } else {
        format!("Install Rust through https://rustup.rs and run `rustup target add {TARGET}`")
    };
    let debian = if is_debian {
        format!(
            ", or as root: apt-get install {}",
            DEBIAN_PACKAGES.join(" ")
        )
    } else {
        String::new()
    };
    format!("The Rust compiler in use cannot compile for {TARGET}.\n{rustup}{debian}.")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_fits_the_machine() {
        assert_eq!(
            advice(true, false),
            "The Rust compiler in use cannot compile for wasm32-unknown-unknown.\nRun `rustup target add \
             wasm32-unknown-unknown` where static.rust-lang.org can be reached."
        );
        assert!(
            advice(true, true)
                .ends_with("or as root: apt-get install rustc-web cargo-web rust-web-src lld-19.")
        );
        assert!(advice(false, false).contains("https://rustup.rs"));
    }

    #[test]
    fn rustup_is_quoted_without_its_trace() {
        let output =
            "info: downloading\nerror: component download failed\n\nStack backtrace:\n 0: x";
        assert_eq!(
            reason(output),
            "  rustup could not add the target: component download failed"
        );
    }
}
