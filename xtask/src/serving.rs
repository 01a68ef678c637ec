//! The portal's server as a child process of a task.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{
    Result, http, project,
    shell::{self, clock, say},
};

const READY_WITHIN: Duration = Duration::from_secs(60);
const STOP_WITHIN: Duration = Duration::from_secs(15);
/// How often a waiting task looks.
pub const GLANCE: Duration = Duration::from_millis(100);

/// The server as a child process. Dropped, it does not outlive us.
pub struct Serving {
    child: Child,
    log: PathBuf,
}

impl Serving {
    /// Starts it on `port`, with the sandbox and its demo data in `data`.
    pub fn start(server: &Path, port: u16, data: &Path) -> Result<Self> {
        let log = project::notes().join("log/server.log");
        project::write(&log, "")?;
        let cannot =
            |error: io::Error| format!("{} cannot be started: {error}.", project::shown(server));
        let file = fs::File::create(&log).map_err(cannot)?;
        let child = shell::program(server)
            .args([
                "serve",
                "--sandbox",
                "--seed",
                "--port",
                &port.to_string(),
                "--data",
            ])
            .arg(data)
            .arg("--dist")
            .arg(project::dist())
            .stdin(Stdio::null())
            .stdout(file.try_clone().map_err(cannot)?)
            .stderr(file)
            .spawn()
            .map_err(cannot)?;
        Ok(Self { child, log })
    }

    /// Whether it became ready; `false` when the person stopped it before.
    pub fn wait_until_ready(&mut self, port: u16, stop: &AtomicBool) -> Result<bool> {
        say("▸ start the server");
        let started = Instant::now();
        while started.elapsed() < READY_WITHIN {
            if stop.load(Ordering::Relaxed) {
                return Ok(false);
            }
            if let Some(status) = self.ended()? {
                return Err(self.with_log(format!("The server stopped while starting ({status}).")));
            }
            if http::get(port, "/readyz").is_ok_and(|answer| answer.status == 200) {
                return Ok(true);
            }
            thread::sleep(GLANCE);
        }
        Err(self.with_log(format!(
            "The server was not ready after {}.",
            clock(READY_WITHIN)
        )))
    }

    /// Asks it to stop, and insists when it does not.
    pub fn stop(mut self) -> Result {
        say("\n▸ stopping");
        // The standard library can only kill; the server wants to finish what it does.
        let _ = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        let started = Instant::now();
        while started.elapsed() < STOP_WITHIN {
            if self.ended()?.is_some() {
                return Ok(());
            }
            thread::sleep(GLANCE);
        }
        Err(self.with_log(format!(
            "The server did not stop within {} and was killed.",
            clock(STOP_WITHIN)
        )))
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child
            .try_wait()
            .map_err(|error| format!("The server cannot be watched: {error}."))
    }

    /// A sentence after the end of the server's log.
    pub fn with_log(&self, sentence: String) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(20)..].join("\n  | ");
        format!(
            "  | {tail}\n{sentence} Its log is {}.",
            project::shown(&self.log)
        )
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            // Nothing more can be done about a failure here.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
