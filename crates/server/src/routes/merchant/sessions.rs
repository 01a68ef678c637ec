//! `POST /v1/billing_portal/sessions`: a link for a customer.

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::flow::{check_flow, flow_of, refused_url};
use super::objects::{self, NewSessionObject};
use super::{parameters, read_form};
use crate::app::{App, Merchant};
use crate::config::url::check_return_url;
use crate::configuration::Configuration;
use crate::form::Node;
use crate::idempotency::{self, Begin, REPLAYED, Slot};
use crate::session::{lifetimes, token};
use crate::store::NewSession;
use crate::stripe_error::{StripeError, StripeResult};
use crate::{rules, upstream};

/// Makes a link. Its token is in this answer and nowhere else: the database has a hash.
pub async fn create_session(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Response> {
    let key = idempotency::key_of(request.headers())
        .map_err(|failure| StripeError::request(failure.message))?;
    let (form, bytes) = read_form(request).await?;
    rules::check(&form, parameters::SESSION)?;
    check_flow(&form, &merchant)?;
    // A caller that hangs up stops nothing half-way: its key would be in use for a day, and it could never try again.
    tokio::spawn(async move { create_once(&app, &merchant, key, &form, &bytes).await })
        .await
        .unwrap_or_else(|_| Err(StripeError::internal()))
}

async fn create_once(
    app: &App,
    merchant: &Arc<Merchant>,
    key: Option<String>,
    form: &Node,
    bytes: &[u8],
) -> StripeResult<Response> {
    let slot = match key {
        None => None,
        Some(key) => {
            let parts: [&[u8]; 2] = [b"POST /v1/billing_portal/sessions", bytes];
            match idempotency::begin(app, merchant, "merchant", &key, &parts).await? {
                Begin::New(slot) => Some(slot),
                Begin::Running => return Err(in_use(&key)),
                Begin::Different => return Err(used_differently(&key)),
                Begin::Replay(status, body) => return Ok(answer(status, body, true)),
            }
        }
    };
    let result = create(app, merchant, form).await;
    settle(slot, result).await
}

async fn create(app: &App, merchant: &Merchant, form: &Node) -> StripeResult<Value> {
    let account = &merchant.account;
    let expands_configuration = objects::expand(form, &["configuration"])?;
    let customer = customer_of(form)?;
    match merchant.upstream.snapshot(customer).await {
        Ok(_) => {}
        Err(upstream::Error::NotFound) => {
            return Err(StripeError::no_such("customer", "customer", customer));
        }
        Err(error) => return Err(error.into()),
    }
    let configuration = configuration_of(app, merchant, form).await?;
    let given = form.text("return_url");
    let return_url = given
        .map(|url| check_return_url(url, &account.return_origins))
        .transpose()
        .map_err(|refusal| refused_url("return_url", refusal))?;
    if return_url.is_none() && configuration.settings.default_return_url.is_none() {
        return Err(StripeError {
            code: Some("parameter_missing"),
            ..StripeError::invalid(
                "return_url",
                format!(
                    "Missing required param: return_url. The configuration `{}` has no default_return_url.",
                    configuration.id
                ),
            )
        });
    }

    let flow = flow_of(form, merchant, customer, &configuration).await?;
    let stored = flow
        .as_ref()
        .map(|made| serde_json::to_string(&made.flow))
        .transpose()
        .map_err(|_| StripeError::internal())?;

    let id = token::new_id("bps_");
    let link = token::mint(token::LINK);
    let now = app.clock().now();
    let locale = form.text("locale").filter(|locale| !locale.is_empty());
    let session = NewSession {
        id: &id,
        merchant: &account.id,
        customer,
        configuration: &configuration.id,
        return_url: return_url.as_deref(),
        locale: locale.filter(|locale| *locale != "auto"),
        flow: stored.as_deref(),
        created_at: now,
        link_hash: &token::hash(&link),
        link_expires_at: now + lifetimes::LINK,
    };
    app.store().insert_session(&session).await?;
    Ok(objects::session(&NewSessionObject {
        session: &session,
        locale,
        flow: flow.map(|made| made.object),
        configuration: &configuration,
        expands_configuration,
        account,
        url: format!("{}/p/session#{link}", account.public_url.origin),
    }))
}

fn customer_of(form: &Node) -> StripeResult<&str> {
    match (form.text("customer"), form.text("customer_account")) {
        (Some(customer), None) => Ok(customer),
        (Some(_), Some(_)) => Err(StripeError::invalid(
            "customer",
            "You may only specify one of these parameters: customer, customer_account.",
        )),
        (None, Some(_)) => Err(StripeError::not_implemented(
            Some("customer_account"),
            "Portico does not know customers of Accounts v2. Pass `customer` instead.",
        )),
        (None, None) => Err(StripeError::missing("customer")),
    }
}

async fn configuration_of(
    app: &App,
    merchant: &Merchant,
    form: &Node,
) -> StripeResult<Configuration> {
    let account = &merchant.account;
    let named = form.text("configuration");
    let row = app.store().configuration(&account.id, named).await?;
    let configuration = match (row, named) {
        (Some(row), _) => Configuration::try_from(row)?,
        (None, Some(id)) => {
            return Err(StripeError::no_such("configuration", "configuration", id));
        }
        (None, None) => return Err(no_default(account.test_mode)),
    };
    if !configuration.active {
        return Err(StripeError::invalid(
            "configuration",
            format!(
                "The configuration `{}` is not active and cannot be used to create a session.",
                configuration.id
            ),
        ));
    }
    Ok(configuration)
}

/// Source: the text of Stripe's own answer.
fn no_default(test_mode: bool) -> StripeError {
    let (mode, path) = if test_mode {
        ("test", "test/")
    } else {
        ("live", "")
    };
    StripeError {
        code: Some("parameter_missing"),
        ..StripeError::request(format!(
            "No configuration provided and your {mode} mode default configuration has not been created. Provide a \
             configuration or create your default by saving your customer portal settings in {mode} mode at \
             https://dashboard.stripe.com/{path}settings/billing/portal."
        ))
    }
}

/// Keeps the answer for a repeated request. Refusals are kept too, as Stripe keeps them once execution has begun; what
/// a moment may mend is not.
async fn settle(slot: Option<Slot>, result: StripeResult<Value>) -> StripeResult<Response> {
    match result {
        Ok(object) => {
            let body = object.to_string().into_bytes();
            if let Some(slot) = slot {
                slot.keep(StatusCode::OK, &body).await;
            }
            Ok(answer(StatusCode::OK, body, false))
        }
        Err(error) => {
            if let Some(slot) = slot {
                let lasting =
                    error.status.is_client_error() && error.status != StatusCode::TOO_MANY_REQUESTS;
                if lasting {
                    slot.keep(error.status, error.body().to_string().as_bytes())
                        .await;
                } else {
                    slot.release().await;
                }
            }
            Err(error)
        }
    }
}

fn answer(status: StatusCode, body: Vec<u8>, replayed: bool) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    if replayed {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

fn in_use(key: &str) -> StripeError {
    StripeError {
        status: StatusCode::CONFLICT,
        kind: "idempotency_error",
        code: Some("idempotency_key_in_use"),
        ..StripeError::request(format!(
            "There is currently another in-progress request using this Idempotent Key (that probably means you \
             submitted twice, and the other request is still going through): {key}. Please try again later."
        ))
    }
}

fn used_differently(key: &str) -> StripeError {
    StripeError {
        kind: "idempotency_error",
        ..StripeError::request(format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try \
             using a key other than '{key}' if you meant to execute a different request."
        ))
    }
}
