//! International bank account numbers.

/// An IBAN without spaces whose check digits are right (ISO 13616).
pub(super) fn valid_iban(text: &str) -> Option<String> {
    let iban: String = text.chars().filter(|character| *character != ' ').collect();
    let iban = iban.to_ascii_uppercase();
    let shape = (15..=34).contains(&iban.len())
        && iban.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && iban.bytes().take(2).all(|byte| byte.is_ascii_alphabetic());
    if !shape {
        return None;
    }
    let (head, tail) = iban.split_at(4);
    let rest = tail
        .chars()
        .chain(head.chars())
        .try_fold(0_u32, |rest, character| {
            let value = character.to_digit(36)?;
            let shift = if value > 9 { 100 } else { 10 };
            Some((rest * shift + value) % 97)
        })?;
    (rest == 1).then_some(iban)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibans_are_told_by_their_check_digits() {
        assert!(valid_iban("DE89 3704 0044 0532 0130 00").is_some());
        assert!(valid_iban("NL39RABO0300065264").is_some());
        for text in [
            "DE89370400440532013001",
            "4242424242424242",
            "DE89",
            "",
            "ÄÖ89370400440532013000",
        ] {
            assert_eq!(valid_iban(text), None, "{text}");
        }
    }
}
