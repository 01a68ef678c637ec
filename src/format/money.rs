use contract::rules::money;

use crate::i18n::{Words, intl};

/// An amount in minor units of `currency`: `(2000, "eur")` is `€20.00`.
pub fn money(words: Words, amount: i64, currency: &str) -> String {
    decimal(words, &money::decimal(amount, currency), currency)
}

/// A price in minor units as a decimal number, which may be a fraction of one: `("0.5", "usd")` is `$0.005`.
pub fn unit_price(words: Words, minor: &str, currency: &str) -> Option<String> {
    Some(decimal(
        words,
        &money::decimal_of_minor(minor, currency)?,
        currency,
    ))
}

/// An amount that is already a decimal number of the currency, as exact as it is.
pub(super) fn decimal(words: Words, decimal: &str, currency: &str) -> String {
    let code = currency.to_ascii_uppercase();
    intl::currency(
        &words.intl(),
        decimal,
        &code,
        fraction_digits(decimal, &code),
        has_own_symbol(&code),
    )
}

/// How many decimals an amount is shown with: as many as Stripe's minor unit has, more when a price is a fraction of
/// one. Currencies without coins below the unit show none unless there is something to show.
fn fraction_digits(decimal: &str, code: &str) -> u32 {
    let fraction = decimal.split_once('.').map_or("", |(_, fraction)| fraction);
    let significant = fraction.trim_end_matches('0').len() as u32;
    let usual = money::exponent(code);
    if significant == 0 && matches!(code, "HUF" | "ISK" | "TWD" | "UGX") {
        return 0;
    }
    usual.max(significant)
}

/// Currencies whose short symbol belongs to them alone, so that `199 zł` is as clear as `PLN 199` and easier to read.
/// Dollars, crowns, pounds and yen are shared: their wider symbol says which one is meant where that is in doubt.
fn has_own_symbol(code: &str) -> bool {
    matches!(
        code,
        "CZK" | "GEL" | "HUF" | "KZT" | "NGN" | "PHP" | "PLN" | "THB" | "TRY" | "UAH"
    )
}

#[cfg(test)]
mod tests {
    use super::fraction_digits;

    #[test]
    fn amounts_show_the_decimals_of_their_currency() {
        let check = |decimal, code, expected| {
            assert_eq!(fraction_digits(decimal, code), expected, "{decimal} {code}");
        };
        check("20.00", "EUR", 2);
        check("5.10", "USD", 2);
        check("0.005", "USD", 3);
        check("500", "JPY", 0);
        check("1.500", "KWD", 3);
        // Charged in hundredths, but no coin is that small.
        check("500.00", "ISK", 0);
        check("1990.00", "HUF", 0);
        check("1990.50", "HUF", 2);
    }
}
