//! `/v1/invoiceitems`: what waits for the next invoice. Changes of subscriptions make them.

use serde_json::Value;

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::{Query, page};
use crate::params::{CREATED, ENDING_BEFORE, ID, Kind, LIMIT, NONE, Param, STARTING_AFTER, opt};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(GET "/v1/invoiceitems", LIST, list),
    endpoint!(GET "/v1/invoiceitems/{id}", NONE, retrieve),
    endpoint!(DELETE "/v1/invoiceitems/{id}", NONE, delete),
];

const LIST: &[Param] = &[
    CREATED,
    opt("customer", ID),
    ENDING_BEFORE,
    opt("invoice", ID),
    LIMIT,
    opt("pending", Kind::Boolean),
    STARTING_AFTER,
];

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
    if !item["invoice"].is_null() {
        return Err(ApiError::invalid(
            "You cannot delete an invoice item that stands on an invoice.",
        ));
    }
    let mark = cx.erase(&item).await?;
    cx.emit("invoiceitem.deleted", &item, None).await?;
    Ok(mark)
}
