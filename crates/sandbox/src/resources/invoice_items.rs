//! `/v1/invoiceitems`: what waits for the next invoice. Changes of subscriptions make them, and merchants.

use serde_json::{Value, json};

use crate::billing::tax;
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::Result;
use crate::ids;
use crate::list::{Query, page};
use crate::params::{
    CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, NONE, Param, STARTING_AFTER, clear,
    merge_metadata, opt, req,
};
use crate::resources::tax_rates::{self, TAX_RATES};
use crate::value::text;

mod draft;
mod update;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/invoiceitems", CREATE, create),
    endpoint!(GET "/v1/invoiceitems", LIST, list),
    endpoint!(GET "/v1/invoiceitems/{id}", NONE, retrieve),
    endpoint!(POST "/v1/invoiceitems/{id}", update::UPDATE, update::update),
    endpoint!(DELETE "/v1/invoiceitems/{id}", NONE, delete),
];

/// A charge, or below zero a credit.
const ANY_AMOUNT: Kind = Kind::Integer(-999_999_999_999, 999_999_999_999);
const LIST: &[Param] = &[
    CREATED,
    opt("customer", ID),
    ENDING_BEFORE,
    opt("invoice", ID),
    LIMIT,
    opt("pending", Kind::Boolean),
    STARTING_AFTER,
];

const CREATE: &[Param] = &[
    opt("amount", ANY_AMOUNT),
    opt("currency", Kind::Currency),
    req("customer", ID),
    clear("description", Kind::Text(5_000)),
    opt("discountable", Kind::Boolean),
    clear("discounts", Kind::Unbuilt),
    opt("invoice", ID),
    METADATA,
    opt("period", Kind::Unbuilt),
    opt("price_data", Kind::Unbuilt),
    opt("pricing", Kind::Unbuilt),
    opt("quantity", Kind::Unbuilt),
    opt("subscription", Kind::Unbuilt),
    clear("tax_rates", TAX_RATES),
];

/// A one-off amount: for the draft it names, else for the customer's next invoice without a subscription.
async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let id = params.text("customer").unwrap_or_default().to_owned();
    let customer = cx.referenced("customer", &id, "customer").await?;
    cx.enter_time_of(&customer).await?;
    let params = cx.params();
    let draft = match params.text("invoice") {
        Some(invoice) => draft::named(cx, invoice, &id).await?,
        None => Value::Null,
    };
    let currency = params
        .text("currency")
        .or(draft["currency"].as_str())
        .or(customer["currency"].as_str())
        .unwrap_or("usd")
        .to_owned();
    draft::require_currency(&draft, &currency)?;
    let amount = params.int("amount").unwrap_or_default();
    let item = ids::long("ii")?;
    let rates = params.get("tax_rates").cloned().unwrap_or_default();
    let rates = tax_rates::chosen(cx, &rates, &Value::Null, "tax_rates").await?;
    let period = json!({ "end": cx.now, "start": cx.now });
    let pricing = json!({
        "type": "price_details", "unit_amount_decimal": amount.to_string(),
    });
    let discountable = params.flag("discountable").unwrap_or(amount >= 0);
    let line = json!({
        "id": ids::long("il")?,
        "object": "line_item",
        "amount": amount,
        "currency": currency,
        "description": params.get("description"),
        "discount_amounts": [],
        "discountable": discountable,
        "discounts": [],
        "invoice": null,
        "livemode": false,
        "metadata": {},
        "parent": {
            "invoice_item_details": {
                "invoice_item": item, "proration": false,
                "proration_details": { "credited_items": null }, "subscription": null,
            },
            "subscription_item_details": null,
            "type": "invoice_item_details",
        },
        "period": period,
        "pretax_credit_amounts": [],
        "pricing": pricing,
        "quantity": 1,
        "quantity_decimal": "1",
        "subscription": null,
        "subtotal": amount,
        "taxes": [],
        "_tax_rates": terms(cx, &rates).await?,
    });
    let mut object = json!({
        "id": item,
        "object": "invoiceitem",
        "amount": amount,
        "currency": currency,
        "customer": id,
        "customer_account": null,
        "date": cx.now,
        "description": params.get("description"),
        "discountable": discountable,
        "discounts": [],
        "invoice": draft["id"],
        "livemode": false,
        "metadata": {},
        "net_amount": amount,
        "parent": null,
        "period": period,
        "pricing": pricing,
        "proration": false,
        "proration_details": { "credited_items": null, "discount_amounts": [] },
        "quantity": 1,
        "quantity_decimal": "1",
        "tax_rates": rates,
        "test_clock": customer["test_clock"],
        "_line": line,
    });
    merge_metadata(params.get("metadata"), &mut object);
    cx.insert(&object).await?;
    cx.emit("invoiceitem.created", &object, None).await?;
    draft::take_in(cx, &object, draft).await?;
    Ok(object)
}

/// What a line keeps of its own rates; null when it has none, so that those of its invoice count.
async fn terms(cx: &mut Cx, rates: &Value) -> Result<Value> {
    let mut kept = Vec::new();
    for id in rates.as_array().into_iter().flatten() {
        let rate = cx.find(id.as_str().unwrap_or_default()).await?;
        kept.extend(rate.as_ref().map(tax::terms));
    }
    Ok(if kept.is_empty() {
        Value::Null
    } else {
        kept.into()
    })
}

/// What waits for a customer's next invoice without a subscription, oldest first.
pub(super) async fn waiting(cx: &mut Cx, customer: &str, currency: &str) -> Result<Vec<Value>> {
    let items = cx.of_customer("invoiceitem", customer).await?;
    Ok(items
        .into_iter()
        .filter(|item| item["deleted"] != true && item["invoice"].is_null())
        .filter(|item| item["parent"].is_null() && text(item, "currency") == currency)
        .collect())
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let mut query = Query::of("invoiceitem")
        .customer(params.text("customer"))
        .matching(
            "json_extract(body, '$.invoice') = ",
            params.get("invoice"),
            "",
        );
    query = match params.flag("pending") {
        Some(true) => query.such_that("json_extract(body, '$.invoice') IS NULL"),
        Some(false) => query.such_that("json_extract(body, '$.invoice') IS NOT NULL"),
        None => query,
    };
    page(cx, query, "/v1/invoiceitems").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("invoiceitem", &id).await
}

async fn delete(cx: &mut Cx) -> Result<Value> {
    let item = retrieve(cx).await?;
    let draft = draft::of(cx, &item).await?;
    let mark = cx.erase(&item).await?;
    cx.emit("invoiceitem.deleted", &item, None).await?;
    draft::let_go(cx, &item, draft).await?;
    Ok(mark)
}
