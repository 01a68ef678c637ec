//! `/v1/credit_notes`: what a merchant gives back of a paid invoice, as a refund or to the customer's balance.

use serde_json::{Value, json};

use super::charges::give_back;
use crate::billing::{balance, intent};
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::hosted;
use crate::ids;
use crate::list::{self, Query, page};
use crate::params::{
    AMOUNT, CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, NONE, Param, STARTING_AFTER,
    merge_metadata, opt, req,
};
use crate::value::{int, text};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/credit_notes", CREATE, create),
    endpoint!(GET "/v1/credit_notes", LIST, list),
    endpoint!(GET "/v1/credit_notes/{id}", NONE, retrieve),
    endpoint!(GET "/v1/credit_notes/{id}/lines", LINES, lines),
];

const CREATE: &[Param] = &[
    opt("amount", AMOUNT),
    opt("credit_amount", AMOUNT),
    req("invoice", ID),
    opt("lines", Kind::Unbuilt),
    opt("memo", Kind::Text(5_000)),
    METADATA,
    opt("out_of_band_amount", AMOUNT),
    opt(
        "reason",
        Kind::Choice(&[
            "duplicate",
            "fraudulent",
            "order_change",
            "product_unsatisfactory",
        ]),
    ),
    opt("refund_amount", AMOUNT),
    opt("refunds", Kind::Unbuilt),
    opt("shipping_cost", Kind::Unbuilt),
];
const LIST: &[Param] = &[
    CREATED,
    opt("customer", ID),
    ENDING_BEFORE,
    opt("invoice", ID),
    LIMIT,
    STARTING_AFTER,
];

const LINES: &[Param] = &[ENDING_BEFORE, LIMIT, STARTING_AFTER];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let id = params.text("invoice").unwrap_or_default();
    let before = cx.referenced("invoice", id, "invoice").await?;
    if before["status"] != "paid" {
        return Err(ApiError::invalid(
            "The sandbox makes credit notes for paid invoices only; void an open one instead.",
        )
        .param("invoice"));
    }
    if let Some(customer) = cx.find(text(&before, "customer")).await? {
        cx.enter_time_of(&customer).await?;
    }
    let parts = ["credit_amount", "out_of_band_amount", "refund_amount"];
    let [credit, elsewhere, refund] = parts.map(|name| params.int(name).unwrap_or(0));
    let sum = credit + elsewhere + refund;
    let amount = params.int("amount").unwrap_or(sum);
    if amount == 0 || amount != sum {
        return Err(ApiError::invalid(
            "The sum of `credit_amount`, `refund_amount` and `out_of_band_amount` must equal the amount of the credit note.",
        )
        .param("amount"));
    }
    let given = int(&before, "post_payment_credit_notes_amount");
    if amount > int(&before, "amount_paid") - given {
        return Err(ApiError::invalid(
            "The credit note is over more than what was paid and not yet given back.",
        )
        .param("amount"));
    }
    let count = count(cx, id).await? + 1;
    let id = ids::long("cn")?;
    let mut note = json!({
        "id": id,
        "object": "credit_note",
        "amount": amount,
        "amount_shipping": 0,
        "created": cx.now,
        "currency": before["currency"],
        "customer": before["customer"],
        "customer_account": null,
        "customer_balance_transaction": null,
        "discount_amount": 0,
        "discount_amounts": [],
        "effective_at": cx.now,
        "invoice": before["id"],
        // A note over an amount is about none of the invoice's lines.
        "lines": list::whole(Vec::new(), &format!("/v1/credit_notes/{id}/lines")),
        "livemode": false,
        "memo": params.get("memo"),
        "metadata": {},
        "number": format!("{}-CN-{count:02}", text(&before, "number")),
        "out_of_band_amount": (elsewhere > 0).then_some(elsewhere),
        "post_payment_amount": amount,
        "pre_payment_amount": 0,
        "pretax_credit_amounts": [],
        "reason": params.get("reason"),
        "refunds": [],
        "shipping_cost": null,
        "status": "issued",
        "subtotal": amount,
        "subtotal_excluding_tax": null,
        "total": amount,
        "total_excluding_tax": null,
        "total_taxes": null,
        "type": "post_payment",
        "voided_at": null,
    });
    merge_metadata(params.get("metadata"), &mut note);
    note["pdf"] = format!("{}/pdf", hosted::address(cx, &mut note)?).into();
    if refund > 0 {
        let intent = intent::of(cx, &before).await?;
        let charge = cx.find(text(&intent, "latest_charge")).await?;
        let charge = charge.ok_or_else(|| {
            ApiError::invalid("There is no payment to refund.").param("refund_amount")
        })?;
        let made = give_back(cx, &charge, refund, &Value::Null).await?;
        note["refunds"] = json!([{
            "amount_refunded": refund, "payment_record_refund": null, "refund": made["id"], "type": "refund",
        }]);
    }
    if credit > 0
        && let Some(before) = cx.find(text(&note, "customer")).await?
    {
        let mut customer = before.clone();
        let with = json!({ "currency": note["currency"], "invoice": note["invoice"], "type": "credit_note" });
        let moved = balance::shift(cx, &mut customer, -credit, &with).await?;
        note["customer_balance_transaction"] = moved["id"].clone();
        cx.save(&customer).await?;
        cx.emit("customer.updated", &customer, Some(&before))
            .await?;
    }
    let mut invoice = before.clone();
    invoice["post_payment_credit_notes_amount"] = (given + amount).into();
    cx.save(&invoice).await?;
    cx.insert(&note).await?;
    cx.emit("credit_note.created", &note, None).await?;
    cx.emit("invoice.updated", &invoice, Some(&before)).await?;
    Ok(note)
}

async fn count(cx: &mut Cx, invoice: &str) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "SELECT COUNT(*) FROM objects WHERE account = $1 AND object = 'credit_note' \
         AND json_extract(body, '$.invoice') = $2",
    )
    .bind(&cx.caller.account)
    .bind(invoice)
    .fetch_one(&mut *cx.tx)
    .await?)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let query = Query::of("credit_note")
        .customer(params.text("customer"))
        .matching(
            "json_extract(body, '$.invoice') = ",
            params.get("invoice"),
            "",
        );
    page(cx, query, "/v1/credit_notes").await
}

async fn lines(cx: &mut Cx) -> Result<Value> {
    let note = retrieve(cx).await?;
    let all = note["lines"]["data"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    list::page_of(&cx.params(), all, text(&note["lines"], "url"))
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("credit_note", &id).await
}
