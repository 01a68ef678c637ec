//! `/v1/subscription_schedules`: changes that wait for a date.

use serde_json::{Value, json};

use crate::billing::ending::{self, Ending};
use crate::billing::lifecycle;
use crate::billing::renew::current_period;
use crate::billing::schedule;
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{NONE, merge_metadata};
use crate::resources::subscriptions::timely_of;
use crate::value::text;

mod params;
mod phases;

use params::{CANCEL, CREATE, LIST, RELEASE, UPDATE};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/subscription_schedules", CREATE, create),
    endpoint!(GET "/v1/subscription_schedules", LIST, list),
    endpoint!(GET "/v1/subscription_schedules/{id}", NONE, retrieve),
    endpoint!(POST "/v1/subscription_schedules/{id}", UPDATE, update),
    endpoint!(POST "/v1/subscription_schedules/{id}/release", RELEASE, release),
    endpoint!(POST "/v1/subscription_schedules/{id}/cancel", CANCEL, cancel),
];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let id = params.text("from_subscription").unwrap_or_default();
    let before = cx
        .referenced("subscription", id, "from_subscription")
        .await?;
    timely_of(cx, &before).await?;
    if let Some(schedule) = before["schedule"].as_str() {
        return Err(ApiError::invalid(format!(
            "You cannot migrate a subscription that is already attached to a schedule: {schedule}."
        ))
        .param("from_subscription"));
    }
    if lifecycle::is_over(&before) {
        return Err(
            ApiError::invalid("You cannot migrate a canceled subscription to a schedule.")
                .param("from_subscription"),
        );
    }
    let (start, end) = current_period(&before);
    let mut made = json!({
        "id": ids::long("sub_sched")?,
        "object": "subscription_schedule",
        "application": null,
        "billing_mode": before["billing_mode"],
        "canceled_at": null,
        "completed_at": null,
        "created": cx.now,
        "current_phase": { "end_date": end, "start_date": start },
        "customer": before["customer"],
        "customer_account": null,
        "default_settings": {
            "application_fee_percent": null,
            "automatic_tax": { "disabled_reason": null, "enabled": false, "liability": null },
            "billing_cycle_anchor": "automatic",
            "billing_thresholds": null,
            "collection_method": before["collection_method"],
            "default_payment_method": before["default_payment_method"],
            "description": before["description"],
            "invoice_settings": {
                "account_tax_ids": null, "custom_fields": null, "days_until_due": null, "description": null,
                "footer": null, "issuer": { "type": "self" },
            },
            "on_behalf_of": null,
            "transfer_data": null,
        },
        "end_behavior": "release",
        "livemode": false,
        "metadata": {},
        "pause_schedules": [],
        "phases": [phases::of_subscription(&before)],
        "released_at": null,
        "released_subscription": null,
        "status": "active",
        "subscription": before["id"],
        "test_clock": before["test_clock"],
    });
    params.copy(&["end_behavior"], &mut made);
    merge_metadata(params.get("metadata"), &mut made);
    cx.insert(&made).await?;
    cx.emit("subscription_schedule.created", &made, None)
        .await?;
    let mut subscription = before.clone();
    subscription["schedule"] = made["id"].clone();
    lifecycle::store(cx, &subscription, &before).await?;
    Ok(made)
}

/// The schedule of the path, which must not have ended, at its customer's time.
async fn running(cx: &mut Cx, verb: &str) -> Result<Value> {
    let found = retrieve(cx).await?;
    timely_of(cx, &found).await?;
    let status = text(&found, "status");
    if !matches!(status, "active" | "not_started") {
        return Err(ApiError::invalid(format!(
            "You cannot {verb} a subscription schedule that is currently in the `{status}` status. It must be in `not_started` or `active` status."
        )));
    }
    Ok(found)
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let before = running(cx, "update").await?;
    let params = cx.params();
    let mut after = before.clone();
    params.copy(&["end_behavior"], &mut after);
    merge_metadata(params.get("metadata"), &mut after);
    if params.contains_key("phases") {
        let phases = phases::read(cx, params.list("phases"), &before).await?;
        let now = cx.now;
        let current = phases.iter().find(|phase| {
            phase["start_date"].as_i64() <= Some(now) && phase["end_date"].as_i64() > Some(now)
        });
        let Some(current) = current.cloned() else {
            return Err(
                ApiError::invalid("The current phase must be among the phases.").param("phases"),
            );
        };
        after["current_phase"] =
            json!({ "end_date": current["end_date"], "start_date": current["start_date"] });
        after["phases"] = phases.into();
        let subscription = cx
            .existing("subscription", text(&before, "subscription"))
            .await?;
        if !phases::is_reached(&current, &subscription) {
            let mut phase = current;
            if let Some(sent) = params.get("proration_behavior") {
                phase["proration_behavior"] = sent.clone();
            }
            schedule::enter(cx, &subscription, &phase).await?;
        }
    }
    if after != before {
        cx.save(&after).await?;
        cx.emit("subscription_schedule.updated", &after, Some(&before))
            .await?;
    }
    Ok(after)
}

async fn release(cx: &mut Cx) -> Result<Value> {
    let before = running(cx, "release").await?;
    schedule::release(cx, before).await
}

async fn cancel(cx: &mut Cx) -> Result<Value> {
    let before = running(cx, "cancel").await?;
    let params = cx.params();
    let how = Ending {
        reason: "cancellation_requested",
        prorate: params.flag("prorate") != Some(false),
        invoice_now: params.flag("invoice_now") != Some(false),
    };
    let id = text(&before, "subscription");
    let subscription = cx.existing("subscription", id).await?;
    ending::cancel(cx, subscription, how).await?;
    retrieve(cx).await
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let mut query = Query::of("subscription_schedule").customer(params.text("customer"));
    if params.flag("scheduled") == Some(true) {
        query = query.such_that("json_extract(body, '$.status') = 'not_started'");
    }
    page(cx, query, "/v1/subscription_schedules").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("subscription_schedule", &id).await
}
