//! What the file of a credit note says, in words.

use serde_json::Value;

use super::summary::{Summary, day};
use crate::billing::currency::money;
use crate::resources::account;
use crate::value::{int, text};

/// Reads a credit note.
pub(super) fn of(note: &Value) -> Summary {
    let amount = |amount: i64| money(&amount.to_string(), text(note, "currency"));
    let number = text(note, "number").to_owned();
    let mut facts = vec![("Number", number.clone())];
    facts.extend(day(&note["effective_at"]).map(|day| ("Issued", day)));
    facts.push(("Invoice", text(note, "invoice").to_owned()));
    facts.extend(note["memo"].as_str().map(|memo| ("Memo", memo.to_owned())));
    Summary {
        title: format!("Credit note {number}"),
        merchant: account::NAME.to_owned(),
        status: "Issued",
        facts,
        lines: Vec::new(),
        totals: vec![("Total".to_owned(), amount(int(note, "total")))],
        address: text(note, "pdf").to_owned(),
    }
}
