//! HTTP: headers, deadline, repetition, and how an answer is read.

use std::{cell::Cell, rc::Rc, time::Duration};

use contract::{ApiError, Changed, ErrorCode, ErrorEnvelope};
use gloo_net::http::{Method, RequestBuilder};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use send_wrapper::SendWrapper;
use web_sys::{AbortController, AbortSignal};

use super::{Failure, json::Json, read::Read, write};
use crate::{session::Session, time};

/// A request has this long for its answer, its repetitions included.
const DEADLINE: Duration = Duration::from_secs(15);

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

/// Reads a resource: repeated when the server or the network stumbles, given up when the page that asked is left.
pub(super) fn read<T: Read>(
    session: Option<Session>,
    path: String,
) -> impl Future<Output = Result<T, Failure>> {
    // Made before the first poll, while the page that asks is still the current owner.
    let deadline = Deadline::start();
    deadline.end_with_page();
    async move {
        let answer = read_text(session, &path, &deadline).await;
        let result = answer.and_then(|answer| answer.decode());
        observe(session, result)
    }
}

async fn read_text(
    session: Option<Session>,
    path: &str,
    deadline: &Deadline,
) -> Result<Answer, Failure> {
    let mut attempt = 1;
    loop {
        let request = RequestBuilder::new(path);
        let answer = send(with_session(request, session), None, deadline).await;
        let again = match &answer {
            Ok(answer) => answer.is_worth_repeating(),
            Err(failure) => matches!(failure, Failure::Offline | Failure::Unreadable),
        };
        if !again || attempt == ATTEMPTS || deadline.is_over() {
            return answer;
        }
        wait_before_next(attempt).await;
        attempt += 1;
    }
}

/// Sends a change: once, and to its end whatever page is shown. When its answer is lost, the session is read again so
/// that what is on the screen is true.
pub(super) async fn write<T: Read>(session: Session, change: Change<'_>) -> Result<T, Failure> {
    let answer = write_text(session, &change).await;
    let result = answer.and_then(|answer| answer.decode());
    match observe(Some(session), result) {
        Err(Failure::Offline | Failure::Timeout | Failure::Unreadable) => {
            Err(reread(session).await)
        }
        result => result,
    }
}

/// Sends what has nothing to read again when its answer is lost: the opening of a session.
pub(super) async fn write_plainly<T: Read>(
    session: Session,
    change: Change<'_>,
) -> Result<T, Failure> {
    write_text(session, &change).await?.decode()
}

/// A change that is answered with the changed state, which is applied.
pub(super) async fn change(session: Session, change: Change<'_>) -> Result<Changed, Failure> {
    let changed: Changed = write(session, change).await?;
    session.apply(changed.clone());
    Ok(changed)
}

async fn write_text(session: Session, change: &Change<'_>) -> Result<Answer, Failure> {
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
    send(
        with_session(request, Some(session)),
        Some(&change.body),
        &deadline,
    )
    .await
}

async fn reread(session: Session) -> Failure {
    match super::get_session().await {
        Ok(portal) => {
            session.apply(portal.state);
            Failure::Unconfirmed
        }
        Err(failure) => {
            session.observe(&failure);
            failure
        }
    }
}

/// Tells the session what a failure means for it.
fn observe<T>(session: Option<Session>, result: Result<T, Failure>) -> Result<T, Failure> {
    if let (Some(session), Err(failure)) = (session, &result) {
        session.observe(failure);
    }
    result
}

fn with_session(request: RequestBuilder, session: Option<Session>) -> RequestBuilder {
    match session.and_then(Session::id) {
        Some(id) => request.header("X-Portal-Session", id.as_str()),
        None => request,
    }
}

async fn send(
    request: RequestBuilder,
    body: Option<&str>,
    deadline: &Deadline,
) -> Result<Answer, Failure> {
    let unsent = |_| Failure::Offline;
    let lost = |_| deadline.failure();
    let request = request.abort_signal(deadline.signal().as_ref());
    let request = match body {
        Some(body) => request.body(body),
        None => request.build(),
    };
    let response = request.map_err(unsent)?.send().await.map_err(lost)?;
    let retry_after = response.headers().get("Retry-After");
    Ok(Answer {
        status: response.status(),
        retry_after: retry_after.and_then(|seconds| seconds.parse().ok()),
        body: response.text().await.map_err(lost)?,
    })
}

/// What came back.
struct Answer {
    status: u16,
    retry_after: Option<u32>,
    body: String,
}

impl Answer {
    fn is_worth_repeating(&self) -> bool {
        // 501 stays what it is; of 429 the customer is told.
        self.status >= 500 && self.status != ErrorCode::NotImplemented.status()
    }

    fn decode<T: Read>(&self) -> Result<T, Failure> {
        decode(self.status, &self.body, self.retry_after)
    }
}

/// Reads an answer.
///
/// # Errors
/// The API's refusal, or [`Failure::Unreadable`].
pub fn decode<T: Read>(status: u16, body: &str, retry_after: Option<u32>) -> Result<T, Failure> {
    if (200..300).contains(&status) {
        // A change that is answered without a body has nothing to read.
        let json = if body.is_empty() {
            Some(Json::Null)
        } else {
            Json::parse(body)
        };
        return json
            .and_then(|json| T::read(&json))
            .ok_or(Failure::Unreadable);
    }
    Err(refusal(status, body, retry_after))
}

fn refusal(status: u16, body: &str, retry_after: Option<u32>) -> Failure {
    let envelope = Json::parse(body).and_then(|json| ErrorEnvelope::read(&json));
    let error = envelope.map(|envelope| envelope.error);
    match error.or_else(|| of_status(status)) {
        Some(error) => Failure::Refused {
            error: Box::new(error),
            retry_after,
        },
        None => Failure::Unreadable,
    }
}

/// What a status says when something between us and the server answered without our envelope.
fn of_status(status: u16) -> Option<ApiError> {
    let code = match status {
        401 => ErrorCode::SessionExpired,
        404 => ErrorCode::NotFound,
        429 => ErrorCode::RateLimited,
        502..=504 => ErrorCode::UpstreamUnavailable,
        500.. => ErrorCode::Internal,
        _ => return None,
    };
    Some(ApiError {
        code,
        message: format!("status {status}"),
        param: None,
        request_id: None,
        state: None,
        account: None,
        locale: None,
    })
}

/// The time a request has.
struct Deadline {
    controller: Option<AbortController>,
    is_over: Rc<Cell<bool>>,
    timer: Option<TimeoutHandle>,
}

impl Deadline {
    fn start() -> Self {
        let controller = AbortController::new().ok();
        let is_over = Rc::new(Cell::new(false));
        let timer = {
            let (controller, is_over) = (controller.clone(), is_over.clone());
            set_timeout_with_handle(
                move || {
                    is_over.set(true);
                    abort(controller.as_ref());
                },
                DEADLINE,
            )
        };
        Self {
            controller,
            is_over,
            timer: timer.ok(),
        }
    }

    /// Gives the request up when the page that started it is left.
    fn end_with_page(&self) {
        let controller = SendWrapper::new(self.controller.clone());
        on_cleanup(move || abort(controller.as_ref()));
    }

    fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }

    fn is_over(&self) -> bool {
        self.is_over.get()
    }

    /// Why no answer came.
    fn failure(&self) -> Failure {
        if self.is_over() {
            Failure::Timeout
        } else {
            Failure::Offline
        }
    }
}

impl Drop for Deadline {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take() {
            timer.clear();
        }
    }
}

fn abort(controller: Option<&AbortController>) {
    if let Some(controller) = controller {
        controller.abort();
    }
}

/// Waits before the next attempt: at most 0.3 s, then 0.6 s, and at least half of it.
async fn wait_before_next(attempt: u32) {
    let longest = 300.0 * f64::from(attempt);
    let milliseconds = longest * (0.5 + js_sys::Math::random() / 2.0);
    time::pause(Duration::from_millis(milliseconds as u64)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_what_was_asked_for() {
        assert_eq!(decode::<u8>(200, "7", None), Ok(7));
        assert_eq!(decode::<u8>(200, "{\"a\":", None), Err(Failure::Unreadable));
    }

    #[test]
    fn a_refusal_keeps_its_code_and_how_long_to_wait() {
        let body = r#"{"error":{"code":"rate_limited","message":"slow down"}}"#;
        let failure = decode::<u8>(429, body, Some(7)).unwrap_err();
        assert_eq!(failure.code(), Some(ErrorCode::RateLimited));
        assert!(matches!(
            failure,
            Failure::Refused {
                retry_after: Some(7),
                ..
            }
        ));
    }

    #[test]
    fn a_status_without_our_envelope_still_says_something() {
        let check = |status, expected| {
            let failure = decode::<u8>(status, "<html>", None).unwrap_err();
            assert_eq!(failure.code(), expected, "{status}");
        };
        check(401, Some(ErrorCode::SessionExpired));
        check(429, Some(ErrorCode::RateLimited));
        check(500, Some(ErrorCode::Internal));
        check(504, Some(ErrorCode::UpstreamUnavailable));
        check(418, None);
    }

    #[test]
    fn only_what_may_pass_is_repeated() {
        let check = |status, expected| {
            let answer = Answer {
                status,
                retry_after: None,
                body: String::new(),
            };
            assert_eq!(answer.is_worth_repeating(), expected, "{status}");
        };
        check(200, false);
        check(404, false);
        check(429, false);
        check(500, true);
        check(501, false);
        check(503, true);
    }
}
