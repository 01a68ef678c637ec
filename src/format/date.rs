use crate::i18n::{
    Words,
    intl::{self, DateStyle},
};

/// The day of an instant (Unix seconds) for a sentence: `November 21, 2026`.
pub fn date(words: Words, seconds: i64) -> String {
    intl::date(&words.intl(), seconds, DateStyle::Long)
}

/// The day in UTC of an instant (Unix seconds) for a table of documents: `Nov 21, 2026`.
pub fn short_date(words: Words, seconds: i64) -> String {
    intl::date(&words.intl(), seconds, DateStyle::Medium)
}

/// The time of an instant (Unix seconds) of today: `2:05 PM`.
pub fn time_of_day(words: Words, seconds: i64) -> String {
    intl::date(&words.intl(), seconds, DateStyle::Time)
}
