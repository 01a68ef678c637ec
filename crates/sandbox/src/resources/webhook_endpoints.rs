//! `/v1/webhook_endpoints`: where events are delivered; see `webhooks`.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::{ApiError, Result};
use crate::events::API_VERSION;
use crate::ids;
use crate::list::{Query, page};
use crate::params::{
    ENDING_BEFORE, Kind, LIMIT, METADATA, NONE, Param, Params, STARTING_AFTER, clear,
    merge_metadata, opt, req,
};
use crate::value::text;
use crate::webhooks;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(POST "/v1/webhook_endpoints", CREATE, create),
    endpoint!(GET "/v1/webhook_endpoints", LIST, list),
    endpoint!(GET "/v1/webhook_endpoints/{id}", NONE, retrieve),
    endpoint!(POST "/v1/webhook_endpoints/{id}", UPDATE, update),
    endpoint!(DELETE "/v1/webhook_endpoints/{id}", NONE, delete),
];

const EVENTS: Kind = Kind::List(&Kind::Text(100));
const CREATE: &[Param] = &[
    opt("api_version", Kind::Text(50)),
    opt("connect", Kind::Unbuilt),
    clear("description", Kind::Text(5_000)),
    req("enabled_events", EVENTS),
    METADATA,
    req("url", Kind::Text(2_000)),
];
const UPDATE: &[Param] = &[
    clear("description", Kind::Text(5_000)),
    opt("disabled", Kind::Boolean),
    opt("enabled_events", EVENTS),
    METADATA,
    opt("url", Kind::Text(2_000)),
];
const LIST: &[Param] = &[ENDING_BEFORE, LIMIT, STARTING_AFTER];
/// The most endpoints of an account, as in Stripe.
const MOST: i64 = 16;

/// # Errors
/// 400 for an address that cannot be posted to.
fn require_url(params: &Params) -> Result<()> {
    let Some(url) = params.text("url") else {
        return Ok(());
    };
    let well_formed = reqwest::Url::parse(url)
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
    if well_formed {
        return Ok(());
    }
    Err(
        ApiError::invalid("Invalid URL: An explicit scheme (such as https) must be provided.")
            .code("url_invalid")
            .param("url"),
    )
}

async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    require_url(&params)?;
    let count: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM objects WHERE account = $1 AND object = 'webhook_endpoint' \
         AND json_extract(body, '$.deleted') IS NULL",
    )
    .bind(&cx.caller.account)
    .fetch_one(&mut *cx.tx)
    .await?;
    if count >= MOST {
        return Err(ApiError::invalid(format!(
            "You have reached the maximum of {MOST} test webhook endpoints."
        )));
    }
    let secret = format!("whsec_{}", ids::random(32)?);
    let mut endpoint = json!({
        "id": ids::long("we")?,
        "object": "webhook_endpoint",
        "api_version": params.text("api_version").unwrap_or(API_VERSION),
        "application": null,
        "created": cx.now,
        "description": params.get("description"),
        "enabled_events": params.get("enabled_events"),
        "livemode": false,
        "metadata": {},
        "status": "enabled",
        "url": params.get("url"),
        "_secret": secret,
    });
    merge_metadata(params.get("metadata"), &mut endpoint);
    cx.insert(&endpoint).await?;
    let id = text(&endpoint, "id").to_owned();
    webhooks::register(cx, &id).await?;
    cx.news.endpoints = true;
    // The secret is shown this once.
    endpoint["secret"] = secret.into();
    Ok(endpoint)
}

async fn list(cx: &mut Cx) -> Result<Value> {
    page(cx, Query::of("webhook_endpoint"), "/v1/webhook_endpoints").await
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    let id = cx.path(0);
    cx.existing("webhook_endpoint", &id).await
}

async fn update(cx: &mut Cx) -> Result<Value> {
    let mut endpoint = retrieve(cx).await?;
    let params = cx.params();
    require_url(&params)?;
    params.copy(&["description", "enabled_events", "url"], &mut endpoint);
    merge_metadata(params.get("metadata"), &mut endpoint);
    if let Some(disabled) = params.flag("disabled") {
        endpoint["status"] = if disabled { "disabled" } else { "enabled" }.into();
    }
    cx.save(&endpoint).await?;
    cx.news.endpoints = true;
    Ok(endpoint)
}

async fn delete(cx: &mut Cx) -> Result<Value> {
    let endpoint = retrieve(cx).await?;
    let mark = cx.erase(&endpoint).await?;
    cx.news.endpoints = true;
    Ok(mark)
}
