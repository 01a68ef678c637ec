//! What the boot script (`boot.js`) and the app tell each other, through `window.portico`.

use contract::{Dashboard, LoginPage, Portal};
use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::api::{self, Failure};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["window", "portico"], js_name = answer)]
    static ANSWER: Promise;

    #[wasm_bindgen(thread_local_v2, js_namespace = ["window", "portico"], js_name = program)]
    static PROGRAM: String;

    /// The path of the current address, as the app knows paths.
    #[wasm_bindgen(js_namespace = ["window", "portico"])]
    pub(crate) fn here() -> String;

    /// The address of what the app calls a path.
    #[wasm_bindgen(js_namespace = ["window", "portico"])]
    pub(crate) fn url(path: &str) -> String;

    #[wasm_bindgen(js_namespace = ["window", "portico"], js_name = fail)]
    fn show_trouble(kind: &str);

    #[wasm_bindgen(js_namespace = ["window", "portico"], js_name = ready)]
    fn settle();

    type Answer;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> String;
}

/// Why the document's own failure panel is shown: the app cannot speak for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The app panicked.
    Crash,
    /// The session could not be asked for.
    Offline,
    /// The session was not answered in time.
    Timeout,
    /// The server is limiting requests.
    Busy,
    /// The server failed.
    Server,
}

impl Trouble {
    /// The `data-when` of the panel's text.
    fn as_str(self) -> &'static str {
        match self {
            Self::Crash => "crash",
            Self::Offline => "offline",
            Self::Timeout => "timeout",
            Self::Busy => "busy",
            Self::Server => "server",
        }
    }
}

/// The answer to the request for the session, which the boot script sent while the app was still loading.
///
/// # Errors
/// No session could be opened; an [`Failure::Refused`] carries the words to say so, if the server could choose them.
pub async fn first_answer() -> Result<Portal, Failure> {
    let first = raw_answer()
        .await
        .and_then(|(status, body)| api::decode(status, &body));
    match first {
        // A link works once, so opening it is not repeated; asking for an open session is.
        Err(failure) if failure.may_pass() && !is_link() => api::get_session().await,
        first => first,
    }
}

/// The answer to the request for the page of a login link.
///
/// # Errors
/// `not_found`, with words to say so; or there is no answer.
pub async fn first_login_answer() -> Result<LoginPage, Failure> {
    let (status, body) = raw_answer().await?;
    api::decode(status, &body)
}

/// The answer to the request for the session of the dashboard.
///
/// # Errors
/// Nobody is signed in; or there is no answer.
pub async fn first_dashboard_answer() -> Result<Dashboard, Failure> {
    let (status, body) = raw_answer().await?;
    api::dashboard::decode(status, &body)
}

async fn raw_answer() -> Result<(u16, String), Failure> {
    let promise = ANSWER.with(Promise::clone);
    let answer = JsFuture::from(promise)
        .await
        .map_err(|_| Failure::Offline)?;
    let answer: Answer = answer.unchecked_into();
    Ok((answer.status(), answer.body()))
}

/// The name of the program that this document runs.
pub fn program() -> String {
    PROGRAM.with(String::clone)
}

/// Whether the address still carries a link's token.
fn is_link() -> bool {
    window().location().hash().is_ok_and(|hash| hash.len() > 1)
}

/// Shows the document's failure panel instead of the app.
pub fn fail(trouble: Trouble) {
    show_trouble(trouble.as_str());
}

/// The app is on the page: the boot script stops watching and the skeleton goes.
pub fn ready() {
    settle();
}

/// A panic leaves the module unusable. The document says so and offers to reload.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        // The place is for whoever debugs it; a message could hold a customer's data.
        let place = panic.location().map(ToString::to_string);
        let note = format!("portico: panic at {}", place.unwrap_or_default());
        leptos::logging::error!("{note}");
        fail(Trouble::Crash);
    }));
}
