//! Chromium, asked over a pair of pipes. Source: the Chrome `DevTools` Protocol, `--remote-debugging-pipe`: messages are
//! JSON, each ended by a zero byte.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::commands::Failure;
use crate::session::token;

/// How long an answer may take; the first one waits for the browser to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// The browser reads from descriptor 3 and writes to 4. A shell lays them, as a program may only say so of the first three.
const PIPES: &str = "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null";

const FLAGS: [&str; 8] = [
    "--headless=new",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
];

/// A running browser. Dropped, it ends, and what it kept is removed.
pub struct Browser {
    child: Child,
    to: Option<ChildStdin>,
    from: Receiver<Value>,
    /// What came while an answer was waited for.
    events: VecDeque<Value>,
    profile: PathBuf,
    last: u64,
}

/// A page of it.
pub struct Page {
    target: String,
    session: String,
}

impl Browser {
    /// Starts it with a profile of its own.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(program: &Path) -> Result<Self, Failure> {
        let cannot = |error| format!("{} cannot be started: {error}", program.display());
        let profile = std::env::temp_dir().join(token::new_id("portico-check-"));
        let mut command = Command::new("sh");
        command.args(["-c", PIPES]).arg(program).args(FLAGS);
        command.arg(format!("--user-data-dir={}", profile.display()));
        if is_root() {
            // It refuses to run as root otherwise, as in most containers.
            command.arg("--no-sandbox");
        }
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().map_err(cannot)?;
        let to = child.stdin.take();
        let (send, from) = channel();
        let answers = BufReader::new(child.stdout.take().ok_or("there is no pipe")?);
        thread::spawn(move || {
            for message in answers.split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).unwrap_or_default();
                // Nobody may be there any more to read it.
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        let events = VecDeque::new();
        Ok(Self {
            child,
            to,
            from,
            events,
            profile,
            last: 0,
        })
    }

    /// A new page, which is empty.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn open_page(&mut self) -> Result<Page, Failure> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let made = self.ask(None, "Target.createTarget", json!({ "url": "about:blank" }))?;
        let target = text(&made["targetId"]);
        let attached = self.ask(
            None,
            "Target.attachToTarget",
            json!({ "targetId": target, "flatten": true }),
        )?;
        let session = text(&attached["sessionId"]);
        Ok(Page { target, session })
    }

    /// Closes a page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn close_page(&mut self, page: Page) -> Result<(), Failure> {
        self.ask(
            None,
            "Target.closeTarget",
            json!({ "targetId": page.target }),
        )?;
        self.events.clear();
        Ok(())
    }

    /// Asks a page for something.
    ///
    /// # Errors
    /// The browser's own, or when it does not answer.
    pub fn call(&mut self, page: &Page, method: &str, params: Value) -> Result<Value, Failure> {
        self.ask(Some(&page.session), method, params)
    }

    /// The next event of a page, or none when there is none in time.
    ///
    /// # Errors
    /// When the browser ended.
    pub fn event(&mut self, page: &Page, until: Instant) -> Result<Option<Value>, Failure> {
        loop {
            let event = match self.events.pop_front() {
                Some(event) => event,
                None => match self.next(until)? {
                    Some(event) => event,
                    None => return Ok(None),
                },
            };
            if event["sessionId"] == *page.session {
                return Ok(Some(event));
            }
        }
    }

    fn ask(
        &mut self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value, Failure> {
        self.last += 1;
        let id = self.last;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = serde_json::to_vec(&message)?;
        bytes.push(0);
        self.to
            .as_mut()
            .ok_or("the browser is closed")?
            .write_all(&bytes)?;
        let until = Instant::now() + PATIENCE;
        while let Some(mut message) = self.next(until)? {
            if message["id"] != id {
                self.events.push_back(message);
                continue;
            }
            return match message["error"]["message"].as_str() {
                Some(reason) => Err(format!("{method}: {reason}").into()),
                None => Ok(message["result"].take()),
            };
        }
        Err(format!("the browser did not answer {method} in time").into())
    }

    fn next(&mut self, until: Instant) -> Result<Option<Value>, Failure> {
        match self
            .from
            .recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            Ok(message) => Ok(Some(message)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err("the browser ended by itself".into()),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Without anybody to ask it, it ends; should it not, it is ended.
        let _ = self.ask(None, "Browser.close", json!({}));
        drop(self.to.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// Whether this is the one user for whom Chromium has no sandbox.
fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| {
        #[cfg(unix)]
        {
            std::os::unix::fs::MetadataExt::uid(&own) == 0
        }
        #[cfg(not(unix))]
        {
            let _ = own;
            false
        }
    })
}
