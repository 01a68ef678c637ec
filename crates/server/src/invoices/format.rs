//! Amounts and dates as the shipped languages write them, for documents that no browser formats.
//!
//! Source: Unicode CLDR 47, `numbers` and `ca-gregorian` of the shipped languages. What the table does not know is written
//! with the currency's code, which is never wrong.

mod arabic;

use contract::rules::money;
use jiff::tz::TimeZone;

const NBSP: char = '\u{a0}';

/// How a language writes numbers.
#[derive(Clone, Copy, Debug)]
struct Marks {
    decimal: char,
    group: char,
    minus: char,
    /// `€20.00`, not `20.00 €`.
    before: bool,
    /// Between amount and currency, whichever comes first.
    space: bool,
}

/// A language, with the region that decides how it writes dates.
#[derive(Clone, Copy, Debug)]
pub struct Format<'a> {
    /// BCP 47 tag, such as `en-GB`.
    pub tag: &'a str,
}

impl Format<'_> {
    fn language(&self) -> &str {
        self.tag.split('-').next().unwrap_or(self.tag)
    }

    fn region(&self) -> Option<&str> {
        self.tag.split('-').nth(1)
    }

    fn marks(&self) -> Marks {
        let (decimal, group, minus, before, space) = match self.language() {
            "nl" => (',', '.', '-', true, true),
            "sv" => (',', NBSP, '−', false, true),
            "de" | "it" => (',', '.', '-', false, true),
            "fr" => (',', '\u{202f}', '-', false, true),
            "ar" => ('.', ',', '-', false, true),
            _ => ('.', ',', '-', true, false),
        };
        Marks {
            decimal,
            group,
            minus,
            before,
            space,
        }
    }

    /// A decimal number such as `-1234.5`, with its marks.
    fn number(&self, decimal: &str) -> String {
        let marks = self.marks();
        let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
        let mut text = String::new();
        for (index, digit) in whole.char_indices() {
            if index > 0 && (whole.len() - index) % 3 == 0 {
                text.push(marks.group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(marks.decimal);
            text.push_str(fraction);
        }
        text
    }

    /// An amount in minor units of `currency`: `(2000, "eur")` is `€20.00` in English and `20,00 €` in German.
    pub fn money(&self, amount: i64, currency: &str) -> String {
        self.decimal(&money::decimal(amount, currency), currency)
    }

    /// A price in minor units as a decimal number, which may be a fraction of one.
    pub fn unit_price(&self, minor: &str, currency: &str) -> Option<String> {
        Some(self.decimal(&money::decimal_of_minor(minor, currency)?, currency))
    }

    fn decimal(&self, decimal: &str, currency: &str) -> String {
        let marks = self.marks();
        let code = currency.to_ascii_uppercase();
        let (is_negative, decimal) = match decimal.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, decimal),
        };
        let number = self.number(&shown(decimal, &code));
        let symbol = self.symbol(&code);
        let sign = if is_negative {
            marks.minus.to_string()
        } else {
            String::new()
        };
        // Letters never touch a number.
        let space = marks.space || symbol.ends_with(char::is_alphabetic);
        let space = if space {
            NBSP.to_string()
        } else {
            String::new()
        };
        match (marks.before, self.language()) {
            (true, "nl") => format!("{symbol}{space}{sign}{number}"),
            (true, _) => format!("{sign}{symbol}{space}{number}"),
            // Read from right to left; the sign stays at the left of its number.
            (false, "ar") if is_negative => {
                format!("\u{200f}\u{200e}{sign}{number}{space}{symbol}")
            }
            (false, "ar") => format!("\u{200f}{number}{space}{symbol}"),
            (false, _) => format!("{sign}{number}{space}{symbol}"),
        }
    }

    /// The sign of a currency where nobody takes it for another, else its code.
    fn symbol<'a>(&self, code: &'a str) -> &'a str {
        let is_home = |regions: &[&str]| {
            let region = self.region();
            region.is_none_or(|region| regions.contains(&region))
        };
        match (code, self.language()) {
            (code, "ar") => arabic::symbol(code),
            ("EUR", _) => "€",
            ("GBP", "fr") => "£GB",
            ("GBP", _) => "£",
            ("USD", "en") if is_home(&["US"]) => "$",
            ("USD", "fr") => "$US",
            ("USD", "de" | "it") => "$",
            ("USD", _) => "US$",
            ("JPY", "en" | "de") => "¥",
            ("INR", _) => "₹",
            ("SEK", "sv") => "kr",
            ("CZK", _) => "Kč",
            ("HUF", _) => "Ft",
            ("PLN", _) => "zł",
            ("PHP", _) => "₱",
            ("NGN", _) => "₦",
            ("TRY", _) => "₺",
            ("UAH", _) => "₴",
            ("GEL", _) => "₾",
            ("KZT", _) => "₸",
            (code, _) => code,
        }
    }

    /// The day of an instant in UTC, for a sentence: `November 21, 2026`.
    pub fn date(&self, seconds: i64) -> String {
        let Some((year, month, day)) = civil(seconds) else {
            return String::new();
        };
        let name = self.months()[month - 1];
        match self.language() {
            "de" => format!("{day}. {name} {year}"),
            "nl" | "sv" | "fr" | "it" => format!("{day} {name} {year}"),
            _ if self.tag == "en" || self.tag == "en-US" => format!("{name} {day}, {year}"),
            _ => format!("{day} {name} {year}"),
        }
    }

    fn months(&self) -> [&'static str; 12] {
        match self.language() {
            "ar" => arabic::months(self.region()),
            "nl" => [
                "januari",
                "februari",
                "maart",
                "april",
                "mei",
                "juni",
                "juli",
                "augustus",
                "september",
                "oktober",
                "november",
                "december",
            ],
            "sv" => [
                "januari",
                "februari",
                "mars",
                "april",
                "maj",
                "juni",
                "juli",
                "augusti",
                "september",
                "oktober",
                "november",
                "december",
            ],
            "de" => [
                "Januar",
                "Februar",
                "März",
                "April",
                "Mai",
                "Juni",
                "Juli",
                "August",
                "September",
                "Oktober",
                "November",
                "Dezember",
            ],
            "fr" => [
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ],
            "it" => [
                "gennaio",
                "febbraio",
                "marzo",
                "aprile",
                "maggio",
                "giugno",
                "luglio",
                "agosto",
                "settembre",
                "ottobre",
                "novembre",
                "dicembre",
            ],
            _ => [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
        }
    }

    /// A rate of percent, given as a decimal number: `8.875` is `8,875 %` in German.
    pub fn percent(&self, decimal: &str) -> String {
        let number = self.number(decimal);
        match self.language() {
            "de" | "sv" => format!("{number}{NBSP}%"),
            "fr" => format!("{number}\u{202f}%"),
            "ar" => format!("{number}\u{200e}%\u{200e}"),
            _ => format!("{number}%"),
        }
    }
}

/// With the decimals that are shown: those of the minor unit, none where no coin is that small.
fn shown(decimal: &str, code: &str) -> String {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let is_whole = fraction.trim_end_matches('0').is_empty();
    if is_whole && matches!(code, "HUF" | "ISK" | "TWD" | "UGX") {
        return whole.to_owned();
    }
    decimal.to_owned()
}

/// The day of an instant as `2026-11-21`, in UTC.
pub fn iso_date(seconds: i64) -> String {
    civil(seconds)
        .map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
        .unwrap_or_default()
}

/// Year, month from 1 and day of an instant in UTC.
pub(super) fn civil(seconds: i64) -> Option<(i16, usize, i8)> {
    let at = jiff::Timestamp::from_second(seconds).ok()?;
    let day = at.to_zoned(TimeZone::UTC).date();
    Some((day.year(), usize::try_from(day.month()).ok()?, day.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `Intl.NumberFormat` of a browser writes them, with plain spaces.
    #[test]
    fn amounts_look_as_in_a_browser() {
        let check = |tag, amount, currency, expected: &str| {
            let text = Format { tag }.money(amount, currency);
            let plain = text.replace([NBSP, '\u{202f}'], " ");
            assert_eq!(plain, expected, "{tag} {amount} {currency}");
        };
        check("en", 123_456_789, "usd", "$1,234,567.89");
        check("en-GB", 2_000, "usd", "US$20.00");
        check("en", -2_000, "eur", "-€20.00");
        check("en", 2_000, "sek", "SEK 20.00");
        check("nl", 123_456, "eur", "€ 1.234,56");
        check("nl", -2_000, "eur", "€ -20,00");
        check("sv", -123_456, "sek", "−1 234,56 kr");
        check("de", 123_456, "eur", "1.234,56 €");
        check("fr", 123_456, "eur", "1 234,56 €");
        check("it", -5, "eur", "-0,05 €");
        check("en", 500, "jpy", "¥500");
        check("sv", 12_500, "jpy", "12 500 JPY");
        check("de", 1_500, "kwd", "1,500 KWD");
        check("en", 50_000, "isk", "ISK 500");
        check("fr", 500_000, "ugx", "5 000 UGX");
        check("de", 199_000, "huf", "1.990 Ft");
        check("de", 199_050, "huf", "1.990,50 Ft");
        check("en", 0, "usd", "$0.00");
        check("ar", 123_456, "eur", "\u{200f}1,234.56 €");
        check("ar", -2_000, "usd", "\u{200f}\u{200e}-20.00 US$");
        check("ar-SA", 2_000, "sar", "\u{200f}20.00 ر.س.\u{200f}");
        check("ar", 2_000, "sek", "\u{200f}20.00 SEK");
    }

    #[test]
    fn prices_are_as_exact_as_they_are() {
        let format = Format { tag: "de" };
        let price = format.unit_price("0.5", "usd").expect("a price");
        assert_eq!(price, format!("0,005{NBSP}$"));
        assert_eq!(format.unit_price("x", "usd"), None);
    }

    #[test]
    fn days_are_written_out() {
        let check = |tag, expected: &str| assert_eq!(Format { tag }.date(1_772_323_200), expected);
        check("en", "March 1, 2026");
        check("en-US", "March 1, 2026");
        check("en-GB", "1 March 2026");
        check("nl-BE", "1 maart 2026");
        check("sv", "1 mars 2026");
        check("de", "1. März 2026");
        check("fr", "1 mars 2026");
        check("it", "1 marzo 2026");
        check("ar", "1 مارس 2026");
        check("ar-SA", "1 مارس 2026");
        check("ar-JO", "1 آذار 2026");
        assert_eq!(iso_date(1_772_323_199), "2026-02-28");
    }

    #[test]
    fn rates_are_written_with_their_marks() {
        assert_eq!(Format { tag: "en" }.percent("8.875"), "8.875%");
        assert_eq!(Format { tag: "de" }.percent("19"), format!("19{NBSP}%"));
    }
}
