//! `POST /v1/invoiceitems/{id}`: what waits may still change, and what stands on a draft.

use serde_json::Value;

use super::{draft, retrieve, terms};
use crate::cx::Cx;
use crate::error::Result;
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
    let draft = draft::of(cx, &before).await?;
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
    draft::put_on(cx, &item, draft).await?;
    Ok(item)
}
