//! A language that nobody speaks: English with accents, longer, in brackets. What is cut off, what does not wrap and what
//! is not translated is seen in it, and it can still be read.

use std::collections::BTreeMap;

/// Its tag. Source: CLDR, where `XA` is the region of accented pseudo-locales.
pub const PSEUDO: &str = "en-XA";

/// How much longer it is, in hundredths: German and Finnish sentences are about that much longer than English ones.
const LONGER: usize = 40;

/// All messages of English in it.
pub(super) fn catalogue(english: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let messages = english.iter();
    messages
        .map(|(key, text)| (key.clone(), pseudo(text)))
        .collect()
}

/// A message in it. Placeholders stay as they are.
fn pseudo(text: &str) -> String {
    let mut missing = (spoken(text) * LONGER).div_ceil(100);
    let mut longer = String::from("[");
    let mut in_placeholder = false;
    for letter in text.chars() {
        in_placeholder = (in_placeholder || letter == '{') && letter != '}';
        if in_placeholder {
            longer.push(letter);
            continue;
        }
        let accented = accented(letter);
        longer.push(accented);
        if missing > 0 && is_vowel(letter) {
            longer.push(accented);
            missing -= 1;
        }
    }
    // What has too few vowels is filled up, not in one piece: words wrap.
    for number in 0..missing {
        longer.push(if number % 6 == 5 { ' ' } else { '·' });
    }
    longer.push(']');
    longer
}

/// How many letters of a message are words: those of placeholders are not.
fn spoken(text: &str) -> usize {
    let parts = text
        .split('{')
        .enumerate()
        .map(|(number, part)| match number {
            0 => part,
            _ => part.split_once('}').map_or("", |(_, words)| words),
        });
    let letters = |part: &str| part.chars().filter(char::is_ascii_alphabetic).count();
    parts.map(letters).sum()
}

fn is_vowel(letter: char) -> bool {
    matches!(letter.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u')
}

/// The letter with something on it, for letters that every font of the portal has so.
fn accented(letter: char) -> char {
    const PLAIN: &str = "ACEGINOSUYZaceginosuyz";
    const ACCENTED: &str = "ÅÇÉĜÎÑÖŠÛÝŽåçéĝîñöšûýž";
    let place = PLAIN.chars().position(|plain| plain == letter);
    place
        .and_then(|place| ACCENTED.chars().nth(place))
        .unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_accents_and_placeholders_do_not() {
        let check = |text: &str, expected: &str| assert_eq!(pseudo(text), expected);
        check("Save", "[Šååvéé]");
        check("{count} of {total} seats", "[{count} ööf {total} šééååtš]");
        check("", "[]");
        // It has no vowel.
        check("PDF", "[PDF··]");
    }

    /// Bar: 40 hundredths longer, brackets apart, for every message that is shipped.
    #[test]
    fn every_message_is_longer_and_keeps_its_placeholders() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../public/locales/en.json");
        let text = std::fs::read_to_string(path).unwrap();
        let mut english = BTreeMap::new();
        super::super::flatten("", &serde_json::from_str(&text).unwrap(), &mut english).unwrap();
        let placeholders = |text: &str| {
            let parts = text.split('{').skip(1);
            let names = parts.filter_map(|part| Some(part.split_once('}')?.0.to_owned()));
            names.collect::<Vec<_>>()
        };
        let made = catalogue(&english);
        assert_eq!(made.len(), english.len());
        for (key, text) in &english {
            let pseudo = &made[key];
            assert_eq!(placeholders(pseudo), placeholders(text), "{key}");
            let more = pseudo.chars().count() - 2 - text.chars().count();
            let (least, most) = (spoken(text) * 40, spoken(text) * 40 + 100);
            assert!((least..=most).contains(&(more * 100)), "{key}: {pseudo}");
        }
    }
}
