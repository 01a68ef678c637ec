//! `/v1/test_helpers/test_clocks`.

use serde_json::{Value, json};

use super::customers;
use crate::billing::advance;
use crate::cx::{Cx, body};
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{CREATED, ENDING_BEFORE, Kind, LIMIT, NONE, Param, STARTING_AFTER, opt, req};
use crate::value::int;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/test_helpers/test_clocks", CREATE, create),
    endpoint!(GET "/v1/test_helpers/test_clocks", LIST, list),
    endpoint!(GET "/v1/test_helpers/test_clocks/{id}", NONE, retrieve),
    endpoint!(DELETE "/v1/test_helpers/test_clocks/{id}", NONE, delete),
    endpoint!(POST "/v1/test_helpers/test_clocks/{id}/advance", ADVANCE, advance),
];

const KIND: &str = "test_helpers.test_clock";
/// Seconds after which Stripe deletes a clock.
const LIFE: i64 = 30 * 86_400;
const CREATE: &[Param] = &[
    req("frozen_time", Kind::Timestamp),
    opt("name", Kind::Text(300)),
];
const ADVANCE: &[Param] = &[req("frozen_time", Kind::Timestamp)];
const LIST: &[Param] = &[CREATED, ENDING_BEFORE, LIMIT, STARTING_AFTER];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let clock = json!({
        "id": ids::long("clock")?,
        "object": KIND,
        "created": cx.now,
        "deletes_after": cx.now + LIFE,
        "frozen_time": params.get("frozen_time"),
        "livemode": false,
        "name": params.get("name"),
        "status": "ready",
        "status_details": {},
    });
    cx.insert(&clock).await?;
    cx.emit("test_helpers.test_clock.created", &clock, None)
        .await?;
    Ok(clock)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    page(cx, Query::of(KIND), "/v1/test_helpers/test_clocks").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing(KIND, &id).await
}

/// Time runs within the request; the answer shows the clock advancing and the next read shows it ready, as with
/// Stripe.
async fn advance(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let before = cx.existing(KIND, &id).await?;
    let target = cx.params().int("frozen_time").unwrap_or_default();
    let frozen = int(&before, "frozen_time");
    if target <= frozen {
        return Err(ApiError::invalid(
            "The frozen time to advance to must be after the test clock's current frozen time.",
        )
        .code("test_clock_time_invalid")
        .param("frozen_time"));
    }
    let real = cx.now;
    let mut advancing = before.clone();
    advancing["status"] = "advancing".into();
    advancing["status_details"] = json!({ "advancing": { "target_frozen_time": target } });
    cx.emit("test_helpers.test_clock.advancing", &advancing, None)
        .await?;
    cx.now = frozen;
    advance::run(cx, &id, target).await?;
    cx.now = real;
    let mut ready = before;
    ready["frozen_time"] = target.into();
    cx.save(&ready).await?;
    cx.emit("test_helpers.test_clock.ready", &ready, Some(&advancing))
        .await?;
    Ok(advancing)
}

/// Deletes the clock with its customers.
async fn delete(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let clock = cx.existing(KIND, &id).await?;
    let rows = sqlx::query(
        "SELECT body FROM objects WHERE account = $1 AND object = 'customer' AND json_extract(body, '$.test_clock') = $2",
    )
    .bind(&cx.caller.account)
    .bind(&id)
    .fetch_all(&mut *cx.tx)
    .await?;
    for row in &rows {
        customers::remove(cx, &body(row)?).await?;
    }
    let mark = cx.erase(&clock).await?;
    cx.emit("test_helpers.test_clock.deleted", &clock, None)
        .await?;
    Ok(mark)
}
