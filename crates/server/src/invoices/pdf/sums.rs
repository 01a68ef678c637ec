//! What is added up.

use contract::InvoiceStatus;

use super::Writer;
use super::sheet::{Node, Sheet};
use super::table::{Sum, sums};

impl Writer<'_> {
    /// From the subtotal to what is still to be paid.
    pub(super) fn sums(&self, sheet: &mut Sheet<'_>) -> Node {
        let invoice = self.content.invoice;
        let row = |what: String, amount: i64, strong| Sum {
            what,
            amount: self.money(amount),
            strong,
        };
        let mut all = vec![row(self.text("invoice.subtotal"), invoice.subtotal, false)];
        for discount in &invoice.discounts {
            let name = match &discount.name {
                Some(name) => self
                    .text("invoice.discount_named")
                    .replace("{name}", &isolated(name)),
                None => self.text("invoice.discount"),
            };
            let what = match discount.percent_off {
                Some(part) => {
                    let percent = self.format.percent(&hundredths(part));
                    format!("{name} {percent}")
                }
                None => name,
            };
            all.push(row(what, -discount.amount, false));
        }
        for tax in &invoice.taxes {
            let name = tax.name.as_deref().map(isolated);
            let name = name.unwrap_or_else(|| self.text("invoice.tax"));
            let what = match &tax.percentage {
                Some(rate) => format!("{name} {}", self.format.percent(rate)),
                None => name,
            };
            let what = match tax.inclusive {
                true => self.filled("invoice.included", &[("tax", &what)]),
                false => what,
            };
            all.push(row(what, tax.amount, false));
        }
        all.push(row(self.text("invoice.total"), invoice.invoice.total, true));
        match invoice.balance_applied {
            0 => {}
            credit @ 1.. => all.push(row(self.text("invoice.credit_applied"), -credit, false)),
            debt => all.push(row(self.text("invoice.debt_added"), -debt, false)),
        }
        if invoice.amount_paid != 0 {
            all.push(row(
                self.text("invoice.amount_paid"),
                -invoice.amount_paid,
                false,
            ));
        }
        let due = match invoice.invoice.status {
            InvoiceStatus::Void => 0,
            _ => invoice.invoice.amount_remaining,
        };
        all.push(row(self.text("invoice.amount_due"), due, true));
        sums(sheet, &self.text("invoice.sums"), &all)
    }
}

/// A name that keeps its direction to itself, so that a percentage after one that is read from right to left stays
/// behind it. Source: UAX #9, "Explicit Directional Isolates".
fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

/// Hundredths of a percent as percent: `1050` is `10.5`.
fn hundredths(part: u32) -> String {
    let text = format!("{}.{:02}", part / 100, part % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
