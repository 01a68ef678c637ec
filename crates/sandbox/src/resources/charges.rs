//! `/v1/charges` and `/v1/refunds`: what was asked for, and what went back.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{
    AMOUNT, CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, NONE, Param, STARTING_AFTER,
    merge_metadata, opt,
};
use crate::value::{int, text};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(GET "/v1/charges", LIST, list),
    endpoint!(GET "/v1/charges/{id}", NONE, retrieve),
    endpoint!(POST "/v1/refunds", REFUND, refund),
    endpoint!(GET "/v1/refunds", REFUNDS, refunds),
    endpoint!(GET "/v1/refunds/{id}", NONE, retrieve_refund),
];

const LIST: &[Param] = &[
    CREATED,
    opt("customer", ID),
    ENDING_BEFORE,
    LIMIT,
    opt("payment_intent", ID),
    STARTING_AFTER,
];
const REFUND: &[Param] = &[
    opt("amount", AMOUNT),
    opt("charge", ID),
    METADATA,
    opt("payment_intent", ID),
    opt(
        "reason",
        Kind::Choice(&["duplicate", "fraudulent", "requested_by_customer"]),
    ),
];
const REFUNDS: &[Param] = &[
    opt("charge", ID),
    CREATED,
    ENDING_BEFORE,
    LIMIT,
    opt("payment_intent", ID),
    STARTING_AFTER,
];

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let query = Query::of("charge")
        .customer(params.text("customer"))
        .matching(
            "json_extract(body, '$.payment_intent') = ",
            params.get("payment_intent"),
            "",
        );
    page(cx, query, "/v1/charges").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("charge", &id).await
}

/// The charge a refund is of: named, or the one that paid a payment intent.
async fn charged(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    match (params.text("charge"), params.text("payment_intent")) {
        (Some(id), None) => cx.referenced("charge", id, "charge").await,
        (None, Some(id)) => {
            let intent = cx.referenced("payment_intent", id, "payment_intent").await?;
            cx.find(text(&intent, "latest_charge")).await?.ok_or_else(|| {
                ApiError::invalid("This PaymentIntent does not have a successful charge to refund.")
                    .param("payment_intent")
            })
        }
        _ => Err(ApiError::invalid(
            "One of the following params should be provided for this request: payment_intent or charge.",
        )
        .code("parameter_missing")),
    }
}

async fn refund(cx: &mut Cx) -> Result<Value> {
    let before = charged(cx).await?;
    if let Some(customer) = cx.find(text(&before, "customer")).await? {
        cx.enter_time_of(&customer).await?;
    }
    let params = cx.params();
    let left = int(&before, "amount") - int(&before, "amount_refunded");
    let amount = params.int("amount").unwrap_or(left);
    let mut refund = give_back(cx, &before, amount, &params.get("reason").cloned().into()).await?;
    if params.contains_key("metadata") {
        merge_metadata(params.get("metadata"), &mut refund);
        cx.save(&refund).await?;
    }
    Ok(refund)
}

/// Refunds an amount of a charge.
///
/// # Errors
/// 400 when it did not succeed, or not so much of it is left.
pub(super) async fn give_back(
    cx: &mut Cx,
    before: &Value,
    amount: i64,
    reason: &Value,
) -> Result<Value> {
    let left = int(before, "amount") - int(before, "amount_refunded");
    if before["status"] != "succeeded" {
        return Err(ApiError::invalid(
            "You cannot refund a charge that has not succeeded.",
        ));
    }
    if left == 0 {
        let id = text(before, "id");
        return Err(
            ApiError::invalid(format!("Charge {id} has already been refunded."))
                .code("charge_already_refunded"),
        );
    }
    if amount == 0 || amount > left {
        return Err(ApiError::invalid(format!(
            "Refund amount ({amount}) is greater than unrefunded amount on charge ({left}), or nothing."
        ))
        .param("amount"));
    }
    let refund = json!({
        "id": ids::long("re")?,
        "object": "refund",
        "amount": amount,
        "balance_transaction": null,
        "charge": before["id"],
        "created": cx.now,
        "currency": before["currency"],
        "customer": before["customer"],
        "customer_account": null,
        "destination_details": { "type": before["payment_method_details"]["type"] },
        "metadata": {},
        "payment_intent": before["payment_intent"],
        "payment_method": before["payment_method"],
        "reason": reason,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": "succeeded",
        "transfer_reversal": null,
    });
    let mut charge = before.clone();
    charge["amount_refunded"] = (int(before, "amount_refunded") + amount).into();
    charge["refunded"] = (amount == left).into();
    cx.insert(&refund).await?;
    cx.save(&charge).await?;
    cx.emit("refund.created", &refund, None).await?;
    cx.emit("charge.refunded", &charge, Some(before)).await?;
    Ok(refund)
}

async fn refunds(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let query = Query::of("refund")
        .matching(
            "json_extract(body, '$.charge') = ",
            params.get("charge"),
            "",
        )
        .matching(
            "json_extract(body, '$.payment_intent') = ",
            params.get("payment_intent"),
            "",
        );
    page(cx, query, "/v1/refunds").await
}

async fn retrieve_refund(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("refund", &id).await
}
