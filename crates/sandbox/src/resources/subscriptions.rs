//! `/v1/subscriptions`.

use serde_json::Value;

use crate::billing::{ending, lifecycle};
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::{Query, page};
use crate::params::{
    CREATED, ENDING_BEFORE, ID, Kind, LIMIT, NONE, Param, Params, STARTING_AFTER, clear, opt,
};
use crate::value::text;

mod change;
mod create;
mod dates;
mod items;
pub(in crate::resources) mod params;
mod update;

pub(in crate::resources) use change::{Resolved, resolve};
pub(in crate::resources) use create::planned;
pub(in crate::resources) use dates::set_cancellation;
pub(in crate::resources) use update::perform;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/subscriptions", params::CREATE, create::create),
    endpoint!(GET "/v1/subscriptions", LIST, list),
    endpoint!(GET "/v1/subscriptions/{id}", NONE, retrieve),
    endpoint!(POST "/v1/subscriptions/{id}", params::UPDATE, update::update),
    endpoint!(DELETE "/v1/subscriptions/{id}", CANCEL, cancel),
    endpoint!(POST "/v1/subscriptions/{id}/resume", params::RESUME, update::resume),
    endpoint!(GET "/v1/customers/{id}/subscriptions", OF_CUSTOMER, list_of_customer),
];

const STATUS: Param = opt(
    "status",
    Kind::Choice(&[
        "active",
        "all",
        "canceled",
        "ended",
        "incomplete",
        "incomplete_expired",
        "past_due",
        "paused",
        "trialing",
        "unpaid",
    ]),
);
/// `cancellation_details`.
const DETAILS: Kind = Kind::Object(&[
    clear("comment", Kind::Text(5_000)),
    clear(
        "feedback",
        Kind::Choice(&[
            "customer_service",
            "low_quality",
            "missing_features",
            "other",
            "switched_service",
            "too_complex",
            "too_expensive",
            "unused",
        ]),
    ),
    clear("feedback_option", ID),
]);
const CANCEL: &[Param] = &[
    opt("cancellation_details", DETAILS),
    opt("invoice_now", Kind::Boolean),
    opt("prorate", Kind::Boolean),
];
const LIST: &[Param] = &[
    opt("automatic_tax", Kind::Unbuilt),
    opt(
        "collection_method",
        Kind::Choice(&["charge_automatically", "send_invoice"]),
    ),
    CREATED,
    opt("current_period_end", Kind::Unbuilt),
    opt("current_period_start", Kind::Unbuilt),
    opt("customer", ID),
    ENDING_BEFORE,
    LIMIT,
    opt("plan", Kind::Unbuilt),
    opt("price", ID),
    STARTING_AFTER,
    STATUS,
    opt("test_clock", ID),
];
const OF_CUSTOMER: &[Param] = &[
    ENDING_BEFORE,
    LIMIT,
    opt("price", ID),
    STARTING_AFTER,
    STATUS,
];

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let customer = params.text("customer");
    if let Some(id) = customer {
        let found = cx.find(id).await?;
        if found.is_none_or(|found| found["object"] != "customer") {
            return Err(ApiError::missing_reference("customer", id, "customer"));
        }
    }
    let mut query = filtered(&params)
        .customer(customer)
        .matching(
            "json_extract(body, '$.collection_method') = ",
            params.get("collection_method"),
            "",
        )
        .matching(
            "json_extract(body, '$.test_clock') = ",
            params.get("test_clock"),
            "",
        );
    if customer.is_none() && !params.contains_key("test_clock") {
        // As in Stripe: subscriptions on test clocks are listed only when asked for.
        query = query.such_that("json_extract(body, '$.test_clock') IS NULL");
    }
    page(cx, query, "/v1/subscriptions").await
}

async fn list_of_customer(cx: &mut Cx) -> Result<Value> {
    let customer = super::customers::named_by_path(cx).await?;
    let id = text(&customer, "id");
    let query = filtered(&cx.params()).customer(Some(id));
    page(cx, query, &format!("/v1/customers/{id}/subscriptions")).await
}

/// By status and price. Without a status, canceled ones are left out.
fn filtered(params: &Params) -> Query {
    let query = Query::of("subscription").matching(
        "EXISTS (SELECT 1 FROM json_each(body, '$.items.data') WHERE json_extract(value, '$.price') = ",
        params.get("price"),
        ")",
    );
    match params.text("status") {
        Some("all") => query,
        Some("ended") => {
            query.such_that("json_extract(body, '$.status') IN ('canceled', 'incomplete_expired')")
        }
        Some(_) => query.matching(
            "json_extract(body, '$.status') = ",
            params.get("status"),
            "",
        ),
        None => query.such_that("json_extract(body, '$.status') != 'canceled'"),
    }
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("subscription", &id).await
}

/// The subscription of the path, at its customer's time.
async fn timely(cx: &mut Cx) -> Result<Value> {
    let subscription = retrieve(cx).await?;
    timely_of(cx, &subscription).await?;
    Ok(subscription)
}

/// Lets time be that of a subscription's customer.
pub(in crate::resources) async fn timely_of(cx: &mut Cx, subscription: &Value) -> Result<()> {
    if let Some(customer) = cx.find(text(subscription, "customer")).await? {
        cx.enter_time_of(&customer).await?;
    }
    Ok(())
}

async fn cancel(cx: &mut Cx) -> Result<Value> {
    let mut subscription = timely(cx).await?;
    let params = cx.params();
    if lifecycle::is_over(&subscription) {
        return Err(ApiError::missing("subscription", text(&subscription, "id")));
    }
    set_details(cx, &params, &mut subscription).await?;
    let how = ending::Ending {
        reason: "cancellation_requested",
        prorate: params.flag("prorate") == Some(true),
        invoice_now: params.flag("invoice_now") == Some(true),
    };
    ending::cancel(cx, subscription, how).await
}

/// Takes over what the customer said about leaving.
///
/// # Errors
/// 400 when it names a feedback option that does not exist.
async fn set_details(cx: &mut Cx, params: &Params, subscription: &mut Value) -> Result<()> {
    let Some(details) = params
        .get("cancellation_details")
        .and_then(Value::as_object)
    else {
        return Ok(());
    };
    for (name, value) in details {
        if let (Some(id), "feedback_option") = (value.as_str(), name.as_str()) {
            let param = "cancellation_details[feedback_option]";
            cx.referenced("billing.feedback_option", id, param).await?;
        }
        subscription["cancellation_details"][name] = value.clone();
    }
    Ok(())
}
