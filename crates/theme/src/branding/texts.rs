//! The merchant's own words, in a closed set of places: plain text, for each language.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Serialize;

/// Where a merchant may have words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Beside the content: what this is. At most 60 characters, as in Stripe's configurations.
    Headline,
    /// How to reach the merchant.
    Support,
    /// Above the question whether to cancel a subscription.
    Cancel,
    /// At the foot of every page.
    Footer,
}

impl Place {
    /// Every place.
    pub const ALL: &[Self] = &[Self::Headline, Self::Support, Self::Cancel, Self::Footer];

    /// The written form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Support => "support",
            Self::Cancel => "cancel",
            Self::Footer => "footer",
        }
    }

    /// The most characters.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Headline => 60,
            Self::Support => 200,
            Self::Footer => 300,
            Self::Cancel => 500,
        }
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.iter();
        all.find(|place| place.as_str() == text).copied().ok_or(())
    }
}

/// Texts by place, then by language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<Place, BTreeMap<String, String>>);

/// More languages are a mistake: Stripe's portal has 47.
const MOST_LOCALES: usize = 64;

impl Texts {
    /// The name of the text for languages that have none of their own.
    pub const DEFAULT: &str = "default";

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text for a language (BCP 47): its own, that of the language without its region, or the default one.
    #[must_use]
    pub fn get(&self, place: Place, tag: &str) -> Option<&str> {
        let texts = self.0.get(&place)?;
        let named = |wanted: &str| {
            let mut all = texts.iter();
            all.find(|(locale, _)| locale.eq_ignore_ascii_case(wanted))
        };
        let language = tag.split('-').next().unwrap_or_default();
        let found = named(tag).or_else(|| named(language));
        found
            .or_else(|| named(Self::DEFAULT))
            .map(|(_, text)| text.as_str())
    }

    pub(super) fn clear(&mut self, place: Place) {
        self.0.remove(&place);
    }

    /// Sets a text, or takes it away when it is empty.
    pub(super) fn set(&mut self, place: Place, locale: &str, text: &str) -> Result<(), String> {
        if locale != Self::DEFAULT && !is_tag(locale) {
            return Err(
                "Invalid locale: must be a language tag such as de or pt-BR, or default."
                    .to_owned(),
            );
        }
        let text = text.trim();
        let texts = self.0.entry(place).or_default();
        if text.is_empty() {
            texts.remove(locale);
        } else if text.chars().count() > place.most() {
            let most = place.most();
            return Err(format!(
                "Invalid string: must be at most {most} characters."
            ));
        } else if !text.chars().all(is_plain) {
            return Err("Invalid string: must be plain text on one line.".to_owned());
        } else {
            texts.insert(locale.to_owned(), text.to_owned());
        }
        if texts.len() > MOST_LOCALES {
            return Err(format!("Too many languages: at most {MOST_LOCALES}."));
        }
        if texts.is_empty() {
            self.clear(place);
        }
        Ok(())
    }
}

/// Neither a control nor a mark that turns the direction of what follows, by which a text could rearrange the page.
/// Source: Unicode, UAX #9, 2.
fn is_plain(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The shape of a language tag. Source: RFC 5646, 2.1.
fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let letters = language.len() == 2 || language.len() == 3;
    letters
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
