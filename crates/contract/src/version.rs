//! Which client the API still understands.
//!
//! A tab may stay open for days while the server is replaced. Every answer under `/api` therefore carries
//! [`APP_MIN_HEADER`], and a client that finds another number there than it was built with asks the customer to reload
//! at a safe moment. The client sends nothing: it compares.

/// Version of the JSON under `/api`, as this build speaks it.
///
/// Raised by one when a client built before would misread an answer, or send what is no longer taken. A new optional
/// field, a new route or a new error code does not raise it; a new word in a list of choices does, for a client refuses
/// an answer with a word it does not know rather than leave out what it stands for.
pub const API_VERSION: u32 = 2;

/// The header with the lowest [`API_VERSION`] of a client that the answering server still understands.
pub const APP_MIN_HEADER: &str = "x-app-min";

/// The header in which a request names the program that asks, so that the words it is answered with are those it uses.
/// Without it, or with another name, all words come.
pub const PROGRAM_HEADER: &str = "x-program";

/// Whether this build and the server that sent `header` no longer fit each other, so that the app should be reloaded.
///
/// Newer and older count the same: after a roll-back the server cannot know what a newer client expects. An answer
/// without the header, or with something else in it, comes from a proxy in between and says nothing.
pub fn is_outdated(header: Option<&str>) -> bool {
    header
        .and_then(|text| text.parse::<u32>().ok())
        .is_some_and(|version| version != API_VERSION)
}
