//! `/v1/portico/openapi.json`: the API's description.

use std::sync::{Arc, LazyLock};

use axum::Json;
use axum::extract::Extension;
use serde_json::Value;

use crate::app::Merchant;
use crate::session::{Place, cookie};
use crate::{openapi, routes};

/// On plain http, and on https: the session's cookie has another name there.
static DOCUMENTS: [LazyLock<Value>; 2] = [
    LazyLock::new(|| document(false)),
    LazyLock::new(|| document(true)),
];

fn document(secure: bool) -> Value {
    openapi::document(&routes::operations(), cookie::name(secure, Place::Tab))
}

/// The description of every route, the customers' included.
pub async fn get_description(
    Extension(merchant): Extension<Arc<Merchant>>,
) -> Json<&'static Value> {
    let [plain, secure] = &DOCUMENTS;
    match merchant.here.secure {
        true => Json(secure),
        false => Json(plain),
    }
}
