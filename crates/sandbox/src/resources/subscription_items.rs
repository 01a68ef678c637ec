//! `/v1/subscription_items`: the items of a subscription, one by one. A change goes the way of the subscription's own
//! update.

use serde_json::{Map, Value, json};

use super::prices;
use super::subscriptions::params::PRORATION;
use super::subscriptions::{perform, timely_of};
use super::tax_rates::TAX_RATES;
use crate::billing::lines::items;
use crate::cx::{Cx, body};
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::page_of;
use crate::params::{
    AMOUNT, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, NONE, Param, Params, STARTING_AFTER, clear,
    opt, req,
};
use crate::value::text;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/subscription_items", CREATE, create),
    endpoint!(GET "/v1/subscription_items", LIST, list),
    endpoint!(GET "/v1/subscription_items/{id}", NONE, retrieve),
    endpoint!(POST "/v1/subscription_items/{id}", UPDATE, update),
    endpoint!(DELETE "/v1/subscription_items/{id}", DELETE, delete),
];

const PAYMENT_BEHAVIOR: Param = opt(
    "payment_behavior",
    Kind::Choice(&[
        "allow_incomplete",
        "default_incomplete",
        "error_if_incomplete",
        "pending_if_incomplete",
    ]),
);
const DATE: Param = opt("proration_date", Kind::Timestamp);
const CREATE: &[Param] = &[
    clear("billing_thresholds", Kind::Unbuilt),
    clear("discounts", Kind::Unbuilt),
    METADATA,
    PAYMENT_BEHAVIOR,
    opt("price", ID),
    opt("price_data", Kind::Object(prices::ITEM_DATA)),
    PRORATION,
    DATE,
    opt("quantity", AMOUNT),
    req("subscription", ID),
    clear("tax_rates", TAX_RATES),
];
const UPDATE: &[Param] = &[
    clear("billing_thresholds", Kind::Unbuilt),
    clear("discounts", Kind::Unbuilt),
    METADATA,
    opt("off_session", Kind::Boolean),
    PAYMENT_BEHAVIOR,
    opt("price", ID),
    opt("price_data", Kind::Object(prices::ITEM_DATA)),
    PRORATION,
    DATE,
    opt("quantity", AMOUNT),
    clear("tax_rates", TAX_RATES),
];
const DELETE: &[Param] = &[
    opt("clear_usage", Kind::Boolean),
    PAYMENT_BEHAVIOR,
    PRORATION,
    DATE,
];
const LIST: &[Param] = &[
    ENDING_BEFORE,
    LIMIT,
    STARTING_AFTER,
    req("subscription", ID),
];
/// What is about the item; the rest is about the change.
const OF_ITEM: [&str; 5] = ["metadata", "price", "price_data", "quantity", "tax_rates"];

/// The parameters of the subscription's update that does the same.
fn as_update(params: &Params, id: Option<&str>, deleted: bool) -> Params {
    let mut item = Map::new();
    let mut all = Map::new();
    for (name, value) in params.iter() {
        if OF_ITEM.contains(&name.as_str()) {
            item.insert(name.clone(), value.clone());
        } else if !matches!(name.as_str(), "subscription" | "clear_usage" | "expand") {
            all.insert(name.clone(), value.clone());
        }
    }
    if let Some(id) = id {
        item.insert("id".to_owned(), id.into());
    }
    if deleted {
        item.insert("deleted".to_owned(), true.into());
    }
    all.insert("items".to_owned(), json!([item]));
    Params::new(all)
}

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let id = params.text("subscription").unwrap_or_default();
    let before = cx.referenced("subscription", id, "subscription").await?;
    timely_of(cx, &before).await?;
    let after = perform(cx, before.clone(), &as_update(&params, None, false)).await?;
    let added = items(&after).find(|item| items(&before).all(|old| old["id"] != item["id"]));
    added.cloned().ok_or_else(|| {
        ApiError::invalid("The item is added once the pending update of its subscription is paid.")
    })
}

/// The subscription that has the item of the path.
async fn holder(cx: &mut Cx) -> Result<(Value, Value)> {
    let id = cx.path(0);
    let row = sqlx::query(
        "SELECT body FROM objects WHERE account = $1 AND object = 'subscription' AND EXISTS \
         (SELECT 1 FROM json_each(body, '$.items.data') WHERE json_extract(value, '$.id') = $2)",
    )
    .bind(&cx.caller.account)
    .bind(&id)
    .fetch_optional(&mut *cx.tx)
    .await?
    .ok_or_else(|| ApiError::missing("subscription_item", &id))?;
    let subscription = body(&row)?;
    let item = items(&subscription)
        .find(|item| item["id"] == id)
        .cloned()
        .unwrap_or_default();
    Ok((subscription, item))
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    Ok(holder(cx).await?.1)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let id = params.text("subscription").unwrap_or_default();
    let subscription = cx.referenced("subscription", id, "subscription").await?;
    let all = items(&subscription).cloned().collect();
    page_of(&params, all, "/v1/subscription_items")
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let (before, item) = holder(cx).await?;
    timely_of(cx, &before).await?;
    let params = as_update(&cx.params(), Some(text(&item, "id")), false);
    perform(cx, before, &params).await?;
    retrieve(cx).await
}

async fn delete(cx: &mut Cx) -> Result<Value> {
    let (before, item) = holder(cx).await?;
    timely_of(cx, &before).await?;
    let params = as_update(&cx.params(), Some(text(&item, "id")), true);
    perform(cx, before, &params).await?;
    Ok(json!({ "id": item["id"], "object": "subscription_item", "deleted": true }))
}
