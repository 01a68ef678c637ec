//! HTTP: headers, repetition, and what a failure means for the session.

use std::time::Duration;

use contract::{Changed, Portal};
use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::*;

use super::{
    Failure,
    answer::{as_wanted, parse},
    deadline::Deadline,
    json::Json,
    read::Read,
    write,
};
use crate::{
    boot,
    session::{Ended, Phase, Session},
    time,
};

/// A read is tried this often in all.
const ATTEMPTS: u32 = 3;

/// What a customer wants changed, once. Keep it while the same wish is tried again, and the server does it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent(String);

impl Intent {
    /// A new wish, with an idempotency key of its own.
    pub fn new() -> Self {
        let random = window()
            .crypto()
            .map(|crypto| crypto.random_uuid())
            .unwrap_or_default();
        Self(random)
    }

    /// The key for one of several requests that the same wish takes.
    pub(super) fn part(&self, name: &str) -> Self {
        Self(format!("{}-{name}", self.0))
    }
}

impl Default for Intent {
    fn default() -> Self {
        Self::new()
    }
}

/// A change on its way to the server.
pub(super) struct Change<'a> {
    pub method: Method,
    pub path: &'a str,
    /// JSON.
    pub body: String,
    pub intent: Option<&'a Intent>,
    /// The version of the state it was decided on.
    pub version: Option<String>,
}

impl<'a> Change<'a> {
    pub fn new(method: Method, path: &'a str, intent: &'a Intent) -> Self {
        Self {
            method,
            path,
            body: write::nothing(),
            intent: Some(intent),
            version: None,
        }
    }
}

/// Reads a resource: repeated when the server or the network stumbles. It goes on when what asked for it has left the
/// page; what it says is nobody's concern then.
pub(super) async fn read<T: Read>(session: Option<Session>, path: String) -> Result<T, Failure> {
    let asked = session.and_then(Session::id);
    let json = read_json(session, &path, &Deadline::start()).await;
    // A session that has ended or changed meanwhile is not ended by an answer to the one before.
    let session = session.filter(|session| session.id() == asked);
    observe(session, json.and_then(|json| as_wanted(&json)))
}

async fn read_json(
    session: Option<Session>,
    path: &str,
    deadline: &Deadline,
) -> Result<Json, Failure> {
    let mut attempt = 1;
    loop {
        let result = send(session, RequestBuilder::new(path), None, deadline).await;
        match &result {
            Err(failure) if failure.may_pass() && attempt < ATTEMPTS && !deadline.is_over() => {
                wait_before_next(attempt).await;
                attempt += 1;
            }
            _ => return result,
        }
    }
}

/// Sends a change: once, and to its end whatever page is shown. When its answer is lost, the session is read again so
/// that what is on the screen is true. While the server is known to be out of reach nothing is sent: a change that
/// arrives after the customer has given up on it would be a surprise.
pub(super) async fn write<T: Read>(session: Session, change: Change<'_>) -> Result<T, Failure> {
    if session.is_offline().get_untracked() {
        return Err(Failure::Offline);
    }
    let json = write_json(session, &change).await;
    match observe(Some(session), json.and_then(|json| as_wanted(&json))) {
        Err(Failure::Offline | Failure::Timeout | Failure::Unreadable) => {
            Err(reread(session).await.err().unwrap_or(Failure::Unconfirmed))
        }
        result => result,
    }
}

/// Asks a question that is too long for an address. Nothing changes by it, so there is nothing to be unsure of when its
/// answer is lost.
pub(super) async fn ask<T: Read>(session: Session, change: Change<'_>) -> Result<T, Failure> {
    let json = write_json(session, &change).await;
    observe(Some(session), json.and_then(|json| as_wanted(&json)))
}

/// Reads the session again, so that the page shows how things are.
pub(super) async fn reread(session: Session) -> Result<(), Failure> {
    let portal: Portal = read(Some(session), super::session::SESSION.to_owned()).await?;
    if session.id().as_ref() == Some(&portal.session.id) {
        session.refresh(portal);
    } else {
        // Another tab has opened another session since; its state is none of this one's.
        session.end(Phase::Ended(Ended::Changed));
    }
    Ok(())
}

/// Sends what has nothing to read again when its answer is lost: the opening of a session.
pub(super) async fn write_plainly<T: Read>(
    session: Session,
    change: Change<'_>,
) -> Result<T, Failure> {
    as_wanted(&write_json(session, &change).await?)
}

/// A change that is answered with the changed state, which is applied.
pub(super) async fn change(session: Session, change: Change<'_>) -> Result<Changed, Failure> {
    let changed: Changed = write(session, change).await?;
    session.apply(changed.clone());
    Ok(changed)
}

async fn write_json(session: Session, change: &Change<'_>) -> Result<Json, Failure> {
    let mut request = RequestBuilder::new(change.path)
        .method(change.method.clone())
        .header("Content-Type", "application/json");
    if let Some(Intent(key)) = change.intent {
        request = request.header("Idempotency-Key", key);
    }
    if let Some(version) = &change.version {
        request = request.header("If-Match", &format!("\"{version}\""));
    }
    let deadline = Deadline::start();
    send(Some(session), request, Some(&change.body), &deadline).await
}

/// Tells the session what a failure means for it.
fn observe<T>(session: Option<Session>, result: Result<T, Failure>) -> Result<T, Failure> {
    if let (Some(session), Err(failure)) = (session, &result) {
        session.observe(failure);
    }
    result
}

fn with_session(request: RequestBuilder, session: Option<Session>) -> RequestBuilder {
    let request = request.header(contract::PROGRAM_HEADER, &boot::program());
    match session.and_then(Session::id) {
        Some(id) => request.header("X-Portal-Session", id.as_str()),
        None => request,
    }
}

async fn send(
    session: Option<Session>,
    request: RequestBuilder,
    body: Option<&str>,
    deadline: &Deadline,
) -> Result<Json, Failure> {
    let unsent = |_| Failure::Offline;
    let lost = |_| deadline.failure();
    let request = with_session(request, session).abort_signal(deadline.signal().as_ref());
    let request = match body {
        Some(body) => request.body(body),
        None => request.build(),
    };
    let response = request.map_err(unsent)?.send().await.map_err(lost)?;
    let headers = response.headers();
    let retry_after = headers.get("Retry-After");
    let retry_after = retry_after.and_then(|seconds| seconds.parse().ok());
    let body = response.text().await.map_err(lost)?;
    if let Some(session) = session {
        session.answered(headers.get(contract::APP_MIN_HEADER).as_deref());
    }
    parse(response.status(), &body, retry_after)
}

/// Waits before the next attempt: at most 0.3 s, then 0.6 s, and at least half of it.
async fn wait_before_next(attempt: u32) {
    let longest = 300.0 * f64::from(attempt);
    let milliseconds = longest * (0.5 + js_sys::Math::random() / 2.0);
    time::pause(Duration::from_millis(milliseconds as u64)).await;
}
