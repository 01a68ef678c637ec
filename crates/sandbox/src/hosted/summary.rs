//! What page and file say of an invoice, in words.

use serde_json::Value;

use crate::billing::currency::money;
use crate::billing::period::date;
use crate::value::{int, text};

/// Texts in the order they are read.
pub(super) struct Summary {
    pub(super) title: String,
    pub(super) merchant: String,
    pub(super) status: &'static str,
    /// Name and value: dates, customer.
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) lines: Vec<Line>,
    /// Name and amount, the last one counts.
    pub(super) totals: Vec<(String, String)>,
    /// Where the page stands.
    pub(super) address: String,
}

pub(super) struct Line {
    pub(super) description: String,
    pub(super) period: String,
    pub(super) amount: String,
}

/// A moment as a day.
pub(super) fn day(at: &Value) -> Option<String> {
    at.as_i64()
        .map(|at| date(at).strftime("%-d %B %Y").to_string())
}

/// Reads a finalized invoice.
pub(super) fn of(invoice: &Value) -> Summary {
    let currency = text(invoice, "currency");
    let amount = |amount: i64| money(&amount.to_string(), currency);
    let number = text(invoice, "number").to_owned();
    let mut facts = vec![("Number", number.clone())];
    let issued = day(&invoice["status_transitions"]["finalized_at"]);
    facts.extend(issued.map(|day| ("Issued", day)));
    facts.extend(day(&invoice["due_date"]).map(|day| ("Due", day)));
    facts.extend(day(&invoice["status_transitions"]["paid_at"]).map(|day| ("Paid", day)));
    for (name, member) in [("Customer", "customer_name"), ("E-mail", "customer_email")] {
        facts.extend(
            invoice[member]
                .as_str()
                .map(|value| (name, value.to_owned())),
        );
    }
    let lines = invoice["_lines"].as_array().into_iter().flatten();
    let lines = lines.map(|line| {
        let period = |name: &str| day(&line["period"][name]).unwrap_or_default();
        Line {
            description: text(line, "description").to_owned(),
            period: format!("{} – {}", period("start"), period("end")),
            amount: amount(int(line, "amount")),
        }
    });
    let mut totals = vec![("Subtotal".to_owned(), amount(int(invoice, "subtotal")))];
    let discounts = invoice["total_discount_amounts"]
        .as_array()
        .into_iter()
        .flatten();
    for discount in discounts {
        totals.push(("Discount".to_owned(), amount(-int(discount, "amount"))));
    }
    for tax in invoice["total_taxes"].as_array().into_iter().flatten() {
        let name = match text(tax, "tax_behavior") {
            "inclusive" => "Tax (included)",
            _ => "Tax",
        };
        totals.push((name.to_owned(), amount(int(tax, "amount"))));
    }
    totals.push(("Total".to_owned(), amount(int(invoice, "total"))));
    let applied = int(invoice, "amount_due") - int(invoice, "total");
    if applied != 0 {
        totals.push(("Applied balance".to_owned(), amount(applied)));
    }
    totals.push((
        "Amount due".to_owned(),
        amount(int(invoice, "amount_remaining")),
    ));
    Summary {
        title: format!("Invoice {number}"),
        merchant: text(invoice, "account_name").to_owned(),
        status: match text(invoice, "status") {
            "paid" => "Paid",
            "void" => "Void",
            "uncollectible" => "Uncollectible",
            _ => "Open",
        },
        facts,
        lines: lines.collect(),
        totals,
        address: text(invoice, "hosted_invoice_url").to_owned(),
    }
}
