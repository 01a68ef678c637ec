use contract::rules::address::COUNTRIES;

use super::country;
use crate::i18n::{Words, intl};

/// Every country with its name, by ISO 3166 code, sorted as the language sorts names.
pub fn countries(words: Words) -> Vec<(String, String)> {
    let locale = words.intl();
    let mut all: Vec<(String, String)> = Vec::new();
    for code in COUNTRIES.split(' ') {
        let name = country(words, code);
        // Each in its place: sorting is more code to download than it saves time.
        let place = all.partition_point(|known| intl::compare(&locale, &known.1, &name).is_le());
        all.insert(place, (code.to_owned(), name));
    }
    all
}
