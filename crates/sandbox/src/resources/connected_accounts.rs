//! `/v1/accounts`: the businesses of a platform, for `on_behalf_of`. They have a name and a look; nothing is paid out.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::Result;
use crate::ids;
use crate::list::{Query, page};
use crate::params::{
    ENDING_BEFORE, Kind, LIMIT, METADATA, NONE, Param, Params, STARTING_AFTER, clear,
    merge_metadata, opt,
};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/accounts", CREATE, create),
    endpoint!(GET "/v1/accounts", LIST, list),
    endpoint!(GET "/v1/accounts/{id}", NONE, retrieve),
    endpoint!(POST "/v1/accounts/{id}", UPDATE, update),
];

const KIND: &str = "account";

const PROFILE: Kind = Kind::Object(&[
    clear("name", Kind::Text(5_000)),
    clear("support_email", Kind::Text(5_000)),
    clear("url", Kind::Text(5_000)),
]);
const SETTINGS: Kind = Kind::Object(&[opt(
    "branding",
    Kind::Object(&[
        clear("primary_color", Kind::Text(7)),
        clear("secondary_color", Kind::Text(7)),
    ]),
)]);
const CREATE: &[Param] = &[
    opt("business_profile", PROFILE),
    opt("country", Kind::Text(2)),
    opt("email", Kind::Text(512)),
    METADATA,
    opt("settings", SETTINGS),
    opt("type", Kind::Choice(&["custom", "express", "standard"])),
];
const UPDATE: &[Param] = &[
    opt("business_profile", PROFILE),
    opt("email", Kind::Text(512)),
    METADATA,
    opt("settings", SETTINGS),
];
const LIST: &[Param] = &[ENDING_BEFORE, LIMIT, STARTING_AFTER];

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let mut account = json!({
        "id": ids::long("acct")?,
        "object": KIND,
        "business_profile": {
            "mcc": null, "name": null, "support_address": null, "support_email": null, "support_phone": null,
            "support_url": null, "url": null,
        },
        "business_type": null,
        "capabilities": {},
        "charges_enabled": true,
        "country": params.text("country").unwrap_or("US"),
        "created": cx.now,
        "default_currency": "usd",
        "details_submitted": true,
        "email": null,
        "metadata": {},
        "payouts_enabled": true,
        "settings": {
            "branding": { "icon": null, "logo": null, "primary_color": null, "secondary_color": null },
            "dashboard": { "display_name": null, "timezone": "Etc/UTC" },
        },
        "type": params.text("type").unwrap_or("standard"),
    });
    apply(&params, &mut account);
    cx.insert(&account).await?;
    Ok(account)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    page(cx, Query::of(KIND), "/v1/accounts").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing(KIND, &id).await
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let mut account = retrieve(cx).await?;
    apply(&cx.params(), &mut account);
    cx.save(&account).await?;
    Ok(account)
}

/// Takes over what was sent.
fn apply(params: &Params, account: &mut Value) {
    params.copy(&["email"], account);
    let parts = [
        (params.get("business_profile").cloned(), "/business_profile"),
        (
            params.get("settings").map(|it| it["branding"].clone()),
            "/settings/branding",
        ),
    ];
    for (sent, place) in parts {
        let held = account.pointer_mut(place).and_then(Value::as_object_mut);
        if let (Some(Value::Object(sent)), Some(held)) = (sent, held) {
            held.extend(sent);
        }
    }
    merge_metadata(params.get("metadata"), account);
}
