//! Runs programs: says what happens, shows a heartbeat, keeps a log, and explains failures.

use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    process::{Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use crate::{Result, project};

/// How long a step may be silent before it says that it is still there.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How many lines of a failed step are shown.
const TAIL: usize = 40;

/// Where a step's output goes besides its log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// Only a heartbeat with the latest line.
    Heartbeat,
    /// Every line.
    Lines,
}

/// A finished step.
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// Everything it printed.
    pub output: String,
    /// How long it took.
    pub elapsed: Duration,
}

/// A program as a step of a task. `title` names it in the log and on screen.
pub struct Step {
    title: String,
    command: Command,
    show: Show,
    hint: Option<String>,
}

/// Prepares a step.
pub fn step(title: impl Into<String>, command: Command) -> Step {
    Step {
        title: title.into(),
        command,
        show: Show::Heartbeat,
        hint: None,
    }
}

impl Step {
    /// What the person can do when it fails.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Shows every line as it comes.
    pub fn lines(mut self) -> Self {
        self.show = Show::Lines;
        self
    }

    /// Runs it; a failure shows its last lines and what to do.
    pub fn run(mut self) -> Result<Finished> {
        let hint = self.hint.take();
        let (show, title) = (self.show, self.title.clone());
        let finished = self.finish()?;
        if finished.status.success() {
            return Ok(finished);
        }
        let mut sentence = format!(
            "{title} failed after {} ({}).",
            clock(finished.elapsed),
            finished.status
        );
        if show == Show::Heartbeat {
            let lines: Vec<&str> = finished.output.lines().collect();
            let tail = lines[lines.len().saturating_sub(TAIL)..].join("\n  | ");
            sentence = format!("  | {tail}\n{sentence}");
        }
        if let Some(hint) = hint {
            sentence = format!("{sentence}\n{hint}");
        }
        Err(sentence)
    }

    /// Runs it to its end, whatever that is.
    pub fn finish(mut self) -> Result<Finished> {
        say(&format!("▸ {}", self.title));
        let program = self.command.get_program().to_string_lossy().into_owned();
        let cannot = |error: io::Error| format!("`{program}` cannot be started: {error}.");
        let started = Instant::now();
        let (reader, writer) = io::pipe().map_err(cannot)?;
        let mut child = {
            let stderr = writer.try_clone().map_err(cannot)?;
            self.command
                .stdin(Stdio::null())
                .stdout(writer)
                .stderr(stderr)
                .spawn()
                .map_err(cannot)?
        };
        // The command still holds the writing ends; without this the pipe would never close.
        self.command = Command::new("true");
        let output = self.collect(reader, started);
        let status = child.wait().map_err(cannot)?;
        let elapsed = started.elapsed();
        let log = project::notes()
            .join("log")
            .join(format!("{}.log", file_name(&self.title)));
        project::write(&log, &output)?;
        if status.success() {
            say(&format!("  done in {}", clock(elapsed)));
        }
        Ok(Finished {
            status,
            output,
            elapsed,
        })
    }

    fn collect(&self, reader: io::PipeReader, started: Instant) -> String {
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            let mut reader = BufReader::new(reader);
            let mut line = Vec::new();
            while reader
                .read_until(b'\n', &mut line)
                .is_ok_and(|read| read > 0)
            {
                if send
                    .send(String::from_utf8_lossy(&line).trim_end().to_owned())
                    .is_err()
                {
                    break;
                }
                line.clear();
            }
        });
        let mut output = String::new();
        let mut latest = String::new();
        let mut spoke = Instant::now();
        loop {
            match receive.recv_timeout(HEARTBEAT.saturating_sub(spoke.elapsed())) {
                Ok(line) => {
                    output.push_str(&line);
                    output.push('\n');
                    if is_noise(&line) {
                        continue;
                    }
                    if self.show == Show::Lines {
                        say(&line);
                        spoke = Instant::now();
                    }
                    if !line.trim().is_empty() {
                        latest = line;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return output,
                Err(RecvTimeoutError::Timeout) => {
                    let line: String = latest.trim().chars().take(96).collect();
                    say(&format!("  … {} {line}", clock(started.elapsed())));
                    spoke = Instant::now();
                }
            }
        }
    }
}

/// The banner that `stylers` prints as warnings in every build would hide real ones.
fn is_noise(line: &str) -> bool {
    line.contains("Stylers debug output")
}

/// A program that must not inherit what cargo put into our own environment: build scripts compare
/// those variables, and a difference to a plain `cargo build` would compile the world again.
pub fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    for (key, _) in env::vars_os() {
        let key = key.to_string_lossy().into_owned();
        let ours = [
            "CARGO_PKG_",
            "CARGO_MANIFEST_",
            "CARGO_BIN_",
            "CARGO_CRATE_",
            "CARGO_PRIMARY_",
            "CARGO_RUSTC_",
        ];
        if ours.iter().any(|prefix| key.starts_with(prefix))
            || key == "LD_LIBRARY_PATH" && in_toolchain(&key)
        {
            command.env_remove(key);
        }
    }
    command.current_dir(project::root());
    command
}

fn in_toolchain(key: &str) -> bool {
    env::var(key).is_ok_and(|value| value.contains("rustlib") || value.contains("toolchains"))
}

/// `cargo` of the toolchain in use.
pub fn cargo() -> Command {
    program("cargo")
}

/// What a quick program prints, trimmed; `None` when it is missing or fails.
pub fn answer_of(mut command: Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Prints a line at once, also when nobody reads it on a terminal.
pub fn say(line: &str) {
    let mut out = io::stdout().lock();
    // A closed pipe (`cargo xtask test | head`) is no reason to panic.
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// `4.2 s` or `3 min 05 s`.
pub fn clock(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if seconds < 60 {
        format!("{:.1} s", elapsed.as_secs_f32())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

fn file_name(title: &str) -> String {
    let words: Vec<&str> = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words
        .join("-")
        .to_ascii_lowercase()
        .chars()
        .take(60)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(clock(Duration::from_millis(4_230)), "4.2 s");
        assert_eq!(clock(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn a_failed_step_shows_its_last_lines_and_the_way_on() {
        let mut command = program("sh");
        command.args(["-c", "echo out; echo err >&2; exit 3"]);
        let sentence = step("failing on purpose", command)
            .hint("Try again.")
            .run()
            .err()
            .expect("it fails");
        for part in ["out", "err", "failing on purpose failed", "Try again."] {
            assert!(sentence.contains(part), "{part:?} is missing in {sentence}");
        }
    }
}
