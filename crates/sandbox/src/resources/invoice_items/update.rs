//! `POST /v1/invoiceitems/{id}`: what waits may still change, and what stands on a draft.

use serde_json::Value;

use super::{retrieve, terms};
use crate::billing::invoice::redo;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::params::{Kind, METADATA, Param, clear, merge_metadata, opt};
use crate::resources::tax_rates::{self, TAX_RATES};
use crate::value::text;

pub(super) const UPDATE: &[Param] = &[
    opt("amount", super::ANY_AMOUNT),
    clear("description", Kind::Text(5_000)),
    opt("discountable", Kind::Boolean),
    clear("discounts", Kind::Unbuilt),
    METADATA,
    opt("period", Kind::Unbuilt),
    opt("price_data", Kind::Unbuilt),
    opt("pricing", Kind::Unbuilt),
    opt("quantity", Kind::Unbuilt),
    clear("tax_rates", TAX_RATES),
];

pub(super) async fn update(cx: &mut Cx) -> Result<Value> {
    let before = retrieve(cx).await?;
    if let Some(customer) = cx.find(text(&before, "customer")).await? {
        cx.enter_time_of(&customer).await?;
    }
    let invoice = cx.find(text(&before, "invoice")).await?;
    if invoice.as_ref().is_some_and(|it| it["status"] != "draft") {
        return Err(ApiError::invalid(
            "This invoice item can't be updated: its invoice is no longer editable.",
        )
        .code("invoice_not_editable"));
    }
    let params = cx.params();
    let mut item = before.clone();
    params.copy(&["amount", "description", "discountable"], &mut item);
    merge_metadata(params.get("metadata"), &mut item);
    for name in ["amount", "description", "discountable"] {
        item["_line"][name] = item[name].clone();
    }
    item["net_amount"] = item["amount"].clone();
    item["_line"]["subtotal"] = item["amount"].clone();
    if let Some(amount) = params.int("amount") {
        let unit = Value::from(amount.to_string());
        item["pricing"]["unit_amount_decimal"] = unit.clone();
        item["_line"]["pricing"]["unit_amount_decimal"] = unit;
    }
    if let Some(sent) = params.get("tax_rates") {
        let held = &before["tax_rates"];
        let rates = tax_rates::chosen(cx, sent, held, "tax_rates").await?;
        item["_line"]["_tax_rates"] = terms(cx, &rates).await?;
        item["tax_rates"] = rates;
    }
    cx.save(&item).await?;
    cx.emit("invoiceitem.updated", &item, Some(&before)).await?;
    if let Some(invoice) = invoice {
        put_on(cx, &item, invoice).await?;
    }
    Ok(item)
}

/// The draft an item stands on, with its line as it is now.
async fn put_on(cx: &mut Cx, item: &Value, before: Value) -> Result<()> {
    let mut invoice = before.clone();
    let lines = invoice["_lines"].as_array_mut().into_iter().flatten();
    for line in lines {
        let parent = &line["parent"];
        let own = ["invoice_item_details", "subscription_item_details"]
            .iter()
            .any(|name| parent[name]["invoice_item"] == item["id"]);
        if own {
            let invoice = line["invoice"].take();
            *line = item["_line"].clone();
            line["invoice"] = invoice;
        }
    }
    redo(cx, &mut invoice, &before).await
}
