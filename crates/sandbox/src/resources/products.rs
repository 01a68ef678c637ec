//! `/v1/products`.

use serde_json::{Value, json};

use super::prices;
use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::ids;
use crate::list::{Query, page};
use crate::params::{
    CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, NONE, Param, Params, STARTING_AFTER, clear,
    merge_metadata, opt, req,
};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/products", CREATE, create),
    endpoint!(GET "/v1/products", LIST, list),
    endpoint!(GET "/v1/products/{id}", NONE, retrieve),
    endpoint!(POST "/v1/products/{id}", UPDATE, update),
    endpoint!(DELETE "/v1/products/{id}", NONE, delete),
];

const IMAGES: Kind = Kind::List(&Kind::Text(2_048));
const FEATURES: Kind = Kind::List(&Kind::Object(&[req("name", Kind::Text(80))]));
const CREATE: &[Param] = &[
    opt("active", Kind::Boolean),
    opt("default_price_data", Kind::Object(prices::DEFAULT_DATA)),
    opt("description", Kind::Text(40_000)),
    opt("id", Kind::Text(255)),
    opt("images", IMAGES),
    opt("marketing_features", FEATURES),
    METADATA,
    req("name", Kind::Text(250)),
    opt("package_dimensions", Kind::Unbuilt),
    opt("shippable", Kind::Boolean),
    opt("statement_descriptor", Kind::Text(22)),
    opt("tax_code", ID),
    opt("tax_details", Kind::Unbuilt),
    opt("type", Kind::Choice(&["good", "service"])),
    opt("unit_label", Kind::Text(12)),
    opt("url", Kind::Text(5_000)),
];
const UPDATE: &[Param] = &[
    opt("active", Kind::Boolean),
    opt("default_price", ID),
    clear("description", Kind::Text(40_000)),
    clear("images", IMAGES),
    clear("marketing_features", FEATURES),
    METADATA,
    opt("name", Kind::Text(250)),
    clear("package_dimensions", Kind::Unbuilt),
    opt("shippable", Kind::Boolean),
    opt("statement_descriptor", Kind::Text(22)),
    clear("tax_code", ID),
    clear("tax_details", Kind::Unbuilt),
    clear("unit_label", Kind::Text(12)),
    clear("url", Kind::Text(5_000)),
];
const LIST: &[Param] = &[
    opt("active", Kind::Boolean),
    CREATED,
    ENDING_BEFORE,
    opt("ids", Kind::List(&ID)),
    LIMIT,
    opt("shippable", Kind::Boolean),
    STARTING_AFTER,
    opt("type", Kind::Choice(&["good", "service"])),
    opt("url", ID),
];
const PLAIN: [&str; 10] = [
    "active",
    "description",
    "images",
    "marketing_features",
    "name",
    "shippable",
    "statement_descriptor",
    "tax_code",
    "unit_label",
    "url",
];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let mut product = build(cx, &params).await?;
    if let Some(data) = params.get("default_price_data").and_then(Value::as_object) {
        let price = prices::build(cx, &Params::new(data.clone()), &product).await?;
        product["default_price"] = price["id"].clone();
        cx.save(&product).await?;
        cx.emit("product.created", &product, None).await?;
        cx.emit("price.created", &price, None).await?;
    } else {
        cx.emit("product.created", &product, None).await?;
    }
    Ok(product)
}

/// Stores a product of sent parameters; the caller announces it.
pub(crate) async fn build(cx: &mut Cx, params: &Params) -> Result<Value> {
    let id = match params.text("id") {
        Some(id) => id.to_owned(),
        None => ids::short("prod")?,
    };
    if cx.find(&id).await?.is_some() {
        return Err(
            ApiError::invalid(format!("Product with id {id} already exists."))
                .code("resource_already_exists")
                .param("id"),
        );
    }
    let mut product = json!({
        "id": id,
        "object": "product",
        "active": true,
        "created": cx.now,
        "default_price": null,
        "description": null,
        "images": [],
        "livemode": false,
        "marketing_features": [],
        "metadata": {},
        "name": null,
        "package_dimensions": null,
        "shippable": null,
        "statement_descriptor": null,
        "tax_code": null,
        "tax_details": null,
        "type": params.text("type").unwrap_or("service"),
        "unit_label": null,
        "updated": cx.now,
        "url": null,
    });
    params.copy(&PLAIN, &mut product);
    merge_metadata(params.get("metadata"), &mut product);
    cx.insert(&product).await?;
    Ok(product)
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let before = cx.existing("product", &id).await?;
    let params = cx.params();
    let mut product = before.clone();
    params.copy(&PLAIN, &mut product);
    for name in ["images", "marketing_features"] {
        if product[name].is_null() {
            product[name] = json!([]);
        }
    }
    if let Some(price) = params.text("default_price") {
        let price = cx.referenced("price", price, "default_price").await?;
        if price["product"] != product["id"] {
            return Err(ApiError::invalid(
                "The default price must belong to the product being updated.",
            )
            .param("default_price"));
        }
        product["default_price"] = price["id"].clone();
    }
    merge_metadata(params.get("metadata"), &mut product);
    if product != before {
        product["updated"] = cx.now.into();
        cx.save(&product).await?;
        cx.emit("product.updated", &product, Some(&before)).await?;
    }
    Ok(product)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let query = Query::of("product")
        .matching(
            "json_extract(body, '$.active') = ",
            params.get("active"),
            "",
        )
        .matching(
            "json_extract(body, '$.shippable') = ",
            params.get("shippable"),
            "",
        )
        .matching("json_extract(body, '$.type') = ", params.get("type"), "")
        .matching("json_extract(body, '$.url') = ", params.get("url"), "")
        .matching(
            "id IN (SELECT value FROM json_each(",
            params.get("ids"),
            "))",
        );
    page(cx, query, "/v1/products").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("product", &id).await
}

async fn delete(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    let product = cx.existing("product", &id).await?;
    if prices::any_of(cx, &id).await? {
        return Err(ApiError::invalid(
            "This product cannot be deleted because it has one or more user-created prices.",
        ));
    }
    let mark = cx.erase(&product).await?;
    cx.emit("product.deleted", &product, None).await?;
    Ok(mark)
}
