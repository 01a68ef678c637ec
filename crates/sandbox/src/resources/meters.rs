//! `/v1/billing/meters`: what usage is counted by, and the events that report it.

use serde_json::{Value, json};

use crate::billing::usage::{EVENT, METER, counted};
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page, whole};
use crate::params::{ENDING_BEFORE, ID, Kind, LIMIT, NONE, Param, STARTING_AFTER, opt, req};
use crate::value::text;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/billing/meters", CREATE, create),
    endpoint!(GET "/v1/billing/meters", LIST, list),
    endpoint!(GET "/v1/billing/meters/{id}", NONE, retrieve),
    endpoint!(POST "/v1/billing/meters/{id}", UPDATE, update),
    endpoint!(POST "/v1/billing/meters/{id}/deactivate", NONE, deactivate),
    endpoint!(POST "/v1/billing/meters/{id}/reactivate", NONE, reactivate),
    endpoint!(GET "/v1/billing/meters/{id}/event_summaries", SUMMARIES, summaries),
    endpoint!(POST "/v1/billing/meter_events", REPORT, report),
];

const CREATE: &[Param] = &[
    opt(
        "customer_mapping",
        Kind::Object(&[
            req("event_payload_key", Kind::Text(100)),
            req("type", Kind::Choice(&["by_id"])),
        ]),
    ),
    req(
        "default_aggregation",
        Kind::Object(&[req("formula", Kind::Choice(&["count", "last", "sum"]))]),
    ),
    req("display_name", Kind::Text(250)),
    req("event_name", Kind::Text(100)),
    opt("event_time_window", Kind::Choice(&["day", "hour"])),
    opt(
        "value_settings",
        Kind::Object(&[req("event_payload_key", Kind::Text(100))]),
    ),
];
const UPDATE: &[Param] = &[opt("display_name", Kind::Text(250))];
const LIST: &[Param] = &[
    ENDING_BEFORE,
    LIMIT,
    STARTING_AFTER,
    opt("status", Kind::Choice(&["active", "inactive"])),
];
const SUMMARIES: &[Param] = &[
    req("customer", ID),
    req("end_time", Kind::Timestamp),
    req("start_time", Kind::Timestamp),
    opt("value_grouping_window", Kind::Unbuilt),
];
const REPORT: &[Param] = &[
    req("event_name", Kind::Text(100)),
    opt("identifier", Kind::Text(100)),
    req("payload", Kind::Metadata),
    opt("timestamp", Kind::Timestamp),
];

/// How long ago usage may be reported, in seconds, and how far ahead, as in Stripe.
const OLDEST: i64 = 35 * 86_400;
const FURTHEST: i64 = 5 * 60;

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let name = params.text("event_name").unwrap_or_default();
    if active(cx, name).await?.is_some() {
        return Err(ApiError::invalid(format!(
            "An active meter already exists for the event name `{name}`."
        ))
        .param("event_name"));
    }
    let key = |name: &str, default: &str| {
        let sent = params.get(name).map(|sent| text(sent, "event_payload_key"));
        sent.unwrap_or(default).to_owned()
    };
    let made = json!({
        "id": ids::long("mtr")?,
        "object": METER,
        "created": cx.now,
        "customer_mapping": { "event_payload_key": key("customer_mapping", "stripe_customer_id"), "type": "by_id" },
        "default_aggregation": params.get("default_aggregation"),
        "display_name": params.get("display_name"),
        "event_name": name,
        "event_time_window": params.get("event_time_window"),
        "livemode": false,
        "status": "active",
        "status_transitions": { "deactivated_at": null },
        "updated": cx.now,
        "value_settings": { "event_payload_key": key("value_settings", "value") },
    });
    cx.insert(&made).await?;
    cx.emit("billing.meter.created", &made, None).await?;
    Ok(made)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let query = Query::of(METER).matching(
        "json_extract(body, '$.status') = ",
        params.get("status"),
        "",
    );
    page(cx, query, "/v1/billing/meters").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing(METER, &id).await
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let mut meter = retrieve(cx).await?;
    cx.params().copy(&["display_name"], &mut meter);
    stored(cx, meter, "billing.meter.updated").await
}

async fn deactivate(cx: &mut Cx) -> Result<Value> {
    let mut meter = retrieve(cx).await?;
    if meter["status"] != "active" {
        return Err(ApiError::invalid("This meter is already inactive."));
    }
    meter["status"] = "inactive".into();
    meter["status_transitions"]["deactivated_at"] = cx.now.into();
    stored(cx, meter, "billing.meter.deactivated").await
}

async fn reactivate(cx: &mut Cx) -> Result<Value> {
    let mut meter = retrieve(cx).await?;
    if meter["status"] == "active" {
        return Err(ApiError::invalid("This meter is already active."));
    }
    meter["status"] = "active".into();
    meter["status_transitions"]["deactivated_at"] = Value::Null;
    stored(cx, meter, "billing.meter.reactivated").await
}

async fn stored(cx: &mut Cx, mut meter: Value, event: &str) -> Result<Value> {
    meter["updated"] = cx.now.into();
    cx.save(&meter).await?;
    cx.emit(event, &meter, None).await?;
    Ok(meter)
}

async fn summaries(cx: &mut Cx) -> Result<Value> {
    let meter = retrieve(cx).await?;
    let params = cx.params();
    let customer = params.text("customer").unwrap_or_default();
    cx.referenced("customer", customer, "customer").await?;
    let time = |name: &str| params.int(name).unwrap_or_default();
    let (start, end) = (time("start_time"), time("end_time"));
    let counted = counted(cx, &meter, customer, (start, end)).await?;
    let summary = json!({
        "id": ids::long("mtrusg")?,
        "object": "billing.meter_event_summary",
        "aggregated_value": counted,
        "end_time": end,
        "livemode": false,
        "meter": meter["id"],
        "start_time": start,
    });
    let url = format!("/v1/billing/meters/{}/event_summaries", text(&meter, "id"));
    Ok(whole(vec![summary], &url))
}

/// Takes what was used. It is counted at once; Stripe takes its time.
async fn report(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let name = params.text("event_name").unwrap_or_default();
    let meter = active(cx, name).await?.ok_or_else(|| {
        ApiError::invalid(format!("No active meter found for event name `{name}`."))
            .param("event_name")
    })?;
    let payload = params.get("payload").cloned().unwrap_or_default();
    let held = |settings: &str| {
        let key = text(&meter[settings], "event_payload_key");
        let path = format!("payload[{key}]");
        let value = payload[key].as_str();
        value.map(str::to_owned).ok_or_else(|| {
            ApiError::invalid(format!("Missing required param: {path}."))
                .code("parameter_missing")
                .param(path)
        })
    };
    let customer = held("customer_mapping")?;
    let value = if meter["default_aggregation"]["formula"] == "count" {
        1
    } else {
        let value = held("value_settings")?;
        value
            .parse::<i64>()
            .ok()
            .filter(|value| *value >= 0)
            .ok_or_else(|| {
                ApiError::invalid(format!(
                    "Invalid value: {value}; must be a whole number, and not negative."
                ))
                .param("payload")
            })?
    };
    let owner = cx.referenced("customer", &customer, "payload").await?;
    cx.enter_time_of(&owner).await?;
    let at = params.int("timestamp").unwrap_or(cx.now);
    if !(cx.now - OLDEST..=cx.now + FURTHEST).contains(&at) {
        return Err(ApiError::invalid(
            "The timestamp must be within the past 35 calendar days or up to 5 minutes in the future.",
        )
        .param("timestamp"));
    }
    let identifier = match params.text("identifier") {
        Some(identifier) => identifier.to_owned(),
        None => ids::random(24)?,
    };
    // An event has no id of its own: its identifier is what makes it the same one again.
    let id = format!("_meter_event {name} {identifier}");
    if cx.find(&id).await?.is_some() {
        return Err(ApiError::invalid(format!(
            "An event already exists with identifier {identifier}."
        ))
        .code("duplicate_meter_event")
        .param("identifier"));
    }
    let event = json!({
        "object": EVENT,
        "created": cx.now,
        "event_name": name,
        "identifier": identifier,
        "livemode": false,
        "payload": payload,
        "timestamp": at,
    });
    let mut kept = event.clone();
    kept["id"] = id.into();
    kept["customer"] = customer.into();
    kept["_value"] = value.into();
    cx.insert(&kept).await?;
    Ok(event)
}

/// The active meter of an event's name; there is at most one.
async fn active(cx: &mut Cx, name: &str) -> Result<Option<Value>> {
    let row = sqlx::query(
        "SELECT body FROM objects WHERE account = $1 AND object = $2 AND json_extract(body, '$.event_name') = $3
           AND json_extract(body, '$.status') = 'active'",
    )
    .bind(&cx.caller.account)
    .bind(METER)
    .bind(name)
    .fetch_optional(&mut *cx.tx)
    .await?;
    row.map(|row| crate::cx::body(&row)).transpose()
}
