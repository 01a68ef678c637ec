//! Which language a customer reads, and the words of it.
//!
//! Order: what the customer chose, what the merchant asked for, the customer's `preferred_locales`, the browser.

mod pseudo;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::http::{HeaderMap, header};
use contract::{Direction, Locale, PROGRAM_HEADER};
use serde_json::Value;

pub use pseudo::PSEUDO;

/// The source language; every key exists in it.
pub const SOURCE: &str = "en";

/// The group of words that the server says itself, in mail. Clients never get them.
const OURS: &str = "mail.";

/// The shipped catalogues.
#[derive(Clone, Debug, Default)]
pub struct Catalogues {
    /// Messages by tag and dotted key.
    all: BTreeMap<String, BTreeMap<String, String>>,
    /// Keys of the words that each program uses, a plural's without its category.
    programs: BTreeMap<String, BTreeSet<String>>,
    /// The messages of [`PSEUDO`], which is not shipped: only who names it gets it.
    pseudo: BTreeMap<String, String>,
}

impl Catalogues {
    /// Reads `<tag>.json` files of a folder.
    ///
    /// # Errors
    /// Names the file that cannot be read or is no catalogue.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let problem =
            |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let mut catalogues = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(|e| problem(folder, &e))? {
            let path = entry.map_err(|e| problem(folder, &e))?.path();
            let Some(tag) = path
                .file_name()
                .and_then(|name| name.to_str())
                .and_then(|name| name.strip_suffix(".json"))
            else {
                continue;
            };
            let text = std::fs::read_to_string(&path).map_err(|e| problem(&path, &e))?;
            let json: Value = serde_json::from_str(&text).map_err(|e| problem(&path, &e))?;
            let mut messages = BTreeMap::new();
            flatten("", &json, &mut messages).map_err(|e| problem(&path, &e))?;
            catalogues.insert(tag.to_owned(), messages);
        }
        let Some(source) = catalogues.get(SOURCE) else {
            return Err(problem(folder, &format!("{SOURCE}.json is missing")));
        };
        Ok(Self {
            pseudo: pseudo::catalogue(source),
            all: catalogues,
            programs: BTreeMap::new(),
        })
    }

    /// The same, knowing which words each program uses.
    #[must_use]
    pub fn with_programs(mut self, words: impl Iterator<Item = (String, Vec<String>)>) -> Self {
        self.programs = words
            .map(|(name, keys)| (name, keys.into_iter().collect()))
            .collect();
        self
    }

    /// The shipped tags.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(String::as_str)
    }

    /// Whether a tag is shipped, exactly as written.
    pub fn has(&self, tag: &str) -> bool {
        self.all.contains_key(tag)
    }

    /// One text in a language, in the source language if it has none there.
    pub fn text(&self, tag: &str, key: &str) -> Option<&str> {
        let find = |tag: &str| self.catalogue(tag)?.get(key);
        find(tag).or_else(|| find(SOURCE)).map(String::as_str)
    }

    /// A language with the words that the program asking in `headers` uses; `region` decides how numbers and dates are
    /// written.
    pub fn locale(&self, tag: &str, region: Option<&str>, headers: &HeaderMap) -> Locale {
        Locale {
            tag: tag.to_owned(),
            intl: region.map_or_else(|| tag.to_owned(), |region| format!("{tag}-{region}")),
            dir: direction(tag),
            messages: self.messages(tag, headers),
        }
    }

    fn catalogue(&self, tag: &str) -> Option<&BTreeMap<String, String>> {
        match tag {
            PSEUDO => Some(&self.pseudo),
            tag => self.all.get(tag),
        }
    }

    fn messages(&self, tag: &str, headers: &HeaderMap) -> BTreeMap<String, String> {
        let all = self.catalogue(tag).into_iter().flatten();
        let all = all.filter(|(key, _)| !key.starts_with(OURS));
        let program = headers
            .get(PROGRAM_HEADER)
            .and_then(|name| name.to_str().ok())
            .and_then(|name| self.programs.get(name));
        let is_used = |key: &str| {
            program.is_none_or(|used| {
                let plural = key
                    .rsplit_once('.')
                    .is_some_and(|(key, _)| used.contains(key));
                plural || used.contains(key)
            })
        };
        all.filter(|(key, _)| !key.starts_with(OURS) && is_used(key))
            .map(|(key, text)| (key.clone(), text.clone()))
            .collect()
    }

    /// The shipped tag for a wanted one: the same, or the same language.
    fn find(&self, wanted: &str) -> Option<&str> {
        let same = |tag: &&str| tag.eq_ignore_ascii_case(wanted);
        let language = wanted.split(['-', '_']).next().unwrap_or(wanted);
        let same_language = |tag: &&str| tag.eq_ignore_ascii_case(language);
        self.tags()
            .find(same)
            .or_else(|| self.tags().find(same_language))
    }
}

/// The shipped tag that fits the first wanted one that fits any.
pub fn negotiate<S: AsRef<str>>(catalogues: &Catalogues, wanted: &[S]) -> String {
    wanted
        .iter()
        .find_map(|tag| catalogues.find(tag.as_ref()))
        .unwrap_or(SOURCE)
        .to_owned()
}

/// The region for numbers and dates: that of the first wanted tag of the same language that names one, else the
/// customer's country.
pub fn region<S: AsRef<str>>(tag: &str, wanted: &[S], country: Option<&str>) -> Option<String> {
    let language = tag.split('-').next().unwrap_or(tag);
    let named = wanted.iter().find_map(|tag| {
        let mut parts = tag.as_ref().split(['-', '_']);
        let same = parts
            .next()
            .is_some_and(|l| l.eq_ignore_ascii_case(language));
        let region = parts.find(|part| is_region(part));
        region.filter(|_| same).map(str::to_ascii_uppercase)
    });
    named.or_else(|| {
        country
            .filter(|c| is_region(c))
            .map(str::to_ascii_uppercase)
    })
}

/// Two letters or three digits: anything else would make the browser's `Intl` throw.
fn is_region(part: &str) -> bool {
    let letters = part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let digits = part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit());
    letters || digits
}

/// Tags of `Accept-Language`, best first. Source: RFC 9110, 12.5.4.
pub fn accepted(headers: &HeaderMap) -> Vec<String> {
    let mut tags: Vec<(u16, String)> = headers
        .get_all(header::ACCEPT_LANGUAGE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .take(32)
        .filter_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            let tag = parts.next()?;
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
            if tag.is_empty() || tag.len() > 35 || !tag.chars().all(plain) {
                return None;
            }
            let quality = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(Some(1.0), |q| q.parse::<f32>().ok())?;
            // Thousandths: the finest step the grammar knows.
            let quality = (quality.clamp(0.0, 1.0) * 1000.0) as u16;
            (quality > 0).then(|| (quality, tag.to_owned()))
        })
        .collect();
    tags.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
    tags.into_iter().map(|(_, tag)| tag).collect()
}

/// Writing direction of a language. Source: CLDR, `characterOrder`, of the languages written right to left that have a keyboard.
pub fn direction(tag: &str) -> Direction {
    match tag.split('-').next().unwrap_or(tag) {
        "ar" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "ug" | "ur" | "yi" => Direction::Rtl,
        _ => Direction::Ltr,
    }
}

fn flatten(prefix: &str, value: &Value, into: &mut BTreeMap<String, String>) -> Result<(), String> {
    match value {
        Value::String(text) => {
            into.insert(prefix.to_owned(), text.clone());
            Ok(())
        }
        Value::Object(map) => map.iter().try_for_each(|(key, value)| {
            let dot = if prefix.is_empty() { "" } else { "." };
            flatten(&format!("{prefix}{dot}{key}"), value, into)
        }),
        _ => Err(format!(
            "\"{prefix}\" is neither a text nor a group of texts"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogues() -> Catalogues {
        let list = ["en", "nl", "pt-BR"];
        Catalogues {
            all: list
                .iter()
                .map(|tag| ((*tag).to_owned(), BTreeMap::new()))
                .collect(),
            ..Catalogues::default()
        }
    }

    #[test]
    fn a_program_is_sent_the_words_it_uses() {
        let words = ["a.title", "a.days.one", "a.days.other", "b.title"];
        let words = words.map(|key| (key.to_owned(), String::new()));
        let mut catalogues = catalogues();
        catalogues.all.insert("en".into(), words.into());
        let used = vec!["a.title".to_owned(), "a.days".to_owned()];
        let catalogues = catalogues.with_programs([("a".to_owned(), used)].into_iter());
        let check = |program: Option<&'static str>, expected: usize| {
            let mut headers = HeaderMap::new();
            if let Some(program) = program {
                headers.insert(PROGRAM_HEADER, program.parse().unwrap());
            }
            let sent = catalogues.locale("en", None, &headers).messages;
            assert_eq!(sent.len(), expected, "{program:?}");
        };
        check(Some("a"), 3);
        check(Some("unknown"), 4);
        check(None, 4);
    }

    #[test]
    fn the_first_language_that_is_shipped_wins() {
        let check = |wanted: &[&str], expected: &str| {
            assert_eq!(negotiate(&catalogues(), wanted), expected, "{wanted:?}");
        };
        check(&["nl-BE"], "nl");
        check(&["sv", "NL"], "nl");
        check(&["pt-br"], "pt-BR");
        check(&["zh-HK"], "en");
        check(&[], "en");
    }

    #[test]
    fn region_comes_with_the_language_or_from_the_address() {
        let check = |wanted: &[&str], country: Option<&str>, expected: Option<&str>| {
            assert_eq!(region("nl", wanted, country).as_deref(), expected);
        };
        check(&["nl", "en-US", "nl-be"], Some("DE"), Some("BE"));
        check(&["nl"], Some("de"), Some("DE"));
        check(&["nl-Latn-BE"], None, Some("BE"));
        check(&["nl"], Some("Germany"), None);
    }

    #[test]
    fn accept_language_by_quality() {
        let mut headers = HeaderMap::new();
        let line = "de;q=0.5, nl-BE, en;q=0.9, xx;q=0, b@d, fr;q=x";
        headers.insert(header::ACCEPT_LANGUAGE, line.parse().unwrap());
        assert_eq!(accepted(&headers), ["nl-BE", "en", "de"]);
    }

    #[test]
    fn groups_become_dotted_keys() {
        let json = serde_json::json!({"a": {"b": "x", "c": {"one": "1", "other": "n"}}});
        let mut flat = BTreeMap::new();
        flatten("", &json, &mut flat).unwrap();
        let keys: Vec<&str> = flat.keys().map(String::as_str).collect();
        assert_eq!(keys, ["a.b", "a.c.one", "a.c.other"]);
        assert!(flatten("", &serde_json::json!({"a": 1}), &mut flat).is_err());
    }
}
