//! Amounts are exact, for every exponent and to the ends of their type.

use contract::rules::money::{decimal, decimal_of_minor, exponent};
use proptest::prelude::*;

const ZERO: [&str; 15] = [
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf",
    "xof", "xpf",
];
const THREE: [&str; 5] = ["bhd", "jod", "kwd", "omr", "tnd"];
/// Currencies whose ISO exponent, or the browser's number of digits, differs from Stripe's.
const TWO_IN_SPITE_OF_OTHER_TABLES: [&str; 4] = ["isk", "ugx", "huf", "twd"];

fn currency() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["jpy", "eur", "usd", "isk", "kwd", "xyz"])
}

/// The amount a decimal number stands for, read with integers only.
fn minor(text: &str, digits: u32) -> i128 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert_eq!(fraction.len(), digits as usize, "{text}");
    let whole: i128 = whole.parse().expect("digits");
    let fraction: i128 = if fraction.is_empty() {
        0
    } else {
        fraction.parse().expect("digits")
    };
    sign * (whole * 10_i128.pow(digits) + fraction)
}

#[test]
fn exponents_are_stripes() {
    for (list, digits) in [
        (&ZERO[..], 0),
        (&THREE[..], 3),
        (&TWO_IN_SPITE_OF_OTHER_TABLES[..], 2),
    ] {
        for code in list {
            assert_eq!(exponent(code), digits, "{code}");
            assert_eq!(exponent(&code.to_uppercase()), digits, "{code}");
        }
    }
    assert_eq!(exponent("eur"), 2);
}

#[test]
fn known_amounts_and_both_ends() {
    for (amount, code, expected) in [
        (0, "eur", "0.00"),
        (0, "jpy", "0"),
        (0, "kwd", "0.000"),
        (1, "eur", "0.01"),
        (-5, "usd", "-0.05"),
        (1999, "eur", "19.99"),
        (500, "jpy", "500"),
        (-500, "jpy", "-500"),
        (-1, "bhd", "-0.001"),
        (12_345, "kwd", "12.345"),
        (i64::MAX, "usd", "92233720368547758.07"),
        (i64::MIN, "usd", "-92233720368547758.08"),
        (i64::MIN, "jpy", "-9223372036854775808"),
        (i64::MIN, "tnd", "-9223372036854775.808"),
    ] {
        assert_eq!(decimal(amount, code), expected);
    }
}

#[test]
fn fractions_of_a_minor_unit_are_kept() {
    for (text, code, expected) in [
        ("0.5", "usd", "0.005"),
        ("0.5", "jpy", "0.5"),
        ("0.5", "kwd", "0.0005"),
        ("510", "usd", "5.10"),
        ("510.0", "usd", "5.10"),
        ("510.10", "usd", "5.101"),
        ("0.000000000001", "usd", "0.00000000000001"),
        ("-0.25", "eur", "-0.0025"),
        ("007", "usd", "0.07"),
        ("-0", "usd", "0.00"),
        ("-0.000", "jpy", "0"),
        (
            "123456789012345678901234567890.125",
            "usd",
            "1234567890123456789012345678.90125",
        ),
    ] {
        assert_eq!(
            decimal_of_minor(text, code).as_deref(),
            Some(expected),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_plain_decimal_number_is_refused() {
    for text in [
        "", "-", "+1", "--1", "1-", ".", ".5", "5.", "-.5", "1.2.3", "1,5", "1e3", "0x1", " 1",
        "1 ", "1\n", "NaN", "inf", "∞", "١", "１", "1_000", "$1", "null", "1.-5",
    ] {
        for code in ["usd", "jpy", "kwd"] {
            assert_eq!(decimal_of_minor(text, code), None, "{text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_amount_loses_a_digit(amount in any::<i64>(), code in currency()) {
        prop_assert_eq!(minor(&decimal(amount, code), exponent(code)), i128::from(amount));
    }

    #[test]
    fn small_amounts_too(amount in -2_000_i64..2_000, code in currency()) {
        prop_assert_eq!(minor(&decimal(amount, code), exponent(code)), i128::from(amount));
    }

    #[test]
    fn both_forms_of_a_whole_amount_agree(amount in any::<i64>(), code in currency(), zeros in 0..4_usize) {
        let plain = decimal(amount, code);
        let text = if zeros == 0 { amount.to_string() } else { format!("{amount}.{}", "0".repeat(zeros)) };
        prop_assert_eq!(decimal_of_minor(&text, code), Some(plain));
    }

    /// A shift of the point by the exponent and nothing else.
    #[test]
    fn fractions_only_move_their_point(whole in 0..1_000_000_u64, fraction in "[0-9]{1,12}", code in currency()) {
        let shown = decimal_of_minor(&format!("{whole}.{fraction}"), code).expect("a decimal number");
        let digits = exponent(code);
        let scale = 12 + digits;
        let value = u128::from(whole) * 10_u128.pow(12) + format!("{fraction:0<12}").parse::<u128>().expect("digits");
        let (major, minor) = shown.split_once('.').unwrap_or((&shown, ""));
        prop_assert!(minor.len() as u32 >= digits && minor.len() as u32 <= scale);
        prop_assert!(major == "0" || !major.starts_with('0'));
        let padded = format!("{minor:0<width$}", width = scale as usize);
        prop_assert_eq!(format!("{major}{padded}").parse::<u128>().expect("digits"), value);
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,16}", code in "\\PC{0,4}") {
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let parts: Vec<&str> = digits.split('.').collect();
        let plain = parts.len() <= 2
            && parts.iter().all(|part| !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit()));
        prop_assert_eq!(decimal_of_minor(&text, &code).is_some(), plain);
    }
}
