//! `/v1/billing/feedback_options`: a merchant's own reasons for canceling.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{ENDING_BEFORE, Kind, LIMIT, NONE, Param, STARTING_AFTER, opt, req};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/billing/feedback_options", CREATE, create),
    endpoint!(GET "/v1/billing/feedback_options", LIST, list),
    endpoint!(GET "/v1/billing/feedback_options/{id}", NONE, retrieve),
    endpoint!(POST "/v1/billing/feedback_options/{id}", UPDATE, update),
    endpoint!(POST "/v1/billing/feedback_options/{id}/deactivate", NONE, deactivate),
];

const KIND: &str = "billing.feedback_option";
const CREATE: &[Param] = &[req("description", Kind::Text(100))];
const UPDATE: &[Param] = &[opt("description", Kind::Text(100))];
const LIST: &[Param] = &[
    ENDING_BEFORE,
    LIMIT,
    STARTING_AFTER,
    opt("status", Kind::Choice(&["active", "inactive"])),
];

async fn create(cx: &mut Cx) -> Result<Value> {
    let made = json!({
        "id": ids::long("fo")?,
        "object": KIND,
        "description": cx.params().get("description"),
        "livemode": false,
        "status": "active",
        "status_transitions": { "deactivated_at": null },
    });
    cx.insert(&made).await?;
    Ok(made)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let query = Query::of(KIND).matching(
        "json_extract(body, '$.status') = ",
        params.get("status"),
        "",
    );
    page(cx, query, "/v1/billing/feedback_options").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing(KIND, &id).await
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let mut option = retrieve(cx).await?;
    cx.params().copy(&["description"], &mut option);
    cx.save(&option).await?;
    Ok(option)
}

/// There is no way back, and no deleting: a subscription may name it for ever.
async fn deactivate(cx: &mut Cx) -> Result<Value> {
    let mut option = retrieve(cx).await?;
    if option["status"] != "active" {
        return Err(ApiError::invalid(
            "This feedback option is already inactive.",
        ));
    }
    option["status"] = "inactive".into();
    option["status_transitions"]["deactivated_at"] = cx.now.into();
    cx.save(&option).await?;
    Ok(option)
}
