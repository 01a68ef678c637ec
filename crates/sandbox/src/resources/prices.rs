//! `/v1/prices`.

use serde_json::Value;

use super::products;
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::{Query, page};
use crate::params::{
    AMOUNT, CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, NONE, Param, Params, STARTING_AFTER,
    clear, merge_metadata, opt, req,
};
use crate::value::text;

mod build;

pub(crate) use build::build;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/prices", CREATE, create),
    endpoint!(GET "/v1/prices", LIST, list),
    endpoint!(GET "/v1/prices/{id}", NONE, retrieve),
    endpoint!(POST "/v1/prices/{id}", UPDATE, update),
];

const TAX_BEHAVIOR: Param = opt(
    "tax_behavior",
    Kind::Choice(&["exclusive", "inclusive", "unspecified"]),
);
const TIERS: Param = opt(
    "tiers",
    Kind::List(&Kind::Object(&[
        opt("flat_amount", AMOUNT),
        opt("flat_amount_decimal", Kind::Decimal),
        opt("unit_amount", AMOUNT),
        opt("unit_amount_decimal", Kind::Decimal),
        req("up_to", Kind::UpTo),
    ])),
);
const CURRENCY_OPTIONS: Kind = Kind::ByCurrency(&[
    opt("custom_unit_amount", Kind::Unbuilt),
    TAX_BEHAVIOR,
    TIERS,
    opt("unit_amount", AMOUNT),
    opt("unit_amount_decimal", Kind::Decimal),
]);
const INTERVAL: Param = req("interval", Kind::Choice(&["day", "month", "week", "year"]));
const INTERVAL_COUNT: Param = opt("interval_count", Kind::Integer(1, 1_095));
const RECURRING: Kind = Kind::Object(&[
    INTERVAL,
    INTERVAL_COUNT,
    opt("meter", ID),
    opt("trial_period_days", Kind::Integer(1, 730)),
    opt("usage_type", Kind::Choice(&["licensed", "metered"])),
]);
const CREATE: &[Param] = &[
    opt("active", Kind::Boolean),
    opt("billing_scheme", Kind::Choice(&["per_unit", "tiered"])),
    req("currency", Kind::Currency),
    opt("currency_options", CURRENCY_OPTIONS),
    opt("custom_unit_amount", Kind::Unbuilt),
    opt("lookup_key", Kind::Text(200)),
    METADATA,
    opt("nickname", ID),
    opt("product", ID),
    opt(
        "product_data",
        Kind::Object(&[
            opt("active", Kind::Boolean),
            opt("id", ID),
            METADATA,
            req("name", Kind::Text(250)),
            opt("statement_descriptor", Kind::Text(22)),
            opt("tax_code", ID),
            opt("unit_label", Kind::Text(12)),
        ]),
    ),
    opt("recurring", RECURRING),
    TAX_BEHAVIOR,
    TIERS,
    opt("tiers_mode", Kind::Choice(&["graduated", "volume"])),
    opt("transfer_lookup_key", Kind::Boolean),
    opt(
        "transform_quantity",
        Kind::Object(&[
            req("divide_by", Kind::Integer(1, 1_000_000_000)),
            req("round", Kind::Choice(&["down", "up"])),
        ]),
    ),
    opt("unit_amount", AMOUNT),
    opt("unit_amount_decimal", Kind::Decimal),
];
/// A product's `default_price_data`.
pub(crate) const DEFAULT_DATA: &[Param] = &[
    req("currency", Kind::Currency),
    opt("currency_options", CURRENCY_OPTIONS),
    opt("custom_unit_amount", Kind::Unbuilt),
    METADATA,
    opt("recurring", Kind::Object(&[INTERVAL, INTERVAL_COUNT])),
    TAX_BEHAVIOR,
    opt("unit_amount", AMOUNT),
    opt("unit_amount_decimal", Kind::Decimal),
];
/// A subscription item's `price_data`.
pub(crate) const ITEM_DATA: &[Param] = &[
    req("currency", Kind::Currency),
    req("product", ID),
    req("recurring", Kind::Object(&[INTERVAL, INTERVAL_COUNT])),
    TAX_BEHAVIOR,
    opt("unit_amount", AMOUNT),
    opt("unit_amount_decimal", Kind::Decimal),
];
const UPDATE: &[Param] = &[
    opt("active", Kind::Boolean),
    clear("currency_options", CURRENCY_OPTIONS),
    clear("lookup_key", Kind::Text(200)),
    METADATA,
    clear("nickname", ID),
    TAX_BEHAVIOR,
    opt("transfer_lookup_key", Kind::Boolean),
];
const LIST: &[Param] = &[
    opt("active", Kind::Boolean),
    CREATED,
    opt("currency", Kind::Currency),
    ENDING_BEFORE,
    LIMIT,
    opt("lookup_keys", Kind::List(&ID)),
    opt("product", ID),
    opt(
        "recurring",
        Kind::Object(&[
            opt("interval", Kind::Choice(&["day", "month", "week", "year"])),
            opt("meter", ID),
            opt("usage_type", Kind::Choice(&["licensed", "metered"])),
        ]),
    ),
    STARTING_AFTER,
    opt("type", Kind::Choice(&["one_time", "recurring"])),
];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let product = match (params.text("product"), params.get("product_data")) {
        (Some(id), None) => cx.referenced("product", id, "product").await?,
        (None, Some(Value::Object(data))) => {
            let product = products::build(cx, &Params::new(data.clone())).await?;
            cx.emit("product.created", &product, None).await?;
            product
        }
        (None, _) => {
            return Err(ApiError::invalid("Missing required param: product.")
                .code("parameter_missing")
                .param("product"));
        }
        (Some(_), Some(_)) => {
            return Err(ApiError::invalid(
                "You may only specify one of these parameters: product, product_data.",
            ));
        }
    };
    let price = build(cx, &params, &product).await?;
    cx.emit("price.created", &price, None).await?;
    Ok(price)
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let before = cx.existing("price", &id).await?;
    let params = cx.params();
    let mut price = before.clone();
    params.copy(&["active", "nickname", "tax_behavior"], &mut price);
    if before["tax_behavior"] != "unspecified" && before["tax_behavior"] != price["tax_behavior"] {
        return Err(ApiError::invalid(
            "The tax behavior of a price cannot be changed once it has been set.",
        )
        .param("tax_behavior"));
    }
    if let Some(key) = params.get("lookup_key") {
        claim_lookup_key(cx, &params).await?;
        price["lookup_key"] = key.clone();
    }
    if let Some(Value::Object(options)) = params.get("currency_options") {
        for (currency, sent) in options {
            let option = build::currency_option(sent, &format!("currency_options[{currency}]"))?;
            price["currency_options"][currency] = option;
        }
    }
    merge_metadata(params.get("metadata"), &mut price);
    if price != before {
        cx.save(&price).await?;
        cx.emit("price.updated", &price, Some(&before)).await?;
    }
    Ok(price)
}

/// Makes sure that a lookup key leads to one active price only.
///
/// # Errors
/// 400 when another price has it and `transfer_lookup_key` was not sent.
async fn claim_lookup_key(cx: &mut Cx, params: &Params) -> Result<()> {
    let Some(key) = params.text("lookup_key") else {
        return Ok(());
    };
    let holder = sqlx::query(
        "SELECT body FROM objects WHERE account = $1 AND object = 'price' AND json_extract(body, '$.lookup_key') = $2",
    )
    .bind(&cx.caller.account)
    .bind(key)
    .fetch_optional(&mut *cx.tx)
    .await?;
    let Some(holder) = holder else {
        return Ok(());
    };
    let before = crate::cx::body(&holder)?;
    if text(&before, "id") == cx.path(0) {
        return Ok(());
    }
    if params.flag("transfer_lookup_key") != Some(true) {
        return Err(ApiError::invalid(format!(
            "A price (`{}`) already uses that lookup key.",
            text(&before, "id")
        ))
        .code("resource_already_exists")
        .param("lookup_key"));
    }
    let mut price = before.clone();
    price["lookup_key"] = Value::Null;
    cx.save(&price).await?;
    cx.emit("price.updated", &price, Some(&before)).await
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let recurring = params.get("recurring").cloned().unwrap_or_default();
    let query = Query::of("price")
        .matching(
            "json_extract(body, '$.active') = ",
            params.get("active"),
            "",
        )
        .matching(
            "json_extract(body, '$.currency') = ",
            params.get("currency"),
            "",
        )
        .matching(
            "json_extract(body, '$.product') = ",
            params.get("product"),
            "",
        )
        .matching("json_extract(body, '$.type') = ", params.get("type"), "")
        .matching(
            "json_extract(body, '$.recurring.interval') = ",
            recurring.get("interval"),
            "",
        )
        .matching(
            "json_extract(body, '$.recurring.meter') = ",
            recurring.get("meter"),
            "",
        )
        .matching(
            "json_extract(body, '$.recurring.usage_type') = ",
            recurring.get("usage_type"),
            "",
        )
        .matching(
            "json_extract(body, '$.lookup_key') IN (SELECT value FROM json_each(",
            params.get("lookup_keys"),
            "))",
        );
    page(cx, query, "/v1/prices").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("price", &id).await
}

/// Whether a product has prices.
pub(crate) async fn any_of(cx: &mut Cx, product: &str) -> Result<bool> {
    let row = sqlx::query(
        "SELECT 1 FROM objects WHERE account = $1 AND object = 'price' AND json_extract(body, '$.product') = $2 LIMIT 1",
    )
    .bind(&cx.caller.account)
    .bind(product)
    .fetch_optional(&mut *cx.tx)
    .await?;
    Ok(row.is_some())
}
