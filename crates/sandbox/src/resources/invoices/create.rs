//! `POST /v1/invoices`: an invoice without a subscription, of what waits for the customer's next one.

use serde_json::{Value, json};

use crate::billing::books::Books;
use crate::billing::invoice::{Bill, build};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::params::{ID, Kind, METADATA, Param, clear, merge_metadata, opt, req};
use crate::resources::invoice_items;
use crate::resources::tax_rates::{self, TAX_RATES};
use crate::value::text;

pub(super) const CREATE: &[Param] = &[
    opt("auto_advance", Kind::Boolean),
    opt(
        "collection_method",
        Kind::Choice(&["charge_automatically", "send_invoice"]),
    ),
    opt("currency", Kind::Currency),
    req("customer", ID),
    opt("days_until_due", Kind::Integer(0, 3_650)),
    clear("default_tax_rates", TAX_RATES),
    clear("description", Kind::Text(1_500)),
    clear("discounts", Kind::Unbuilt),
    opt("due_date", Kind::Unbuilt),
    clear("footer", Kind::Text(5_000)),
    METADATA,
    opt("on_behalf_of", ID),
    opt(
        "pending_invoice_items_behavior",
        Kind::Choice(&["exclude", "include"]),
    ),
    opt("subscription", Kind::Unbuilt),
];

/// The draft; finalizing and paying it are calls of their own.
pub(super) async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let id = params.text("customer").unwrap_or_default().to_owned();
    let customer = cx.referenced("customer", &id, "customer").await?;
    cx.enter_time_of(&customer).await?;
    let params = cx.params();
    let currency = params
        .text("currency")
        .or(customer["currency"].as_str())
        .unwrap_or("usd")
        .to_owned();
    let method = params
        .text("collection_method")
        .unwrap_or("charge_automatically");
    if (method == "send_invoice") != params.contains_key("days_until_due") {
        return Err(ApiError::invalid(
            "`days_until_due` belongs to invoices with `collection_method=send_invoice`, which need it.",
        )
        .param("days_until_due"));
    }
    if let Some(account) = params.text("on_behalf_of").filter(|id| !id.is_empty()) {
        cx.referenced("account", account, "on_behalf_of").await?;
    }
    let sent = params.get("default_tax_rates").cloned().unwrap_or_default();
    let rates = tax_rates::chosen(cx, &sent, &Value::Null, "default_tax_rates").await?;
    // Nothing of a subscription but what an invoice takes from it.
    let terms = json!({
        "collection_method": method,
        "currency": currency,
        "days_until_due": params.get("days_until_due"),
        "default_tax_rates": rates,
        "discounts": [],
        "id": null,
        "metadata": null,
        "on_behalf_of": params.get("on_behalf_of"),
    });
    let mut items = match params.text("pending_invoice_items_behavior") {
        Some("include") => invoice_items::waiting(cx, &id, &currency).await?,
        _ => Vec::new(),
    };
    let lines = items.iter().map(|item| item["_line"].clone()).collect();
    let bill = Bill {
        subscription: &terms,
        customer: &customer,
        reason: "manual",
        period: (cx.now, cx.now),
        lines,
    };
    let books = Books::of(cx, &terms).await?;
    let mut invoice = build(cx, bill, &books, &ids::long("in")?).await?;
    invoice["parent"] = Value::Null;
    // A merchant's own draft waits for the merchant.
    invoice["auto_advance"] = params.flag("auto_advance").unwrap_or(false).into();
    invoice["automatically_finalizes_at"] = Value::Null;
    for name in ["description", "footer"] {
        if let Some(value) = params.get(name) {
            invoice[name] = value.clone();
        }
    }
    merge_metadata(params.get("metadata"), &mut invoice);
    cx.insert(&invoice).await?;
    for item in &mut items {
        item["invoice"] = text(&invoice, "id").into();
        cx.save(item).await?;
    }
    cx.emit("invoice.created", &invoice, None).await?;
    Ok(invoice)
}
