//! `/v1/promotion_codes`: what customers type to get a coupon's discount.

use serde_json::{Value, json};

use crate::cx::{Cx, body};
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{
    AMOUNT, CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, NONE, Param, STARTING_AFTER,
    merge_metadata, opt, req,
};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/promotion_codes", CREATE, create),
    endpoint!(GET "/v1/promotion_codes", LIST, list),
    endpoint!(GET "/v1/promotion_codes/{id}", NONE, retrieve),
    endpoint!(POST "/v1/promotion_codes/{id}", UPDATE, update),
];

const CURRENCY_OPTIONS: Param = opt(
    "currency_options",
    Kind::ByCurrency(&[opt("minimum_amount", AMOUNT)]),
);
const CREATE: &[Param] = &[
    opt("active", Kind::Boolean),
    opt("code", Kind::Text(500)),
    opt("coupon", ID),
    opt("customer", ID),
    opt("expires_at", Kind::Timestamp),
    opt("max_redemptions", Kind::Integer(1, 1_000_000_000)),
    METADATA,
    opt(
        "promotion",
        Kind::Object(&[req("coupon", ID), req("type", Kind::Choice(&["coupon"]))]),
    ),
    opt(
        "restrictions",
        Kind::Object(&[
            CURRENCY_OPTIONS,
            opt("first_time_transaction", Kind::Boolean),
            opt("minimum_amount", AMOUNT),
            opt("minimum_amount_currency", Kind::Currency),
        ]),
    ),
];
const UPDATE: &[Param] = &[
    opt("active", Kind::Boolean),
    METADATA,
    opt("restrictions", Kind::Object(&[CURRENCY_OPTIONS])),
];
const LIST: &[Param] = &[
    opt("active", Kind::Boolean),
    opt("code", Kind::Text(500)),
    opt("coupon", ID),
    CREATED,
    opt("customer", ID),
    ENDING_BEFORE,
    LIMIT,
    STARTING_AFTER,
];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let named = params
        .get("promotion")
        .and_then(|one| one["coupon"].as_str());
    let (coupon, param) = match (named, params.text("coupon")) {
        (Some(id), None) => (id, "promotion[coupon]"),
        (None, Some(id)) => (id, "coupon"),
        _ => {
            return Err(ApiError::invalid("Missing required param: promotion.")
                .code("parameter_missing")
                .param("promotion"));
        }
    };
    let coupon = cx.referenced("coupon", coupon, param).await?;
    if let Some(customer) = params.text("customer") {
        cx.referenced("customer", customer, "customer").await?;
    }
    let code = match params.text("code") {
        Some(code) => code.to_owned(),
        None => ids::random(8)?.to_ascii_uppercase(),
    };
    if !code
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        return Err(ApiError::invalid(
            "Promotion codes may only contain letters, digits and dashes.",
        )
        .param("code"));
    }
    if taken(cx, &code).await? {
        return Err(ApiError::invalid(format!(
            "An active promotion code with `code: {code}` already exists."
        ))
        .code("resource_already_exists")
        .param("code"));
    }
    let restrictions = params.get("restrictions").cloned().unwrap_or_default();
    if restrictions["minimum_amount"].is_null() != restrictions["minimum_amount_currency"].is_null()
    {
        return Err(ApiError::invalid(
            "You must pass both `minimum_amount` and `minimum_amount_currency`, or neither.",
        )
        .param("restrictions[minimum_amount]"));
    }
    let mut made = json!({
        "id": ids::long("promo")?,
        "object": "promotion_code",
        "active": params.flag("active").unwrap_or(true),
        "code": code,
        "created": cx.now,
        "customer": params.get("customer"),
        "customer_account": null,
        "expires_at": params.get("expires_at"),
        "livemode": false,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": {},
        "promotion": { "coupon": coupon["id"], "type": "coupon" },
        "restrictions": {
            "first_time_transaction": restrictions["first_time_transaction"] == true,
            "minimum_amount": restrictions["minimum_amount"],
            "minimum_amount_currency": restrictions["minimum_amount_currency"],
        },
        "times_redeemed": 0,
    });
    if restrictions["currency_options"].is_object() {
        made["restrictions"]["currency_options"] = restrictions["currency_options"].clone();
    }
    merge_metadata(params.get("metadata"), &mut made);
    cx.insert(&made).await?;
    cx.emit("promotion_code.created", &made, None).await?;
    Ok(made)
}

/// Whether an active code is written the same; case does not matter.
async fn taken(cx: &mut Cx, code: &str) -> Result<bool> {
    let row = sqlx::query(
        "SELECT body FROM objects WHERE account = $1 AND object = 'promotion_code' \
         AND json_extract(body, '$.active') AND json_extract(body, '$.code') = $2 COLLATE NOCASE",
    )
    .bind(&cx.caller.account)
    .bind(code)
    .fetch_optional(&mut *cx.tx)
    .await?;
    Ok(row.map(|row| body(&row)).transpose()?.is_some())
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let query = Query::of("promotion_code")
        .customer(params.text("customer"))
        .matching(
            "json_extract(body, '$.active') = ",
            params.get("active"),
            "",
        )
        .matching(
            "json_extract(body, '$.promotion.coupon') = ",
            params.get("coupon"),
            "",
        )
        .matching(
            "json_extract(body, '$.code') = ",
            params.get("code"),
            " COLLATE NOCASE",
        );
    page(cx, query, "/v1/promotion_codes").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("promotion_code", &id).await
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let before = retrieve(cx).await?;
    let params = cx.params();
    let mut code = before.clone();
    params.copy(&["active"], &mut code);
    merge_metadata(params.get("metadata"), &mut code);
    if let Some(options) = params
        .get("restrictions")
        .and_then(|one| one["currency_options"].as_object())
    {
        for (currency, option) in options {
            code["restrictions"]["currency_options"][currency] = option.clone();
        }
    }
    cx.save(&code).await?;
    cx.emit("promotion_code.updated", &code, Some(&before))
        .await?;
    Ok(code)
}
