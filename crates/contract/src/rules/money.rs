//! Amounts without floating point.
//!
//! Stripe's exponents are neither ISO 4217's nor the browser's: ISK and UGX are charged in hundredths although they
//! have no subunit. Source: Stripe, "Supported currencies", zero-decimal, three-decimal and special cases.

/// How many decimals Stripe's minor unit of a currency has. `currency` is an ISO code in any case.
pub fn exponent(currency: &str) -> u32 {
    match currency.to_ascii_lowercase().as_str() {
        "bif" | "clp" | "djf" | "gnf" | "jpy" | "kmf" | "krw" | "mga" | "pyg" | "rwf" | "vnd"
        | "vuv" | "xaf" | "xof" | "xpf" => 0,
        "bhd" | "jod" | "kwd" | "omr" | "tnd" => 3,
        _ => 2,
    }
}

/// The amount as a decimal number, exact: `(1999, "eur")` is `19.99`, `(-5, "usd")` is `-0.05`, `(500, "jpy")` is `500`.
pub fn decimal(amount: i64, currency: &str) -> String {
    let digits = exponent(currency) as usize;
    let sign = if amount < 0 { "-" } else { "" };
    let minor = amount.unsigned_abs().to_string();
    if digits == 0 {
        return format!("{sign}{minor}");
    }
    let padded = format!("{minor:0>width$}", width = digits + 1);
    let (whole, fraction) = padded.split_at(padded.len() - digits);
    format!("{sign}{whole}.{fraction}")
}

/// A decimal number of minor units (Stripe's `unit_amount_decimal`, up to twelve places) as a decimal number of the
/// currency: `("0.5", "usd")` is `0.005`. `None` when it is not a plain decimal number.
pub fn decimal_of_minor(minor: &str, currency: &str) -> Option<String> {
    let (sign, digits) = match minor.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", minor),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) {
        return None;
    }
    // Nothing is not owed in either direction.
    let zero = digits.bytes().all(|byte| byte == b'0' || byte == b'.');
    let sign = if zero { "" } else { sign };
    let shift = exponent(currency) as usize;
    let padded = format!("{whole:0>width$}", width = shift + 1);
    let (major, shifted) = padded.split_at(padded.len() - shift);
    let fraction = format!("{shifted}{fraction}");
    let fraction = fraction.trim_end_matches('0');
    // Amounts are read better with the currency's own decimals: `5.10`, not `5.1`.
    let fraction = format!("{fraction:0<shift$}");
    let major = major.trim_start_matches('0');
    let major = if major.is_empty() { "0" } else { major };
    Some(if fraction.is_empty() {
        format!("{sign}{major}")
    } else {
        format!("{sign}{major}.{fraction}")
    })
}
