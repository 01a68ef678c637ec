//! Whether an invoice is what somebody searches for: a part of its number, of what it is about, or its amount.

use contract::Invoice;
use contract::rules::money;

/// Longest text that is searched for.
pub const LONGEST: usize = 100;

/// What is searched for.
#[derive(Clone, Debug)]
pub struct Search {
    words: Vec<String>,
    amounts: Vec<String>,
}

impl Search {
    /// Reads what was typed; `None` when that is nothing.
    pub fn of(text: &str) -> Option<Self> {
        let words: Vec<String> = text.split_whitespace().map(folded).collect();
        (!words.is_empty()).then(|| Self {
            amounts: amounts(text),
            words,
        })
    }

    /// Whether it is found: every word in number or description, or the whole as its amount.
    pub fn finds(&self, invoice: &Invoice) -> bool {
        let number = invoice.number.as_deref().unwrap_or_default();
        let text = folded(&format!("{number} {}", invoice.description.join(" ")));
        if self.words.iter().all(|word| text.contains(word.as_str())) {
            return true;
        }
        [invoice.total, invoice.amount_remaining]
            .iter()
            .map(|amount| plain(&money::decimal(amount.saturating_abs(), &invoice.currency)))
            .any(|amount| self.amounts.contains(&amount))
    }
}

/// In lower case, without the accents that people leave out.
fn folded(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'ç' => 'c',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ñ' => 'n',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ý' | 'ÿ' => 'y',
            '‘' | '’' => '\'',
            c => c,
        })
        .collect()
}

/// The amounts that what was typed can mean, whichever of point and comma is the decimal mark: `1,234.50 €`,
/// `1.234,50`, `1 234,5`, `20`. A currency's sign or code around it is passed over.
fn amounts(text: &str) -> Vec<String> {
    let is_sign = |c: char| !c.is_ascii_digit();
    let core = text.trim_matches(is_sign);
    let is_part = |c: char| c.is_ascii_digit() || c.is_whitespace() || ",.'’".contains(c);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if core.is_empty() || !core.chars().all(is_part) || letters > 4 {
        return Vec::new();
    }
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let mut found = vec![plain(&digits(core))];
    for mark in ['.', ','] {
        if let Some((whole, fraction)) = core.rsplit_once(mark)
            && fraction.chars().all(|c| c.is_ascii_digit())
            && !whole.contains(mark)
        {
            found.push(plain(&format!("{}.{fraction}", digits(whole))));
        }
    }
    found
}

/// A decimal number without zeros that say nothing.
fn plain(decimal: &str) -> String {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    match fraction {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use contract::InvoiceStatus;

    use super::*;

    fn invoice(total: i64, currency: &str) -> Invoice {
        Invoice {
            id: "in_1".into(),
            number: Some("ACME-0042".into()),
            created: 0,
            description: vec!["Größe L".into(), "Café’s plan".into()],
            total,
            amount_remaining: total,
            currency: currency.into(),
            status: InvoiceStatus::Open,
            subscription: None,
            hosted_invoice_url: None,
            invoice_pdf: None,
        }
    }

    #[test]
    fn numbers_words_and_amounts_are_found() {
        let check = |text: &str, total, currency, expected| {
            let search = Search::of(text).expect(text);
            assert_eq!(search.finds(&invoice(total, currency)), expected, "{text}");
        };
        check("acme-0042", 1, "usd", true);
        check("0042", 1, "usd", true);
        check("0043", 1, "usd", false);
        check("grosse", 1, "usd", false);
        check("groß", 1, "usd", true);
        check("GRÖSSE", 1, "usd", false);
        check("cafe plan", 1, "usd", true);
        check("café's", 1, "usd", true);
        check("café other", 1, "usd", false);
        check("20", 2_000, "eur", true);
        check("20.00 €", 2_000, "eur", true);
        check("€ 20,00", 2_000, "eur", true);
        check("EUR 20", 2_000, "eur", true);
        check("2", 2_000, "eur", true); // A part of the number.
        check("30", 2_000, "eur", false);
        check("1,234.50", 123_450, "usd", true);
        check("1.234,5", 123_450, "usd", true);
        check("1 234,50", 123_450, "usd", true);
        check("1,234", 123_400, "usd", true);
        check("1,234", 1_234, "kwd", true);
        check("500", 500, "jpy", true);
        check("5", 500, "jpy", false);
        check("990", 99_000, "isk", true);
        check("-20", -2_000, "eur", true);
        check("0", 0, "eur", true);
    }

    #[test]
    fn nothing_is_no_search() {
        assert!(Search::of("  \t").is_none());
    }
}
