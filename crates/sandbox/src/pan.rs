//! No card number is ever accepted: requests are searched for one before anything is stored.

use crate::error::{ApiError, Result};

/// Shortest and longest card number.
const LENGTHS: std::ops::RangeInclusive<usize> = 13..=19;

/// Refuses a request that seems to carry a card number anywhere in its parameters.
///
/// # Errors
/// 400 with what to send instead. The number is not repeated in the message.
pub(crate) fn refuse(pairs: &[(String, String)]) -> Result<()> {
    for (key, value) in pairs {
        let names_a_number = key.ends_with("card[number]") || key.ends_with("card[cvc]");
        // An IBAN is checked by its own check digits where it is read; a bare card number never passes as one.
        let searched = !key.ends_with("[iban]") && found(value);
        if names_a_number || searched || found(key) {
            return Err(refusal().param(if found(key) { "" } else { key.as_str() }));
        }
    }
    Ok(())
}

/// Refuses a path or header that carries a card number.
///
/// # Errors
/// As [`refuse`].
pub(crate) fn refuse_text(text: &str) -> Result<()> {
    // Identifiers such as UUIDs mix letters in; a written card number does not.
    let letters = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let hit = if letters {
        text.split(|character: char| !character.is_ascii_digit())
            .any(|run| is_card_number(&digits(run)))
    } else {
        found(text)
    };
    if hit { Err(refusal()) } else { Ok(()) }
}

fn refusal() -> ApiError {
    ApiError::invalid(
        "Card numbers are never accepted by the sandbox. Use a test payment method such as pm_card_visa, or a test token such as tok_visa, instead. See https://stripe.com/docs/testing.",
    )
    .code("card_number_refused")
}

/// Whether text holds a run of digits that could be a card number. Digits may be grouped by separators.
pub(crate) fn found(text: &str) -> bool {
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut group: Vec<u32> = Vec::new();
    for character in text.chars().chain([',']) {
        if let Some(digit) = digit_of(character) {
            group.push(digit);
            continue;
        }
        if !group.is_empty() {
            groups.push(std::mem::take(&mut group));
            if ends_with_card_number(&groups) {
                return true;
            }
        }
        if !is_separator(character) {
            groups.clear();
        }
    }
    false
}

fn ends_with_card_number(groups: &[Vec<u32>]) -> bool {
    let mut candidate: Vec<u32> = Vec::new();
    for group in groups.iter().rev() {
        candidate.splice(0..0, group.iter().copied());
        if candidate.len() > *LENGTHS.end() {
            return false;
        }
        if is_card_number(&candidate) {
            return true;
        }
    }
    false
}

/// Length, first digit and check digit of a card number. Thirteen digits were only ever Visa's, and a leading 1 only
/// that of fifteen-digit travel cards, so millisecond timestamps are not mistaken for cards.
fn is_card_number(digits: &[u32]) -> bool {
    let issued = match (digits.len(), digits.first()) {
        (13, first) => first == Some(&4),
        (15, Some(1)) => true,
        (_, Some(0 | 1 | 7)) | (_, None) => false,
        _ => true,
    };
    LENGTHS.contains(&digits.len()) && issued && luhn(digits)
}

fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 => *digit,
            _ if *digit > 4 => *digit * 2 - 9,
            _ => *digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(digit_of).collect()
}

/// Digits in the scripts people type, each a run of ten that begins with its zero: ASCII, full-width, Arabic (two),
/// N'Ko, Devanagari, Bengali, Gurmukhi, Gujarati, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Tibetan, Myanmar,
/// Khmer, Mongolian, and the five mathematical styles.
fn digit_of(character: char) -> Option<u32> {
    const ZEROS: [u32; 24] = [
        0x30, 0xFF10, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0BE6, 0x0C66,
        0x0CE6, 0x0D66, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0x1D7CE, 0x1D7D8, 0x1D7E2,
        0x1D7EC, 0x1D7F6,
    ];
    let code = u32::from(character);
    ZEROS
        .iter()
        .find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10))
}

fn is_separator(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '-' | '.' | '_' | '/' | ',' | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{2060}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_card_numbers_are_found() {
        for text in [
            "4242424242424242",
            "4242 4242 4242 4242",
            "4242-4242-4242-4242",
            "my card is 378282246310005, thanks",
            "x4242424242424242y",
            "４２４２４２４２４２４２４２４２",
            "4242.4242.4242.4242 12",
            "12 4242_4242_4242_4242",
            "6205500000000000004",
            "4\u{200b}242424242424242",
            "𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐",
            "४२४२४२४२४२४२४२४२",
        ] {
            assert!(found(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "4242424242424241",
            "1763762400123",
            "+49 30 901820",
            "in_1MtHbELkdIwHu7ixl4OzzPMv",
            "DE89370400440532013000",
            "424242424242424242424242",
            "2026-11-21T10:00:00",
        ] {
            assert!(!found(text), "{text}");
        }
    }

    #[test]
    fn identifiers_in_headers_are_let_through() {
        assert!(refuse_text("6ba7b810-9dad-4111-8111-111111111117").is_ok());
        assert!(refuse_text("key-4242424242424242").is_err());
        assert!(refuse_text("4242 4242 4242 4242").is_err());
    }
}
