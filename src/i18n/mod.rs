//! Words: typed messages in the customer's language, and the browser's knowledge of languages.
//!
//! The messages travel with the session's answer; nothing is compiled in but their keys. Plurals, numbers, dates and
//! names of countries come from the browser's `Intl`.

#[cfg(test)]
mod catalogue;
pub mod intl;
#[cfg(test)]
mod tests;
mod words;

pub use words::{LANGUAGES, Words, provide_words, use_words};
