//! `/v1/customers/{id}/balance_transactions`: credit and debt that the next invoice takes in.

use serde_json::{Value, json};

use super::customers::named_by_path;
use crate::billing::balance;
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::{Query, page};
use crate::params::{
    CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, NONE, Param, STARTING_AFTER, clear,
    merge_metadata, opt, req,
};
use crate::value::text;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/customers/{id}/balance_transactions", CREATE, create),
    endpoint!(GET "/v1/customers/{id}/balance_transactions", LIST, list),
    endpoint!(GET "/v1/customers/{id}/balance_transactions/{transaction}", NONE, retrieve),
];

const CREATE: &[Param] = &[
    req("amount", Kind::Integer(-999_999_999_999, 999_999_999_999)),
    req("currency", Kind::Currency),
    clear("description", Kind::Text(350)),
    METADATA,
];
const LIST: &[Param] = &[
    CREATED,
    ENDING_BEFORE,
    opt("invoice", ID),
    LIMIT,
    STARTING_AFTER,
];

async fn create(cx: &mut Cx) -> Result<Value> {
    let before = named_by_path(cx).await?;
    cx.enter_time_of(&before).await?;
    let params = cx.params();
    let currency = params.text("currency").unwrap_or_default();
    if before["currency"]
        .as_str()
        .is_some_and(|own| own != currency)
    {
        return Err(ApiError::invalid(format!(
            "The customer's currency is {}; its balance cannot be changed in {currency}.",
            text(&before, "currency")
        ))
        .param("currency"));
    }
    let amount = params.int("amount").unwrap_or_default();
    if amount == 0 {
        return Err(ApiError::invalid("The amount must not be 0.").param("amount"));
    }
    let mut customer = before.clone();
    if customer["currency"].is_null() {
        customer["currency"] = currency.into();
    }
    let with = json!({
        "currency": currency, "description": params.get("description"), "type": "adjustment",
    });
    let mut transaction = balance::shift(cx, &mut customer, amount, &with).await?;
    merge_metadata(params.get("metadata"), &mut transaction);
    cx.save(&transaction).await?;
    cx.save(&customer).await?;
    cx.emit("customer.updated", &customer, Some(&before))
        .await?;
    Ok(transaction)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let customer = named_by_path(cx).await?;
    let id = text(&customer, "id");
    let params = cx.params();
    let query = Query::of("customer_balance_transaction")
        .customer(Some(id))
        .matching(
            "json_extract(body, '$.invoice') = ",
            params.get("invoice"),
            "",
        );
    page(
        cx,
        query,
        &format!("/v1/customers/{id}/balance_transactions"),
    )
    .await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let customer = named_by_path(cx).await?;
    let id = cx.path(1);
    let found = cx.existing("customer_balance_transaction", &id).await?;
    if found["customer"] != customer["id"] {
        return Err(ApiError::missing("customer_balance_transaction", &id));
    }
    Ok(found)
}
