//! `/v1/invoices`.

use serde_json::Value;

use crate::billing::{invoice, pending_update};
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::{self, Query, page};
use crate::params::{CREATED, ENDING_BEFORE, ID, Kind, LIMIT, NONE, Param, STARTING_AFTER, opt};
use crate::value::text;

mod create;
pub(in crate::resources) mod pay;
mod preview;
mod update;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/invoices/create_preview", preview::CREATE, preview::create),
    endpoint!(POST "/v1/invoices", create::CREATE, create::create),
    endpoint!(GET "/v1/invoices", LIST, list),
    endpoint!(GET "/v1/invoices/{id}", NONE, retrieve),
    endpoint!(POST "/v1/invoices/{id}", update::UPDATE, update::update),
    endpoint!(GET "/v1/invoices/{id}/lines", LINES, lines),
    endpoint!(POST "/v1/invoices/{id}/finalize", FINALIZE, finalize),
    endpoint!(POST "/v1/invoices/{id}/pay", pay::PAY, pay::pay),
    endpoint!(POST "/v1/invoices/{id}/void", NONE, void),
    endpoint!(POST "/v1/invoices/{id}/mark_uncollectible", NONE, mark_uncollectible),
    endpoint!(DELETE "/v1/invoices/{id}", NONE, delete),
];

const LIST: &[Param] = &[
    opt(
        "collection_method",
        Kind::Choice(&["charge_automatically", "send_invoice"]),
    ),
    CREATED,
    opt("customer", ID),
    opt("due_date", Kind::Unbuilt),
    ENDING_BEFORE,
    LIMIT,
    STARTING_AFTER,
    opt(
        "status",
        Kind::Choice(&["draft", "open", "paid", "uncollectible", "void"]),
    ),
    opt("subscription", ID),
];
const LINES: &[Param] = &[ENDING_BEFORE, LIMIT, STARTING_AFTER];
const FINALIZE: &[Param] = &[opt("auto_advance", Kind::Boolean)];
async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    if let Some(customer) = params.text("customer") {
        let found = cx.find(customer).await?;
        if found.is_none_or(|found| found["object"] != "customer") {
            return Err(ApiError::missing_reference(
                "customer", customer, "customer",
            ));
        }
    }
    let query = Query::of("invoice")
        .customer(params.text("customer"))
        .matching(
            "json_extract(body, '$.collection_method') = ",
            params.get("collection_method"),
            "",
        )
        .matching(
            "json_extract(body, '$.status') = ",
            params.get("status"),
            "",
        )
        .matching(
            "json_extract(body, '$.parent.subscription_details.subscription') = ",
            params.get("subscription"),
            "",
        );
    page(cx, query, "/v1/invoices").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("invoice", &id).await
}

async fn lines(cx: &mut Cx) -> Result<Value> {
    let invoice = retrieve(cx).await?;
    let lines = invoice["_lines"].as_array().cloned().unwrap_or_default();
    let url = format!("/v1/invoices/{}/lines", text(&invoice, "id"));
    list::page_of(&cx.params(), lines, &url)
}

async fn finalize(cx: &mut Cx) -> Result<Value> {
    let mut invoice = timely(cx).await?;
    if invoice["status"] != "draft" {
        return Err(ApiError::invalid(
            "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
        )
        .code("invoice_not_editable"));
    }
    cx.params().copy(&["auto_advance"], &mut invoice);
    invoice::finalize(cx, &mut invoice).await?;
    Ok(invoice)
}

/// The invoice of the path, at its customer's time.
async fn timely(cx: &mut Cx) -> Result<Value> {
    let invoice = retrieve(cx).await?;
    if let Some(customer) = cx.find(text(&invoice, "customer")).await? {
        cx.enter_time_of(&customer).await?;
    }
    Ok(invoice)
}

async fn void(cx: &mut Cx) -> Result<Value> {
    give_up(cx, "void", &["open", "uncollectible"]).await
}

async fn mark_uncollectible(cx: &mut Cx) -> Result<Value> {
    give_up(cx, "uncollectible", &["open"]).await
}

async fn give_up(cx: &mut Cx, status: &str, from: &[&str]) -> Result<Value> {
    let mut invoice = timely(cx).await?;
    if !from.contains(&text(&invoice, "status")) {
        return Err(ApiError::invalid(
            "You can only pass in open invoices. This invoice isn't open.",
        )
        .code("invoice_not_editable"));
    }
    pay::require_settled(&invoice)?;
    let subscription = cx.find(invoice::subscription_of(&invoice)).await?;
    if let Some(subscription) =
        subscription.filter(|held| status == "void" && awaits(held, &invoice))
    {
        // The change that waits for it lapses, and takes it along.
        pending_update::lapse(cx, &subscription).await?;
        return retrieve(cx).await;
    }
    invoice::give_up(cx, &mut invoice, status).await?;
    Ok(invoice)
}

/// Whether a change of a subscription waits for an invoice.
fn awaits(subscription: &Value, invoice: &Value) -> bool {
    !invoice["id"].is_null() && subscription["_pending"]["invoice"] == invoice["id"]
}

async fn delete(cx: &mut Cx) -> Result<Value> {
    let invoice = timely(cx).await?;
    if invoice["status"] != "draft" {
        return Err(
            ApiError::invalid("You can only delete draft invoices.").code("invoice_not_editable")
        );
    }
    let mark = cx.erase(&invoice).await?;
    cx.emit("invoice.deleted", &invoice, None).await?;
    Ok(mark)
}
