//! What Stripe knows of currencies: their minor units, and the smallest amount that can be charged.
//!
//! Source: Stripe, "Supported currencies", zero-decimal, three-decimal and special cases.

use super::decimal;

/// How many decimals the minor unit has. ISK and UGX are written in hundredths although they have no subunit.
fn exponent(currency: &str) -> u32 {
    match currency {
        "bif" | "clp" | "djf" | "gnf" | "jpy" | "kmf" | "krw" | "mga" | "pyg" | "rwf" | "vnd"
        | "vuv" | "xaf" | "xof" | "xpf" => 0,
        "bhd" | "jod" | "kwd" | "omr" | "tnd" => 3,
        _ => 2,
    }
}

/// What every amount is a multiple of, in minor units: ISK and UGX have no fractions, and the last of three decimals
/// is always 0. (HUF and TWD are limited so in payouts only.)
pub(crate) fn step(currency: &str) -> i64 {
    match currency {
        "isk" | "ugx" => 100,
        "bhd" | "jod" | "kwd" | "omr" | "tnd" => 10,
        _ => 1,
    }
}

/// `amount × part ÷ whole`, rounded to what the currency can be charged in, halves away from zero. Nothing when
/// `whole` is nothing.
pub(crate) fn share(amount: i64, part: i64, whole: i64, step: i64) -> i64 {
    let whole = i128::from(whole) * i128::from(step);
    if whole <= 0 {
        return 0;
    }
    let exact = i128::from(amount) * i128::from(part);
    let half = if exact < 0 { -whole } else { whole };
    let steps = (exact * 2 + half) / (whole * 2);
    i64::try_from(steps * i128::from(step)).unwrap_or(amount)
}

/// An amount for people, in invoice descriptions: `$12.50`, `¥1200`, `12.50 SEK`. `unit` is a decimal number of minor
/// units.
pub(crate) fn money(unit: &str, currency: &str) -> String {
    if let Some(owed) = unit.strip_prefix('-') {
        return format!("-{}", money(owed, currency));
    }
    let places = exponent(currency);
    let exact = decimal::parse(unit).unwrap_or_default();
    let major = exact / 10_i128.pow(places);
    let mut number = decimal::write(major);
    let shown = number
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let wanted = usize::try_from(places).unwrap_or_default();
    if shown < wanted {
        if shown == 0 {
            number.push('.');
        }
        number.extend(std::iter::repeat_n('0', wanted - shown));
    }
    match currency {
        "usd" => format!("${number}"),
        "eur" => format!("€{number}"),
        "gbp" => format!("£{number}"),
        "jpy" => format!("¥{number}"),
        other => format!("{number} {}", other.to_ascii_uppercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_for_people() {
        let cases = [
            ("1000", "usd", "$10.00"),
            ("5", "eur", "€0.05"),
            ("-1250", "usd", "-$12.50"),
            ("0.5", "usd", "$0.005"),
            ("1200", "jpy", "¥1200"),
            ("1250", "sek", "12.50 SEK"),
            ("1250", "kwd", "1.250 KWD"),
            ("500", "isk", "5.00 ISK"),
            ("500", "ugx", "5.00 UGX"),
            ("123", "huf", "1.23 HUF"),
        ];
        for (unit, currency, expected) in cases {
            assert_eq!(money(unit, currency), expected);
        }
    }

    #[test]
    fn shares_are_rounded_to_what_can_be_charged() {
        // amount, part, whole, currency
        let cases = [
            (1_000, 1, 3, "usd", 333),
            (1_001, 1, 2, "usd", 501),
            (-1_001, 1, 2, "usd", -501),
            (1_000, 1, 3, "jpy", 333),
            (100_000, 1, 3, "isk", 33_300),
            (-100_000, 2, 3, "ugx", -66_700),
            (1_000, 1, 3, "kwd", 330),
            (1_001, 1, 3, "huf", 334),
            (5, 0, 3, "usd", 0),
            (5, 1, 0, "usd", 0),
        ];
        for (amount, part, whole, currency, expected) in cases {
            let shared = share(amount, part, whole, step(currency));
            assert_eq!(shared, expected, "{amount} {part}/{whole} {currency}");
        }
    }
}
