//! Builds the client into `dist/` and the server, and does nothing when nothing changed.

use std::{fs, path::PathBuf};

use crate::{
    Result,
    args::Args,
    digest, project,
    shell::{self, say, step},
    tools,
};

/// How a build is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// As customers get it.
    Release,
    /// Quick to compile.
    Dev,
}

impl Profile {
    /// Takes `--dev` and `--release` from the command line.
    pub fn from_args(args: &mut Args) -> Result<Self> {
        match (args.switch("--dev"), args.switch("--release")) {
            (true, true) => Err("--dev and --release exclude each other.".into()),
            (true, false) => Ok(Self::Dev),
            (false, _) => Ok(Self::Release),
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "dev",
        }
    }
}

/// What the client is made of.
const INPUTS: [&str; 15] = [
    "src",
    "style",
    "public",
    "crates/contract",
    "crates/theme",
    "xtask/src/assemble.rs",
    "xtask/src/assemble",
    "build.rs",
    "index.html",
    "dashboard.html",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    ".cargo/config.toml",
    "xtask/src/tools",
];

/// `cargo xtask build`.
pub fn from_args(mut args: Args) -> Result {
    let profile = Profile::from_args(&mut args)?;
    let force = args.switch("--force");
    args.finish()?;
    if force {
        forget()?;
    }
    client(profile)?;
    let server = server(profile)?;
    say(&format!("Built dist/ and {}.", project::shown(&server)));
    Ok(())
}

/// Builds `dist/`, unless it is there and made of the same inputs.
pub fn client(profile: Profile) -> Result {
    let _alone = alone()?;
    let fingerprint = fingerprint(profile)?;
    if fs::read_to_string(fingerprint_file()).is_ok_and(|known| known == fingerprint)
        && is_complete()
    {
        say("▸ the client is up to date");
        return Ok(());
    }
    let tools = tools::for_client()?;
    tools::esbuild()?;
    fetch(&tools)?;
    let mut trunk = shell::program("trunk");
    trunk.args(["build", "--offline", "--color=never"]);
    if profile == Profile::Release {
        trunk.args(["--release", "--cargo-profile", "release-web"]);
    }
    // Trunk's hook is this very program; compiling it again with another compiler would be a waste.
    if let Ok(xtask) = std::env::current_exe() {
        trunk.env("PORTICO_XTASK", xtask);
    }
    // Trunk takes NO_COLOR for a boolean and refuses the customary "1".
    trunk.env_remove("NO_COLOR");
    // Its own stack says nothing about ours.
    trunk.env("RUST_BACKTRACE", "0");
    tools.compiler.apply(&mut trunk, &tools.folders)?;
    forget()?;
    step(format!("build the client ({})", profile.as_str()), trunk)
        .hint("The whole output is in target/xtask/log.")
        .run()?;
    project::write(&fingerprint_file(), &fingerprint)
}

/// Trunk works offline, because it would look for its tools at GitHub: what the client is made of must be there before.
/// That includes what the standard library is made of when it is built along with the client.
fn fetch(tools: &tools::ClientTools) -> Result {
    let mut cargo = shell::cargo();
    cargo.args(["fetch", "--locked", "--target", tools::WASM_TARGET]);
    tools.compiler.apply(&mut cargo, &tools.folders)?;
    step("fetch what the client is made of", cargo)
        .hint("It needs crates.io.")
        .run()
        .map(drop)
}

/// Two builds at once would sweep away each other's half of `dist/`. Free again when the file is dropped.
fn alone() -> Result<fs::File> {
    let path = project::notes().join("build.lock");
    project::write(&path, "")?;
    let failed =
        |error: std::io::Error| format!("{} cannot be locked: {error}.", project::shown(&path));
    let file = fs::File::open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            say("▸ another xtask builds the client; waiting for it")
        }
        Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
    }
    file.lock().map_err(failed)?;
    Ok(file)
}

/// Builds the server; cargo knows best whether anything changed.
pub fn server(profile: Profile) -> Result<PathBuf> {
    let mut cargo = shell::cargo();
    cargo.args(["build", "--package", "server", "--bin", "portico"]);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    step(format!("build the server ({})", profile.as_str()), cargo).run()?;
    let folder = if profile == Profile::Release {
        "release"
    } else {
        "debug"
    };
    Ok(project::target().join(folder).join("portico"))
}

fn fingerprint_file() -> PathBuf {
    project::notes().join("dist.fingerprint")
}

fn forget() -> Result {
    match fs::remove_file(fingerprint_file()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("The fingerprint cannot be removed: {error}."))
        }
        _ => Ok(()),
    }
}

/// Contents, not times: a checkout touches files without changing them.
fn fingerprint(profile: Profile) -> Result<String> {
    let mut rustc = shell::program("rustc");
    rustc.arg("--version");
    let mut seen = format!(
        "{}\n{}\n",
        profile.as_str(),
        shell::answer_of(rustc).unwrap_or_default()
    );
    for input in INPUTS {
        let path = project::root().join(input);
        let files = if path.is_dir() {
            project::list(&path)?
        } else {
            vec![path]
        };
        for file in files.iter().filter(|file| file.exists()) {
            seen.push_str(&format!(
                "{} {}\n",
                project::shown(file),
                digest::short(&project::read_bytes(file)?)
            ));
        }
    }
    Ok(seen)
}

/// Every file the manifest names.
fn files_of(manifest: &serde_json::Value) -> impl Iterator<Item = &serde_json::Value> {
    let programs = manifest["programs"].as_object().into_iter().flatten();
    programs
        .flat_map(|(_, program)| [&program["js"], &program["wasm"]])
        .chain([&manifest["css"], &manifest["dashboard_css"]])
}

/// Whether everything the manifest names is there with the content it names.
fn is_complete() -> bool {
    let dist = project::dist();
    let Ok(text) = fs::read_to_string(dist.join("manifest.json")) else {
        return false;
    };
    let Ok(manifest) = serde_json::from_str::<serde_json::Value>(&text) else {
        return false;
    };
    dist.join("index.html").is_file()
        && files_of(&manifest).all(|file| {
            let path = file["path"].as_str().unwrap_or_default();
            let integrity = file["integrity"].as_str().unwrap_or_default();
            fs::read(dist.join(path.trim_start_matches('/')))
                .is_ok_and(|content| digest::integrity(&content) == integrity)
        })
}
