//! `/v1/invoices`.

use serde_json::Value;

use crate::billing::charge::{self, Attempt};
use crate::billing::{intent, invoice, lifecycle, settlement};
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::{self, Query, page};
use crate::params::{
    CREATED, ENDING_BEFORE, ID, Kind, LIMIT, NONE, Param, STARTING_AFTER, clear, opt,
};
use crate::value::text;

mod preview;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/invoices/create_preview", preview::CREATE, preview::create),
    endpoint!(GET "/v1/invoices", LIST, list),
    endpoint!(GET "/v1/invoices/{id}", NONE, retrieve),
    endpoint!(GET "/v1/invoices/{id}/lines", LINES, lines),
    endpoint!(POST "/v1/invoices/{id}/finalize", FINALIZE, finalize),
    endpoint!(POST "/v1/invoices/{id}/pay", PAY, pay),
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
const PAY: &[Param] = &[
    opt("forgive", Kind::Unbuilt),
    clear("mandate", Kind::Unbuilt),
    opt("off_session", Kind::Boolean),
    opt("paid_out_of_band", Kind::Boolean),
    opt("payment_method", ID),
    opt("source", Kind::Unbuilt),
];

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

async fn pay(cx: &mut Cx) -> Result<Value> {
    let mut invoice = timely(cx).await?;
    let params = cx.params();
    if invoice["status"] == "draft" {
        invoice::finalize(cx, &mut invoice).await?;
    } else if invoice["status"] == "paid" {
        return Err(ApiError::invalid("Invoice is already paid").code("invoice_already_paid"));
    }
    if invoice["status"] == "paid" {
        return Ok(invoice);
    }
    if !matches!(text(&invoice, "status"), "open" | "uncollectible") {
        return Err(ApiError::invalid(format!(
            "You cannot pay an invoice with a status of {}.",
            text(&invoice, "status")
        ))
        .code("invoice_not_editable"));
    }
    if settlement::is_pending(&invoice) {
        return Err(ApiError::invalid(
            "This invoice cannot be paid again while its payment is processing.",
        )
        .code("payment_intent_unexpected_state"));
    }
    if params.flag("paid_out_of_band") == Some(true) {
        intent::cancel(cx, &invoice, "void_invoice").await?;
        invoice["_paid_out_of_band"] = true.into();
        invoice::paid(cx, &mut invoice, None).await?;
        return Ok(invoice);
    }
    let customer = cx
        .find(text(&invoice, "customer"))
        .await?
        .unwrap_or_default();
    let method = match params.text("payment_method") {
        Some(id) => {
            let owner = text(&customer, "id");
            Some(super::customers::owned_method(cx, id, owner, "payment_method").await?)
        }
        None => {
            let subscription = cx
                .find(invoice::subscription_of(&invoice))
                .await?
                .unwrap_or_default();
            charge::method_for(cx, &invoice, &subscription, &customer).await?
        }
    };
    let present = params.flag("off_session") == Some(false);
    let planned = invoice["next_payment_attempt"].clone();
    let error = match charge::attempt(cx, &mut invoice, method.as_ref(), present).await? {
        Attempt::Paid | Attempt::Processing => return Ok(invoice),
        Attempt::Failed(error) => error,
        Attempt::ActionRequired => ApiError::card(
            "This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with this invoice.",
        )
        .code("invoice_payment_intent_requires_action"),
    };
    // Trying by hand does not change the plan of automatic retries.
    if planned.is_null() {
        lifecycle::announce_failure(cx, &invoice).await?;
    } else {
        invoice["next_payment_attempt"] = planned;
        cx.save(&invoice).await?;
        lifecycle::announce_failure(cx, &invoice).await?;
    }
    Err(error)
}
