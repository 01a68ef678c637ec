//! Taxes.

use contract::InvoiceTax;

use crate::i18n::{Words, intl};

/// What a tax is called, with its rate: `VAT 21%`, in German `MwSt. 21 % (enthalten)`.
pub fn tax_name(words: Words, tax: &InvoiceTax) -> String {
    let name = tax.name.clone().unwrap_or_else(|| words.invoice_tax());
    let what = match &tax.percentage {
        Some(rate) => format!("{name} {}", intl::percent(&words.intl(), rate)),
        None => name,
    };
    match tax.inclusive {
        true => words.invoice_included(&what),
        false => what,
    }
}
