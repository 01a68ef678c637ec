//! `/api/payment-methods`: add, make default, remove.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use contract::{AddPaymentMethod, ErrorCode, PaymentMethodId};

use super::request::{once, once_alone, upstream_key, version_of};
use super::{Id, checked_id, id_in};
use crate::adding::Adding;
use crate::app::App;
use crate::changes::Change;
use crate::configuration::PaymentMethodUpdate;
use crate::error::{ApiResult, Failure};
use crate::idempotency;
use crate::json::{ApiJson, Nothing};
use crate::portal::configuration_of;
use crate::session::CurrentCustomer;

/// Starts saving a payment method, in the way of the account.
pub async fn start_setup(
    State(app): State<App>,
    customer: CurrentCustomer,
    headers: HeaderMap,
    body: ApiJson<Nothing>,
) -> ApiResult<Response> {
    let feature = check_feature(&app, &customer).await?;
    let key = idempotency::key_of(&headers)?;
    let work = adding(&app, &customer, key.as_deref()).start(feature.payment_method_configuration);
    Ok(once(&app, &customer, key, "setup", &body.bytes, work).await)
}

/// Keeps the method that was saved, as default.
pub async fn add_payment_method(
    State(app): State<App>,
    customer: CurrentCustomer,
    headers: HeaderMap,
    body: ApiJson<AddPaymentMethod>,
) -> ApiResult<Response> {
    check_feature(&app, &customer).await?;
    let (AddPaymentMethod::SetupIntent(id) | AddPaymentMethod::CheckoutSession(id)) = &body.value;
    checked_id(id)?;
    let key = idempotency::key_of(&headers)?;
    let adding = adding(&app, &customer, key.as_deref());
    let work = move |_| adding.keep(body.value);
    Ok(once_alone(&app, &customer, key, "add", &body.bytes, work).await)
}

fn adding(app: &App, customer: &CurrentCustomer, key: Option<&str>) -> Adding {
    Adding {
        app: app.clone(),
        merchant: customer.merchant.clone(),
        customer: customer.customer_id().to_owned(),
        actor: customer.actor.clone(),
        upstream_key: upstream_key(customer, key),
    }
}

/// Makes a payment method the default.
pub async fn make_default(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
    body: ApiJson<Nothing>,
) -> ApiResult<Response> {
    let change = change(&app, &customer, id, &headers).await?;
    let what = format!("default {}", change.method);
    let key = idempotency::key_of(&headers)?;
    let work = move |held| change.make_default(held);
    Ok(once_alone(&app, &customer, key, &what, &body.bytes, work).await)
}

/// Charges the subscriptions that have a method of their own to this one, the default.
pub async fn use_default(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
    body: ApiJson<Nothing>,
) -> ApiResult<Response> {
    let change = change(&app, &customer, id, &headers).await?;
    let what = format!("use default {}", change.method);
    let key = idempotency::key_of(&headers)?;
    let work = move |held| change.use_default(held);
    Ok(once_alone(&app, &customer, key, &what, &body.bytes, work).await)
}

/// Removes a payment method, unless a live subscription needs it.
pub async fn remove_payment_method(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
    body: ApiJson<Nothing>,
) -> ApiResult<Response> {
    let change = change(&app, &customer, id, &headers).await?;
    let what = format!("remove {}", change.method);
    let key = idempotency::key_of(&headers)?;
    let work = move |held| change.remove(held);
    Ok(once_alone(&app, &customer, key, &what, &body.bytes, work).await)
}

async fn change(
    app: &App,
    customer: &CurrentCustomer,
    id: Id,
    headers: &HeaderMap,
) -> ApiResult<Change> {
    check_feature(app, customer).await?;
    let method = PaymentMethodId::from(id_in(id)?);
    Ok(Change {
        app: app.clone(),
        merchant: customer.merchant.clone(),
        customer: customer.customer_id().to_owned(),
        method,
        actor: customer.actor.clone(),
        version: version_of(headers)?,
    })
}

pub(super) async fn check_feature(
    app: &App,
    customer: &CurrentCustomer,
) -> ApiResult<PaymentMethodUpdate> {
    let configuration = configuration_of(app, &customer.session).await?;
    let feature = configuration.settings.features.payment_method_update;
    if feature.enabled {
        return Ok(feature);
    }
    Err(Failure::new(
        ErrorCode::FeatureDisabled,
        "The configuration does not let customers manage payment methods.",
    ))
}
