//! `/v1/portico/webhook_endpoints`: where the merchant hears of what happens in the portal. `/v1/webhook_endpoints` is
//! upstream's; what is made there through this server hears of the portal as well, with the same secret.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use reqwest::Url;
use serde_json::{Value, json};

use super::objects::list;
use super::repeated::Sent;
use super::{forward, read_query};
use crate::app::{App, Merchant};
use crate::events::{Endpoint, is_known_type};
use crate::form::{Node, merge_metadata};
use crate::rules::{self, Field, Rule, optional, required};
use crate::secret::Secret;
use crate::session::token;
use crate::stripe_error::{StripeError, StripeResult};

/// The most endpoints of an account. Source: Stripe's limit.
const MOST: usize = 16;

/// Bytes of an upstream's answer about one endpoint.
const LARGEST: usize = 1024 * 1024;

const EVENTS: Rule = Rule::List(&Rule::Text(100));

/// The parameters of a new one.
pub const CREATE: &[Field] = &[
    optional("description", Rule::Emptyable(5_000)),
    required("enabled_events", EVENTS),
    optional("metadata", Rule::Metadata),
    // Beyond Stripe: an endpoint that is registered elsewhere keeps the secret that its receiver knows.
    optional("secret", Rule::Text(255)),
    required("url", Rule::Text(2_000)),
];

/// The parameters of a change.
pub const UPDATE: &[Field] = &[
    optional("description", Rule::Emptyable(5_000)),
    optional("disabled", Rule::Bool),
    optional("enabled_events", EVENTS),
    optional("metadata", Rule::Metadata),
    optional("url", Rule::Text(2_000)),
];

/// The account's endpoints, newest first.
pub async fn list_endpoints(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    rules::check(&read_query(query)?, &[])?;
    let livemode = !merchant.account.test_mode;
    let rows = app.store().endpoints(&merchant.account.id).await?;
    let open = rows
        .into_iter()
        .filter_map(|row| Endpoint::open(&merchant, row));
    let data = open.map(|endpoint| endpoint.object(livemode)).collect();
    Ok(Json(list(data, false, "/v1/portico/webhook_endpoints")))
}

/// One endpoint.
pub async fn get_endpoint(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
) -> StripeResult<Json<Value>> {
    let endpoint = find(&app, &merchant, &id).await?;
    Ok(Json(endpoint.object(!merchant.account.test_mode)))
}

/// Makes an endpoint. Its secret is in this answer and in no other.
pub async fn create_endpoint(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, CREATE)?;
    sent.once(app, merchant, |app, merchant, _| async move {
        create(&app, &merchant, &form).await
    })
    .await
}

async fn create(app: &App, merchant: &Merchant, form: &Node) -> StripeResult<Value> {
    let account = &merchant.account;
    if app.store().endpoints(&account.id).await?.len() >= MOST {
        return Err(StripeError::request(format!(
            "You have reached the maximum of {MOST} webhook endpoints."
        )));
    }
    let secret = match form.text("secret") {
        Some(secret) if !secret.starts_with("whsec_") => {
            return Err(StripeError::invalid(
                "secret",
                "A secret starts with `whsec_`.",
            ));
        }
        Some(secret) => secret.to_owned(),
        None => token::mint("whsec_"),
    };
    let mut endpoint = Endpoint {
        id: token::new_id("we_"),
        url: String::new(),
        secret: Secret::from(secret.clone()),
        enabled_events: Vec::new(),
        description: None,
        metadata: Default::default(),
        is_enabled: true,
        is_upstream: false,
        created: app.clock().now(),
    };
    apply(form, merchant, &mut endpoint)?;
    app.store().save_endpoint(&endpoint.row(merchant)).await?;
    let mut object = endpoint.object(!account.test_mode);
    object["secret"] = json!(secret);
    Ok(object)
}

/// Changes an endpoint.
pub async fn update_endpoint(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, UPDATE)?;
    sent.once(app, merchant, |app, merchant, _| async move {
        let mut endpoint = find(&app, &merchant, &id).await?;
        apply(&form, &merchant, &mut endpoint)?;
        app.store().save_endpoint(&endpoint.row(&merchant)).await?;
        Ok(endpoint.object(!merchant.account.test_mode))
    })
    .await
}

/// Forgets an endpoint.
pub async fn delete_endpoint(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
) -> StripeResult<Json<Value>> {
    if !app
        .store()
        .delete_endpoint(&merchant.account.id, &id)
        .await?
    {
        return Err(missing(&id));
    }
    Ok(Json(
        json!({ "id": id, "object": "webhook_endpoint", "deleted": true }),
    ))
}

/// Upstream's `/v1/webhook_endpoints`: passed on, and what was made, changed or deleted there is noted here.
pub async fn pass(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    mut request: Request,
) -> Response {
    // The answer is read here.
    request.headers_mut().remove(header::ACCEPT_ENCODING);
    let shared = (State(app.clone()), Extension(merchant.clone()));
    let answer = forward(shared.0, shared.1, request).await;
    if !answer.status().is_success() {
        return answer;
    }
    let (head, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, LARGEST).await else {
        let failed = StripeError::internal();
        return axum::response::IntoResponse::into_response(failed);
    };
    if let Ok(object) = serde_json::from_slice(&bytes)
        && let Err(error) = note(&app, &merchant, &object).await
    {
        tracing::error!(%error, "an endpoint of upstream's could not be noted");
    }
    Response::from_parts(head, Body::from(bytes))
}

async fn note(app: &App, merchant: &Merchant, object: &Value) -> crate::store::Result<()> {
    let text = |name: &str| object[name].as_str().map(str::to_owned);
    let (Some(id), true) = (text("id"), object["object"] == "webhook_endpoint") else {
        return Ok(());
    };
    let (store, account) = (app.store(), &merchant.account.id);
    if object["deleted"] == true {
        store.delete_endpoint(account, &id).await?;
        return Ok(());
    }
    let known = store.endpoint(account, &id).await?;
    let known = known.and_then(|row| Endpoint::open(merchant, row));
    // Only the answer to its creation has the secret; one that was made elsewhere is not known here.
    let secret = text("secret").map(Secret::from);
    let Some(secret) = secret.or_else(|| known.map(|endpoint| endpoint.secret)) else {
        return Ok(());
    };
    let endpoint = Endpoint {
        url: text("url").unwrap_or_default(),
        secret,
        enabled_events: serde_json::from_value(object["enabled_events"].clone())
            .unwrap_or_default(),
        description: text("description"),
        metadata: serde_json::from_value(object["metadata"].clone()).unwrap_or_default(),
        is_enabled: object["status"] != "disabled",
        is_upstream: true,
        created: object["created"]
            .as_i64()
            .unwrap_or_else(|| app.clock().now()),
        id,
    };
    store.save_endpoint(&endpoint.row(merchant)).await
}

async fn find(app: &App, merchant: &Merchant, id: &str) -> StripeResult<Endpoint> {
    let row = app.store().endpoint(&merchant.account.id, id).await?;
    row.and_then(|row| Endpoint::open(merchant, row))
        .ok_or_else(|| missing(id))
}

fn missing(id: &str) -> StripeError {
    StripeError {
        status: StatusCode::NOT_FOUND,
        ..StripeError::no_such("webhook endpoint", "id", id)
    }
}

/// Takes over what was sent.
fn apply(form: &Node, merchant: &Merchant, endpoint: &mut Endpoint) -> StripeResult<()> {
    if let Some(url) = form.text("url") {
        check_url(url, merchant.account.test_mode)?;
        url.clone_into(&mut endpoint.url);
    }
    if form.get("enabled_events").is_some() {
        let sent = form.texts("enabled_events");
        if let Some((place, unknown)) = sent.iter().enumerate().find(|(_, it)| !is_known_type(it)) {
            return Err(StripeError::invalid(
                &format!("enabled_events[{place}]"),
                format!(
                    "Portico sends no events of the type `{unknown}`. Register it at `/v1/webhook_endpoints`."
                ),
            ));
        }
        endpoint.enabled_events = sent.into_iter().map(str::to_owned).collect();
    }
    if let Some(words) = form.text("description") {
        endpoint.description = Some(words.to_owned()).filter(|it| !it.is_empty());
    }
    if let Some(disabled) = form.text("disabled") {
        endpoint.is_enabled = disabled != "true";
    }
    merge_metadata(form, &mut endpoint.metadata);
    Ok(())
}

/// Events go to the merchant over TLS, and in test mode to a machine under development as well.
fn check_url(url: &str, test_mode: bool) -> StripeResult<()> {
    let parsed = Url::parse(url).ok().filter(Url::has_host);
    let scheme = parsed.as_ref().map(Url::scheme);
    match scheme {
        Some("https") => Ok(()),
        Some("http") if test_mode => Ok(()),
        Some("http") => Err(StripeError {
            code: Some("url_invalid"),
            ..StripeError::invalid(
                "url",
                "Invalid URL: URL must begin with https in live mode.",
            )
        }),
        _ => Err(StripeError {
            code: Some("url_invalid"),
            ..StripeError::invalid(
                "url",
                "Invalid URL: An explicit scheme (such as https) must be provided.",
            )
        }),
    }
}
