//! `/v1/portico/subscriptions`: those whose payments are not collected at the moment, which Stripe's API cannot filter for.
//! Their status stays what it was.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use contract::rules::money;
use serde_json::Value;

use super::objects::list;
use super::read_query;
use crate::app::{App, Merchant};
use crate::csv::{START, row, text};
use crate::form::Node;
use crate::invoices::format::iso_date;
use crate::rules::{self, Field, Rule, optional, required};
use crate::stripe_error::{StripeError, StripeResult};
use crate::upstream::Error;

const COLLECTION: Field = required("collection", Rule::Choice(&["paused"]));

/// The parameters of the list.
pub const LIST: &[Field] = &[
    COLLECTION,
    optional("limit", Rule::Integer(1, 100)),
    optional("starting_after", Rule::Text(5_000)),
];

/// The parameters of the file.
pub const EXPORT: &[Field] = &[COLLECTION];

/// The subscriptions as upstream writes them, with their customers, newest first.
pub async fn list_subscriptions(
    State(_): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let query = read_query(query)?;
    rules::check(&query, LIST)?;
    let limit = query.text("limit").and_then(|limit| limit.parse().ok());
    let after = query.text("starting_after");
    let part = merchant
        .upstream
        .paused_subscriptions(after, limit.unwrap_or(10))
        .await
        .map_err(|error| unknown_place(error, &query))?;
    Ok(Json(list(
        part.data,
        part.has_more,
        "/v1/portico/subscriptions",
    )))
}

/// All of them as a file for spreadsheets.
pub async fn export_subscriptions(
    State(_): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Response> {
    rules::check(&read_query(query)?, EXPORT)?;
    let part = merchant
        .upstream
        .paused_subscriptions(None, usize::MAX)
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"subscriptions.csv\"",
        ),
    ];
    Ok((headers, written(&part.data)).into_response())
}

fn unknown_place(error: Error, query: &Node) -> StripeError {
    match (error, query.text("starting_after")) {
        (Error::NotFound, Some(id)) => StripeError::no_such("subscription", "starting_after", id),
        (error, _) => error.into(),
    }
}

/// The columns are named as in Stripe's exports, where it has them.
fn written(subscriptions: &[Value]) -> String {
    let mut file = String::from(START);
    let heads = [
        "id",
        "Customer ID",
        "Customer Email",
        "Status",
        "Collection",
        "Resumes At (UTC)",
        "Product",
        "Price",
        "Quantity",
        "Currency",
        "Amount",
        "Interval",
        "Created (UTC)",
    ];
    row(&mut file, heads.map(str::to_owned));
    for it in subscriptions {
        let items = it["items"]["data"].as_array();
        let first = items
            .and_then(|items| items.first())
            .unwrap_or(&Value::Null);
        let price = &first["price"];
        let currency = word(&it["currency"]);
        let amount = price["unit_amount"].as_i64();
        let customer = &it["customer"];
        let customer_id = if customer.is_object() {
            &customer["id"]
        } else {
            customer
        };
        row(
            &mut file,
            [
                word(&it["id"]),
                word(customer_id),
                word(&customer["email"]),
                word(&it["status"]),
                word(&it["pause_collection"]["behavior"]),
                it["pause_collection"]["resumes_at"]
                    .as_i64()
                    .map(iso_date)
                    .unwrap_or_default(),
                word(&price["product"]),
                word(&price["id"]),
                first["quantity"]
                    .as_i64()
                    .map(|it| it.to_string())
                    .unwrap_or_default(),
                currency.to_ascii_uppercase(),
                amount
                    .map(|amount| money::decimal(amount, &currency))
                    .unwrap_or_default(),
                word(&price["recurring"]["interval"]),
                it["created"].as_i64().map(iso_date).unwrap_or_default(),
            ],
        );
    }
    file
}

fn word(value: &Value) -> String {
    text(value.as_str().unwrap_or_default())
}
