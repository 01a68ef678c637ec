//! A draft is added up anew after something it is made of has changed.

use serde_json::{Value, json};

use super::build::{set_sums, tax_by_default};
use crate::billing::books::Books;
use crate::billing::tax::Liability;
use crate::billing::{lines, statement};
use crate::cx::Cx;
use crate::error::Result;
use crate::value::text;

/// Discounts and taxes of the lines as they are now, and the sums; stores the draft and announces it.
pub(crate) async fn redo(cx: &mut Cx, invoice: &mut Value, before: &Value) -> Result<()> {
    let books = Books::of(cx, invoice).await?;
    let rates = books.default_rates(invoice);
    let mut all = invoice["_lines"].as_array().cloned().unwrap_or_default();
    for line in &mut all {
        line["discount_amounts"] = json!([]);
        if line[lines::INHERITS] == true {
            line["_tax_rates"] = Value::Null;
        }
        tax_by_default(line, &rates);
    }
    let customer = cx.find(text(invoice, "customer")).await?;
    let liability = Liability::of(&customer.unwrap_or_default());
    let discounts = books.discounts(invoice, cx.now);
    let made = statement::compose(all, &discounts, liability, text(invoice, "currency"));
    set_sums(invoice, made);
    cx.save(invoice).await?;
    cx.emit("invoice.updated", invoice, Some(before)).await
}
