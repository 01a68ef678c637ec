//! `POST /v1/invoices/{id}`: what a merchant still says of a draft.

use serde_json::Value;

use super::timely;
use crate::billing::invoice::redo;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::params::{Kind, METADATA, Param, clear, merge_metadata, opt};
use crate::resources::tax_rates::{self, TAX_RATES};

pub(super) const UPDATE: &[Param] = &[
    opt("auto_advance", Kind::Boolean),
    opt("collection_method", Kind::Unbuilt),
    opt("days_until_due", Kind::Unbuilt),
    clear("default_tax_rates", TAX_RATES),
    clear("description", Kind::Text(1_500)),
    clear("discounts", Kind::Unbuilt),
    opt("due_date", Kind::Unbuilt),
    clear("footer", Kind::Text(5_000)),
    METADATA,
];
/// What may be said of a finalized invoice, too.
const FREE: [&str; 3] = ["auto_advance", "expand", "metadata"];

pub(super) async fn update(cx: &mut Cx) -> Result<Value> {
    let before = timely(cx).await?;
    let params = cx.params();
    let fixed = params.keys().find(|name| !FREE.contains(&name.as_str()));
    if let Some(name) = fixed.filter(|_| before["status"] != "draft") {
        return Err(
            ApiError::invalid("Finalized invoices can't be updated in this way")
                .code("invoice_not_editable")
                .param(name),
        );
    }
    let mut invoice = before.clone();
    params.copy(&["auto_advance", "description", "footer"], &mut invoice);
    merge_metadata(params.get("metadata"), &mut invoice);
    if let Some(sent) = params.get("default_tax_rates") {
        let held = &before["default_tax_rates"];
        let rates = tax_rates::chosen(cx, sent, held, "default_tax_rates").await?;
        invoice["default_tax_rates"] = rates;
        redo(cx, &mut invoice, &before).await?;
        return Ok(invoice);
    }
    cx.save(&invoice).await?;
    cx.emit("invoice.updated", &invoice, Some(&before)).await?;
    Ok(invoice)
}
