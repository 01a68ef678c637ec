use contract::Address;

use super::country;
use crate::i18n::Words;

/// An address as the lines of a letter, the country last. Empty when nothing is known.
pub fn address_lines(words: Words, address: &Address) -> Vec<String> {
    let mut lines = lines(address);
    if let Some(code) = part(&address.country) {
        lines.push(country(words, code));
    }
    lines
}

fn lines(address: &Address) -> Vec<String> {
    let street = [part(&address.line1), part(&address.line2)];
    street
        .into_iter()
        .map(|line| line.map(str::to_owned))
        .chain([town(address)])
        .flatten()
        .collect()
}

/// The line of the town: `12345 Berlin`, or where the code follows, `Springfield, IL 62701`.
///
/// Source: Universal Postal Union, "Addressing solutions", for the countries named here.
fn town(address: &Address) -> Option<String> {
    let (city, state, code) = (
        part(&address.city),
        part(&address.state),
        part(&address.postal_code),
    );
    let code_follows = matches!(
        part(&address.country),
        Some("AU" | "BR" | "CA" | "GB" | "IE" | "IN" | "NZ" | "SG" | "TH" | "US")
    );
    let (place, rest, separator) = if code_follows {
        (joined(&[city, state], ", "), code, " ")
    } else {
        (joined(&[code, city], " "), state, ", ")
    };
    let place = Some(place.as_str()).filter(|place| !place.is_empty());
    let text = joined(&[place, rest], separator);
    Some(text).filter(|text| !text.is_empty())
}

fn joined(parts: &[Option<&str>], separator: &str) -> String {
    let present: Vec<&str> = parts.iter().copied().flatten().collect();
    present.join(separator)
}

fn part(text: &Option<String>) -> Option<&str> {
    text.as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(country: &str, state: Option<&str>, expected: &[&str]) {
        let address = Address {
            line1: Some("1 Main Street".into()),
            line2: Some(" ".into()),
            city: Some("Town".into()),
            state: state.map(str::to_owned),
            postal_code: Some("12345".into()),
            country: Some(country.into()),
        };
        assert_eq!(lines(&address), expected);
    }

    #[test]
    fn the_town_is_written_as_the_country_does() {
        check("DE", None, &["1 Main Street", "12345 Town"]);
        check("US", Some("IL"), &["1 Main Street", "Town, IL 12345"]);
        check("GB", None, &["1 Main Street", "Town 12345"]);
        check("IT", Some("RM"), &["1 Main Street", "12345 Town, RM"]);
    }

    #[test]
    fn an_empty_address_has_no_lines() {
        assert!(lines(&Address::default()).is_empty());
    }
}
