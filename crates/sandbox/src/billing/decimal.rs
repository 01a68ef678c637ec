//! Exact amounts of up to twelve decimal places of a minor unit, by integer arithmetic.

/// 10¹²: what one minor unit is counted in.
pub(crate) const ONE: i128 = 1_000_000_000_000;
const PLACES: usize = 12;

/// Reads a decimal such as `0.5`, `12` or `-3.25`; `None` when malformed or of more than twelve places.
pub(crate) fn parse(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && fraction.is_empty()
        || whole.len() > 15
        || fraction.len() > PLACES
        || !all_digits(whole)
        || !all_digits(fraction)
    {
        return None;
    }
    let whole: i128 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let fraction: i128 = format!("{fraction:0<PLACES$}").parse().ok()?;
    let value = whole * ONE + fraction;
    Some(if negative { -value } else { value })
}

/// Writes a decimal without needless zeros.
pub(crate) fn write(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let value = value.unsigned_abs();
    let one = ONE.unsigned_abs();
    let fraction = format!("{:0PLACES$}", value % one);
    let fraction = fraction.trim_end_matches('0');
    let whole = value / one;
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// Rounds to whole minor units, halves away from zero; `None` beyond what an amount can hold.
pub(crate) fn round(value: i128) -> Option<i64> {
    let half = if value < 0 { -ONE / 2 } else { ONE / 2 };
    i64::try_from((value + half) / ONE).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_are_read_rounded_and_refused() {
        let cases = [
            ("0.5", 1),
            ("1.4999", 1),
            ("-0.5", -1),
            ("12", 12),
            (".25", 0),
            ("2.", 2),
        ];
        for (text, rounded) in cases {
            assert_eq!(parse(text).and_then(round), Some(rounded), "{text}");
        }
        for text in ["", ".", "-", "1e3", "1.1234567890123", "1,5", "٣"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(value in -(1_i128 << 80)..(1_i128 << 80)) {
            prop_assert_eq!(parse(&write(value)), Some(value));
        }
    }
}
