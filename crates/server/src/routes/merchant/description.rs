//! `/v1/portico/openapi.json`: the API's description.

use std::sync::LazyLock;

use axum::Json;
use serde_json::Value;

use crate::openapi;
use crate::routes;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| openapi::document(&routes::operations()));

/// The description of every route, the customers' included.
pub async fn get_description() -> Json<&'static Value> {
    Json(&DOCUMENT)
}
