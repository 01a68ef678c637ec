//! `/v1/events`.

use serde_json::Value;

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::Result;
use crate::list::{Query, page};
use crate::params::{CREATED, ENDING_BEFORE, ID, Kind, LIMIT, NONE, Param, STARTING_AFTER, opt};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(GET "/v1/events", LIST, list),
    endpoint!(GET "/v1/events/{id}", NONE, retrieve),
];

const LIST: &[Param] = &[
    CREATED,
    ENDING_BEFORE,
    LIMIT,
    STARTING_AFTER,
    opt("type", ID),
    opt("types", Kind::List(&ID)),
];

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    // `customer.*` stands for every type that begins with `customer.`; GLOB reads it the same way.
    let query = Query::of("event")
        .matching("json_extract(body, '$.type') GLOB ", params.get("type"), "")
        .matching(
            "json_extract(body, '$.type') IN (SELECT value FROM json_each(",
            params.get("types"),
            "))",
        );
    page(cx, query, "/v1/events").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("event", &id).await
}
