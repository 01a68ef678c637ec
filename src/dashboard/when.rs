//! Instants as text.

use crate::{
    format::{short_date, time_of_day},
    i18n::Words,
};

/// Day and time of an instant of the API (Unix seconds): `21 Nov 2026, 14:05`. Empty where there is none.
pub fn when(words: Words, seconds: &serde_json::Value) -> String {
    let Some(seconds) = seconds.as_i64() else {
        return String::new();
    };
    words.dashboard_when(&short_date(words, seconds), &time_of_day(words, seconds))
}
