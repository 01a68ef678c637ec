use contract::rules::address::COUNTRIES;

use super::country;
use crate::i18n::{Words, intl};

/// Every country with its name, by ISO 3166 code, sorted as the language sorts names.
pub fn countries(words: Words) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = COUNTRIES
        .split(' ')
        .map(|code| (code.to_owned(), country(words, code)))
        .collect();
    let locale = words.intl();
    all.sort_by(|a, b| intl::compare(&locale, &a.1, &b.1));
    all
}
