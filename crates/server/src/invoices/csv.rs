//! The list of invoices as a file for spreadsheets.

use contract::Invoice;
use contract::rules::money;

use super::format::iso_date;
use crate::csv::{START, row, text};

/// Writes the file. `word` gives the words of the customer's language by key.
pub fn write(invoices: &[Invoice], word: impl Fn(&str) -> String) -> String {
    let mut file = String::from(START);
    let heads = [
        "invoice.number",
        "invoice.date",
        "invoice.item",
        "invoice.status",
        "invoice.currency",
        "invoice.total",
        "invoice.amount_due",
    ];
    row(&mut file, heads.map(&word));
    for invoice in invoices {
        let amount = |amount| money::decimal(amount, &invoice.currency);
        let status = format!("invoices.status_{}", invoice.status.as_str());
        row(
            &mut file,
            [
                text(invoice.number.as_deref().unwrap_or_default()),
                iso_date(invoice.created),
                text(&invoice.description.join(", ")),
                text(&word(&status)),
                invoice.currency.to_ascii_uppercase(),
                // Numbers that are negative stay numbers.
                amount(invoice.total),
                amount(invoice.amount_remaining),
            ],
        );
    }
    file
}

#[cfg(test)]
mod tests {
    use contract::InvoiceStatus;

    use super::*;

    fn invoice(number: &str, about: &str, total: i64, currency: &str) -> Invoice {
        Invoice {
            id: "in_1".into(),
            number: Some(number.to_owned()),
            created: 1_772_323_200,
            description: vec![about.to_owned()],
            total,
            amount_remaining: 0,
            currency: currency.to_owned(),
            status: InvoiceStatus::Paid,
            subscription: None,
            hosted_invoice_url: None,
            invoice_pdf: None,
        }
    }

    fn lines(invoices: &[Invoice]) -> Vec<String> {
        let file = write(invoices, str::to_owned);
        let file = file.strip_prefix('\u{feff}').expect("a byte order mark");
        let body = file.strip_suffix("\r\n").expect("an end");
        body.split("\r\n").skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn formulas_become_texts_and_numbers_stay_numbers() {
        let check = |about: &str, expected: &str| {
            let expected =
                format!("A-1,2026-03-01,{expected},invoices.status_paid,USD,-19.90,0.00");
            assert_eq!(lines(&[invoice("A-1", about, -1_990, "usd")]), [expected]);
        };
        check("Pro", "Pro");
        check("=1+1", "'=1+1");
        check("+SUM(A1)", "'+SUM(A1)");
        check("-2+3", "'-2+3");
        check("@cmd", "'@cmd");
        check("＝1", "'＝1");
        check(
            "=HYPERLINK(\"x\",\"y\")",
            "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"",
        );
        check("\tx", "'\tx");
        check("a, \"b\"", "\"a, \"\"b\"\"\"");
    }

    #[test]
    fn line_breaks_stay_within_a_cell() {
        let file = write(&[invoice("=A", "\ra\nb", 1, "usd")], str::to_owned);
        assert!(
            file.ends_with("\r\n'=A,2026-03-01,\"'\ra\nb\",invoices.status_paid,USD,0.01,0.00\r\n")
        );
    }

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        let check = |amount, currency, expected: &str| {
            let line = lines(&[invoice("A", "x", amount, currency)]).remove(0);
            let cells: Vec<_> = line.split(',').collect();
            assert_eq!(cells[5], expected, "{currency}");
        };
        check(500, "jpy", "500");
        check(1_500, "kwd", "1.500");
        check(50_000, "isk", "500.00");
        check(50_000, "ugx", "500.00");
        check(199_000, "huf", "1990.00");
    }
}
