//! `/v1/coupons`.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{
    AMOUNT, CREATED, ENDING_BEFORE, Kind, LIMIT, METADATA, NONE, Param, STARTING_AFTER, clear,
    merge_metadata, opt, req,
};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/coupons", CREATE, create),
    endpoint!(GET "/v1/coupons", LIST, list),
    endpoint!(GET "/v1/coupons/{id}", NONE, retrieve),
    endpoint!(POST "/v1/coupons/{id}", UPDATE, update),
    endpoint!(DELETE "/v1/coupons/{id}", NONE, delete),
];

const CURRENCY_OPTIONS: Kind = Kind::ByCurrency(&[req("amount_off", AMOUNT)]);
const CREATE: &[Param] = &[
    opt("amount_off", AMOUNT),
    opt("applies_to", Kind::Unbuilt),
    opt("currency", Kind::Currency),
    opt("currency_options", CURRENCY_OPTIONS),
    opt("duration", Kind::Choice(&["forever", "once", "repeating"])),
    opt("duration_in_months", Kind::Integer(1, 1_200)),
    opt("id", Kind::Text(200)),
    opt("max_redemptions", Kind::Integer(1, 1_000_000_000)),
    METADATA,
    clear("name", Kind::Text(40)),
    opt("percent_off", Kind::Percent),
    opt("redeem_by", Kind::Timestamp),
];
const UPDATE: &[Param] = &[
    opt("currency_options", CURRENCY_OPTIONS),
    METADATA,
    clear("name", Kind::Text(40)),
];
const LIST: &[Param] = &[CREATED, ENDING_BEFORE, LIMIT, STARTING_AFTER];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    match (params.int("amount_off"), params.get("percent_off")) {
        (Some(_), None) if !params.contains_key("currency") => {
            return Err(ApiError::invalid("Missing required param: currency.")
                .code("parameter_missing")
                .param("currency"));
        }
        (None, None) => {
            return Err(ApiError::invalid("Must provide amount_off or percent_off.")
                .code("parameter_missing")
                .param("percent_off"));
        }
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid(
                "You may only specify one of these parameters: amount_off, percent_off.",
            ));
        }
        _ => {}
    }
    if params.get("percent_off").and_then(Value::as_f64) == Some(0.0) {
        return Err(
            ApiError::invalid("Invalid percent_off: must be greater than 0.").param("percent_off"),
        );
    }
    if params.int("redeem_by").is_some_and(|by| by <= cx.now) {
        return Err(
            ApiError::invalid("The `redeem_by` timestamp must be in the future.")
                .param("redeem_by"),
        );
    }
    let duration = params.text("duration").unwrap_or("once");
    if (duration == "repeating") != params.contains_key("duration_in_months") {
        return Err(ApiError::invalid(
            "You must pass `duration_in_months` when, and only when, `duration` is `repeating`.",
        )
        .param("duration_in_months"));
    }
    let id = match params.text("id") {
        Some(id) => id.to_owned(),
        None => ids::random(8)?,
    };
    if cx.find(&id).await?.is_some() {
        return Err(ApiError::invalid("Coupon already exists.")
            .code("resource_already_exists")
            .param("id"));
    }
    let mut coupon = json!({
        "id": id,
        "object": "coupon",
        "amount_off": null,
        "created": cx.now,
        "currency": null,
        "duration": duration,
        "duration_in_months": null,
        "livemode": false,
        "max_redemptions": null,
        "metadata": {},
        "name": null,
        "percent_off": null,
        "redeem_by": null,
        "times_redeemed": 0,
        "valid": true,
    });
    let names = [
        "amount_off",
        "currency",
        "duration_in_months",
        "max_redemptions",
        "name",
        "percent_off",
        "redeem_by",
    ];
    params.copy(&names, &mut coupon);
    if coupon["amount_off"].is_null() {
        coupon["currency"] = Value::Null;
        if params.contains_key("currency_options") {
            return Err(ApiError::invalid(
                "`currency_options` can only be set for coupons with an `amount_off`.",
            )
            .param("currency_options"));
        }
    } else {
        coupon["currency_options"] = params.get("currency_options").cloned().unwrap_or(json!({}));
    }
    merge_metadata(params.get("metadata"), &mut coupon);
    cx.insert(&coupon).await?;
    cx.emit("coupon.created", &coupon, None).await?;
    Ok(coupon)
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let before = cx.existing("coupon", &id).await?;
    let params = cx.params();
    let mut coupon = before.clone();
    params.copy(&["name"], &mut coupon);
    for (currency, option) in params
        .get("currency_options")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        coupon["currency_options"][currency] = option.clone();
    }
    merge_metadata(params.get("metadata"), &mut coupon);
    cx.save(&coupon).await?;
    cx.emit("coupon.updated", &coupon, Some(&before)).await?;
    Ok(coupon)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    page(cx, Query::of("coupon"), "/v1/coupons").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("coupon", &id).await
}

async fn delete(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let coupon = cx.existing("coupon", &id).await?;
    let mark = cx.erase(&coupon).await?;
    cx.emit("coupon.deleted", &coupon, None).await?;
    Ok(mark)
}
