//! Card numbers are refused before anything is logged or stored (PCI DSS 4.0.1, SAQ A: we never touch one).
//!
//! A text is taken to hold a card number when 13 to 19 digits in a row satisfy Luhn's check, however they are dressed
//! up: separators, digits of other scripts, characters without width.

use contract::rules::tax_ids;

/// Lengths of card numbers. Source: ISO/IEC 7812-1.
const LENGTHS: std::ops::RangeInclusive<usize> = 13..=19;

/// Whether a text holds a card number, with or without separators, also as a part of a longer number.
pub fn in_text(text: &str) -> bool {
    let mut digits = Vec::new();
    for c in text.chars() {
        match digit(c) {
            Some(value) => digits.push(value),
            None if is_separator(c) => {}
            None => {
                if has_card_window(&digits) {
                    return true;
                }
                digits.clear();
            }
        }
    }
    has_card_window(&digits)
}

/// Whether a merchant's value is or holds a card number. Digits count as one number up to the next character that is
/// neither digit nor separator, and only whole numbers count: ids of a merchant's own may be longer.
pub fn in_field(text: &str) -> bool {
    text.split(|c| digit(c).is_none() && !is_separator(c))
        .any(|run| is_card(&run.chars().filter_map(digit).collect::<Vec<u8>>()))
}

/// Whether a URL holds a card number. Only whole runs of digits count, and not those that read as an instant in milli-,
/// micro- or nanoseconds: query strings are full of long numbers that are none of ours to refuse.
pub fn in_url(url: &str) -> bool {
    let decoded = crate::form::percent_decode(url.as_bytes());
    String::from_utf8_lossy(&decoded)
        .split(|c: char| digit(c).is_none())
        .any(|run| {
            let digits: Vec<u8> = run.chars().filter_map(digit).collect();
            let instant = digits.first() == Some(&1) && matches!(digits.len(), 13 | 16 | 19);
            !instant && is_card(&digits)
        })
}

/// Whether any text, number or key of a JSON document holds a card number, alone or spread over fields.
pub fn in_json(value: &serde_json::Value) -> bool {
    let mut texts = Vec::new();
    collect(value, &mut texts);
    texts.iter().any(|text| in_text(text)) || {
        // Spread over fields: only the parts that are digits, in the order they came.
        let only_digits = |text: &&String| {
            !text.is_empty() && text.chars().all(|c| digit(c).is_some() || is_separator(c))
        };
        in_text(
            &texts
                .iter()
                .filter(only_digits)
                .cloned()
                .collect::<String>(),
        )
    }
}

/// Whether a field of billing information holds a card number. These fields are full of digits that mean something
/// else, so less is taken for one than elsewhere: fields are looked at one by one, only whole numbers count, and only
/// those that begin as payment cards do. A telephone number with its country's code (`+49…`, `0049…`) is none, nor is
/// the value of a tax id whose type has as many digits.
///
/// Source of first digits: ISO/IEC 7812-1, major industry identifiers.
pub fn in_details(value: &serde_json::Value) -> bool {
    let longest = value["kind"].as_str().map_or(0, tax_ids::digits);
    let mut texts = Vec::new();
    collect(value, &mut texts);
    texts.iter().any(|text| {
        let is_telephone = text.trim_start().starts_with(['+', '0']);
        let begins_so = |run: &&str| {
            run.chars()
                .find_map(digit)
                .is_some_and(|d| (2..=6).contains(&d))
        };
        !is_telephone
            && longest < *LENGTHS.start()
            && text
                .split(|c| digit(c).is_none() && !is_separator(c))
                .filter(begins_so)
                .any(|run| is_card(&run.chars().filter_map(digit).collect::<Vec<u8>>()))
    })
}

fn collect(value: &serde_json::Value, texts: &mut Vec<String>) {
    use serde_json::Value;
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(list) => list.iter().for_each(|value| collect(value, texts)),
        Value::Object(map) => {
            for (key, value) in map {
                texts.push(key.clone());
                collect(value, texts);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Whether digits are a card number, all of them together.
fn is_card(digits: &[u8]) -> bool {
    // Nineteen zeros are a valid sum but no card.
    LENGTHS.contains(&digits.len()) && digits.iter().any(|d| *d != 0) && passes_luhn(digits)
}

fn has_card_window(digits: &[u8]) -> bool {
    LENGTHS
        .into_iter()
        .any(|length| digits.windows(length).any(is_card))
}

fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(*digit) * if place % 2 == 1 { 2 } else { 1 };
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The value of a decimal digit in the scripts people type numbers in. Source: Unicode, general category Nd.
fn digit(c: char) -> Option<u8> {
    const ZEROS: [u32; 14] = [
        0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0E50,
        0x0ED0, 0x17E0, 0xFF10,
    ];
    let code = c as u32;
    if (0x1D7CE..=0x1D7FF).contains(&code) {
        // Mathematical digits come in five styles, one after the other.
        return u8::try_from((code - 0x1D7CE) % 10).ok();
    }
    ZEROS
        .iter()
        .find(|zero| (**zero..**zero + 10).contains(&code))
        .and_then(|zero| u8::try_from(code - zero).ok())
}

/// What people and programs put between digits: space, dashes, dots, and what cannot be seen.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '-' | '_' | '.' | ',' | '/' | '+'
                | '\u{00AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}'
                | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
                | '\u{180E}' | '\u{00B7}' | '\u{2022}'
        )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A customer whose telephone number and postal code happened to satisfy the check together could not save a new
    /// address: one in two numbers of eleven digits does so with a postal code of five.
    #[test]
    fn billing_information_is_full_of_digits_that_are_no_cards() {
        for body in [
            json!({ "phone": "42424242424", "address": { "postal_code": "24242" } }),
            json!({ "phone": "+4242424242424242" }),
            json!({ "phone": "004242424242424242" }),
            json!({ "kind": "jp_cn", "value": "4242424242424242" }),
            json!({ "kind": "br_cnpj", "value": "33.683.111/0002-80" }),
        ] {
            assert!(!in_details(&body), "{body}");
        }
        for body in [
            json!({ "name": "4242 4242 4242 4242" }),
            json!({ "phone": "4242424242424242" }),
            json!({ "address": { "line2": "card 5555-5555-5555-4444" } }),
            json!({ "kind": "eu_vat", "value": "4242424242424242" }),
        ] {
            assert!(in_details(&body), "{body}");
        }
    }

    #[test]
    fn finds_numbers_however_they_are_dressed_up() {
        for text in [
            "4242424242424242",
            "4242 4242 4242 4242",
            "4242-4242-4242-4242",
            "card: 5555.5555.5555.4444!",
            "４２４２４２４２４２４２４２４２",
            "4242\u{200B}4242\u{FEFF}4242\u{00AD}4242",
            "378282246310005",
            "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
            "00 4242424242424242 12/27",
            "6011000990139424000",
        ] {
            assert!(in_text(text), "{text}");
        }
    }

    #[test]
    fn leaves_other_numbers_alone() {
        for text in [
            "",
            "424242424242",
            "0000000000000000",
            "+31 20 123 4567",
            "a1b2c3d4e5f6a7b8c9",
        ] {
            assert!(!in_text(text), "{text}");
        }
        assert!(in_field("4242 4242-4242 4242"));
        assert!(!in_field("4242424242424241"));
        assert!(!in_field("order 42424242424242420000"));
        assert!(!in_url("https://shop.test/back?t=1700000000006&order=42"));
        assert!(in_url("https://shop.test/back?card=4242%3424242424242"));
        assert!(in_url("https://shop.test/4242424242424242"));
    }

    #[test]
    fn finds_numbers_spread_over_fields() {
        let json = |text: &str| serde_json::from_str(text).unwrap();
        assert!(in_json(&json(r#"{"a":"4242 4242","b":"4242 4242"}"#)));
        assert!(in_json(&json(r#"{"a":4242424242424242}"#)));
        assert!(in_json(&json(r#"{"4242424242424242":1}"#)));
        assert!(in_json(&json(r#"{"a":"\u0034242424242424242"}"#)));
        assert!(!in_json(&json(r#"{"a":"nl","b":true,"c":[12,34]}"#)));
    }
}
