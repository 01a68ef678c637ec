//! `/api/payment-methods`: add, make default, remove.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use contract::{
    ActivityKind, AddPaymentMethod, ErrorCode, PaymentMethodId, Processor, SetupIntent,
};

use super::request::{once, once_alone, upstream_key, version_of};
use super::{Id, checked_id, id_in};
use crate::activity::{self, Note};
use crate::app::App;
use crate::changes::Change;
use crate::error::{ApiResult, Failure};
use crate::features::features_of;
use crate::idempotency;
use crate::json::{ApiJson, Nothing};
use crate::portal::configuration_of;
use crate::session::CurrentCustomer;

/// Starts saving a payment method with the processor's script.
pub async fn start_setup(
    State(app): State<App>,
    customer: CurrentCustomer,
    headers: HeaderMap,
    body: ApiJson<Nothing>,
) -> ApiResult<Response> {
    check_feature(&app, &customer).await?;
    let key = idempotency::key_of(&headers)?;
    let upstream_key = upstream_key(&customer, key.as_deref());
    let merchant = customer.merchant.clone();
    let id = customer.customer_id().to_owned();
    let work = async move {
        let started = merchant
            .upstream
            .create_setup_intent(&id, &upstream_key)
            .await?;
        Ok(SetupIntent {
            id: started.id,
            client_secret: started.client_secret,
            processor: Processor {
                publishable_key: merchant.account.publishable_key.clone(),
            },
        })
    };
    Ok(once(&app, &customer, key, "setup", &body.bytes, work).await)
}

/// Keeps the method that a setup intent produced, as default.
pub async fn add_payment_method(
    State(app): State<App>,
    customer: CurrentCustomer,
    headers: HeaderMap,
    body: ApiJson<AddPaymentMethod>,
) -> ApiResult<Response> {
    check_feature(&app, &customer).await?;
    let intent = checked_id(&body.value.setup_intent)?.to_owned();
    let key = idempotency::key_of(&headers)?;
    let upstream_key = upstream_key(&customer, key.as_deref());
    let merchant = customer.merchant.clone();
    let id = customer.customer_id().to_owned();
    let (shared, actor) = (app.clone(), customer.actor.clone());
    let work = move |_| async move {
        let changed = merchant
            .upstream
            .adopt_setup_intent(&id, &intent, &upstream_key)
            .await?;
        let mut methods = changed.payment_methods.iter();
        if let Some(added) = methods.find(|method| method.is_default) {
            let note = Note::new(ActivityKind::PaymentMethodAdded, &actor).with_method(&added.kind);
            // A setup intent adds one method, however often it is asked for.
            activity::record(&shared, &merchant, &id, &intent, &actor, &note).await;
        }
        Ok(changed)
    };
    Ok(once_alone(&app, &customer, key, "add", &body.bytes, work).await)
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

async fn check_feature(app: &App, customer: &CurrentCustomer) -> ApiResult<()> {
    let configuration = configuration_of(app, &customer.session).await?;
    if features_of(&configuration).payment_method_update {
        return Ok(());
    }
    Err(Failure::new(
        ErrorCode::FeatureDisabled,
        "The configuration does not let customers manage payment methods.",
    ))
}
