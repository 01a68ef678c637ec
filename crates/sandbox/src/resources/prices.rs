//! `/v1/prices`.

use serde_json::Value;

use super::products;
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::list::{Query, page};
use crate::params::{NONE, Params, merge_metadata};
use crate::value::text;

mod build;
mod params;

pub(crate) use build::build;
use params::{CREATE, LIST, UPDATE};
pub(crate) use params::{DEFAULT_DATA, ITEM_DATA};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/prices", CREATE, create),
    endpoint!(GET "/v1/prices", LIST, list),
    endpoint!(GET "/v1/prices/{id}", NONE, retrieve),
    endpoint!(POST "/v1/prices/{id}", UPDATE, update),
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
