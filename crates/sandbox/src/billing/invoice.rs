//! Invoices: drafted, finalized, paid, given up.

use serde_json::{Value, json};

use super::books::Books;
use super::{balance, discount, intent, lifecycle, pending, proration};
use crate::cx::Cx;
use crate::error::Result;
use crate::hosted;
use crate::ids;
use crate::value::{int, text};

mod build;
mod redo;

pub(crate) use build::build;
pub(crate) use redo::redo;

/// What an invoice is made of.
pub(crate) struct Bill<'a> {
    pub(crate) subscription: &'a Value,
    pub(crate) customer: &'a Value,
    /// `billing_reason`.
    pub(crate) reason: &'static str,
    /// The period the invoice is about (its lines may be about the next one).
    pub(crate) period: (i64, i64),
    pub(crate) lines: Vec<Value>,
}

/// Stores a draft of what waits for the subscription's next invoice and of `bill`'s own lines, and announces it. The
/// subscription notes what it was billed and which discounts are used up; its caller stores it.
pub(crate) async fn draft(
    cx: &mut Cx,
    subscription: &mut Value,
    reason: &'static str,
    period: (i64, i64),
    lines: Vec<Value>,
) -> Result<Value> {
    let customer = cx
        .find(text(subscription, "customer"))
        .await?
        .unwrap_or_default();
    let mut all = pending::lines(cx, subscription).await?;
    all.extend(lines);
    let books = Books::of(cx, subscription).await?;
    let bill = Bill {
        subscription,
        customer: &customer,
        reason,
        period,
        lines: all,
    };
    let invoice = build(cx, bill, &books, &ids::long("in")?).await?;
    cx.insert(&invoice).await?;
    cx.emit("invoice.created", &invoice, None).await?;
    pending::billed(cx, &invoice).await?;
    let lines = invoice["_lines"].as_array().cloned().unwrap_or_default();
    proration::remember_period(subscription, &lines, &invoice["id"]);
    // The invoice of a trial is over nothing: it uses no discount up.
    if lines.iter().any(|line| int(line, "amount") > 0) {
        discount::retire(cx, subscription).await?;
    }
    subscription["latest_invoice"] = invoice["id"].clone();
    Ok(invoice)
}

/// Gives a draft its number and makes it due. The customer's balance is taken in; an invoice over nothing is paid at
/// once, and what it credits goes to the balance.
pub(crate) async fn finalize(cx: &mut Cx, invoice: &mut Value) -> Result<()> {
    let before = cx
        .find(text(invoice, "customer"))
        .await?
        .unwrap_or_default();
    let mut customer = before.clone();
    let sequence = int(&customer, "next_invoice_sequence").max(1);
    let prefix = text(&customer, "invoice_prefix");
    invoice["number"] = format!("{prefix}-{sequence:04}").into();
    customer["next_invoice_sequence"] = (sequence + 1).into();
    // Another invoice may have used the balance since this one was drafted.
    let starting = int(&customer, "balance");
    let total = int(invoice, "total");
    let ending = (starting + total).min(0);
    let due = (starting + total).max(0);
    invoice["starting_balance"] = starting.into();
    invoice["ending_balance"] = ending.into();
    invoice["amount_due"] = due.into();
    invoice["amount_remaining"] = due.into();
    if customer["currency"].is_null() {
        customer["currency"] = invoice["currency"].clone();
    }
    if before["deleted"] != true {
        let with = json!({ "invoice": invoice["id"], "type": "applied_to_invoice" });
        balance::shift(cx, &mut customer, ending - starting, &with).await?;
        cx.save(&customer).await?;
        if before["balance"] != customer["balance"] || before["currency"] != customer["currency"] {
            cx.emit("customer.updated", &customer, Some(&before))
                .await?;
        }
    }
    invoice["status"] = "open".into();
    invoice["effective_at"] = cx.now.into();
    invoice["automatically_finalizes_at"] = Value::Null;
    invoice["status_transitions"]["finalized_at"] = cx.now.into();
    let page = hosted::address(cx, invoice)?;
    invoice["invoice_pdf"] = format!("{page}/pdf").into();
    invoice["hosted_invoice_url"] = page.into();
    cx.save(invoice).await?;
    cx.emit("invoice.finalized", invoice, None).await?;
    if due == 0 {
        paid(cx, invoice, None).await?;
    } else {
        intent::prepare(cx, invoice).await?;
        if invoice["collection_method"] == "send_invoice" {
            cx.emit("invoice.sent", invoice, None).await?;
        }
    }
    Ok(())
}

/// Marks an invoice paid, and lets its subscription know.
pub(crate) async fn paid(cx: &mut Cx, invoice: &mut Value, method: Option<&Value>) -> Result<()> {
    invoice["status"] = "paid".into();
    invoice["attempted"] = true.into();
    invoice["amount_paid"] = invoice["amount_due"].clone();
    invoice["amount_remaining"] = 0.into();
    invoice["auto_advance"] = false.into();
    invoice["next_payment_attempt"] = Value::Null;
    invoice["status_transitions"]["paid_at"] = cx.now.into();
    cx.save(invoice).await?;
    cx.emit("invoice.paid", invoice, None).await?;
    cx.emit("invoice.payment_succeeded", invoice, None).await?;
    lifecycle::invoice_paid(cx, invoice, method).await
}

/// Gives an invoice up: `void` or `uncollectible`. What a void one took of the balance goes back.
pub(crate) async fn give_up(cx: &mut Cx, invoice: &mut Value, status: &str) -> Result<()> {
    let (moment, event) = match status {
        "void" => ("voided_at", "invoice.voided"),
        _ => ("marked_uncollectible_at", "invoice.marked_uncollectible"),
    };
    invoice["status"] = status.into();
    invoice["auto_advance"] = false.into();
    invoice["next_payment_attempt"] = Value::Null;
    invoice["status_transitions"][moment] = cx.now.into();
    if status == "void" {
        intent::cancel(cx, invoice, "void_invoice").await?;
        let used = int(invoice, "ending_balance") - int(invoice, "starting_balance");
        if let Some(before) = cx.find(text(invoice, "customer")).await?
            && before["deleted"] != true
            && used != 0
        {
            let mut customer = before.clone();
            let with = json!({ "invoice": invoice["id"], "type": "unapplied_from_invoice" });
            balance::shift(cx, &mut customer, -used, &with).await?;
            cx.save(&customer).await?;
            cx.emit("customer.updated", &customer, Some(&before))
                .await?;
        }
    }
    cx.save(invoice).await?;
    cx.emit(event, invoice, None).await
}

/// The subscription an invoice is of.
pub(crate) fn subscription_of(invoice: &Value) -> &str {
    text(&invoice["parent"]["subscription_details"], "subscription")
}
