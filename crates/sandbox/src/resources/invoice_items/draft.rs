//! Invoice items on the draft they stand on.

use serde_json::Value;

use crate::billing::invoice::redo;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::value::text;

/// The customer's invoice that a parameter names.
///
/// # Errors
/// 400 when there is none, or it is no draft any more.
pub(super) async fn named(cx: &mut Cx, id: &str, customer: &str) -> Result<Value> {
    let invoice = cx.referenced("invoice", id, "invoice").await?;
    if text(&invoice, "customer") != customer {
        return Err(ApiError::missing_reference("invoice", id, "invoice"));
    }
    if invoice["status"] != "draft" {
        return Err(ApiError::invalid(
            "The specified invoice is no longer a draft, so nothing can be added to it.",
        )
        .code("invoice_not_editable")
        .param("invoice"));
    }
    Ok(invoice)
}

/// # Errors
/// 400 when an item is in another currency than its draft. A null draft takes every currency.
pub(super) fn require_currency(draft: &Value, currency: &str) -> Result<()> {
    if draft.is_null() || draft["currency"] == currency {
        return Ok(());
    }
    Err(ApiError::invalid(format!(
        "The currency of the invoice item (`{currency}`) must be that of its invoice (`{}`).",
        text(draft, "currency")
    ))
    .param("currency"))
}

/// The draft an item stands on; null when it waits for one.
///
/// # Errors
/// 400 when the invoice is no draft any more.
pub(super) async fn of(cx: &mut Cx, item: &Value) -> Result<Value> {
    let invoice = cx.find(text(item, "invoice")).await?.unwrap_or_default();
    if !invoice.is_null() && invoice["status"] != "draft" {
        return Err(ApiError::invalid(
            "This invoice item can't be changed: its invoice is no longer editable.",
        )
        .code("invoice_not_editable"));
    }
    Ok(invoice)
}

/// Puts a new item's line on a draft, if there is one.
pub(super) async fn take_in(cx: &mut Cx, item: &Value, before: Value) -> Result<()> {
    let mut invoice = before.clone();
    let Some(lines) = invoice["_lines"].as_array_mut() else {
        return Ok(());
    };
    let mut line = item["_line"].clone();
    line["invoice"] = before["id"].clone();
    lines.push(line);
    redo(cx, &mut invoice, &before).await
}

/// Writes an item's line anew on its draft, if it stands on one.
pub(super) async fn put_on(cx: &mut Cx, item: &Value, before: Value) -> Result<()> {
    let mut invoice = before.clone();
    let Some(lines) = invoice["_lines"].as_array_mut() else {
        return Ok(());
    };
    for line in lines.iter_mut().filter(|line| is_of(line, item)) {
        let invoice = line["invoice"].take();
        *line = item["_line"].clone();
        line["invoice"] = invoice;
    }
    redo(cx, &mut invoice, &before).await
}

/// Takes the line of a deleted item off its draft, if it stood on one.
pub(super) async fn let_go(cx: &mut Cx, item: &Value, before: Value) -> Result<()> {
    let mut invoice = before.clone();
    let Some(lines) = invoice["_lines"].as_array_mut() else {
        return Ok(());
    };
    lines.retain(|line| !is_of(line, item));
    redo(cx, &mut invoice, &before).await
}

fn is_of(line: &Value, item: &Value) -> bool {
    let parent = &line["parent"];
    ["invoice_item_details", "subscription_item_details"]
        .iter()
        .any(|name| parent[name]["invoice_item"] == item["id"])
}
