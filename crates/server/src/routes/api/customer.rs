//! `/api/customer`: billing information and tax ids.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use contract::rules::details::fields;
use contract::{AddTaxId, CustomerField, DetailsUpdate, ErrorCode};

use super::request::{once_alone, upstream_key, version_of};
use super::{Id, id_in};
use crate::app::App;
use crate::details::Change;
use crate::error::{ApiResult, Failure};
use crate::features;
use crate::idempotency;
use crate::json::{ApiJson, DetailsJson, Nothing};
use crate::portal::configuration_of;
use crate::session::CurrentCustomer;

/// Changes name, e-mail, phone and addresses, each only if the configuration lets it.
pub async fn update_customer(
    State(app): State<App>,
    customer: CurrentCustomer,
    headers: HeaderMap,
    body: DetailsJson<DetailsUpdate>,
) -> ApiResult<Response> {
    require(&app, &customer, &fields(&body.value)).await?;
    let key = idempotency::key_of(&headers)?;
    let change = change(&app, &customer, &headers, key.as_deref())?;
    let work = move |held| change.update(held, body.value);
    Ok(once_alone(&app, &customer, key, "details", &body.bytes, work).await)
}

/// Adds a tax id.
pub async fn add_tax_id(
    State(app): State<App>,
    customer: CurrentCustomer,
    headers: HeaderMap,
    body: DetailsJson<AddTaxId>,
) -> ApiResult<Response> {
    require(&app, &customer, &[CustomerField::TaxId]).await?;
    let key = idempotency::key_of(&headers)?;
    let change = change(&app, &customer, &headers, key.as_deref())?;
    let work = move |held| change.add_tax_id(held, body.value);
    Ok(once_alone(&app, &customer, key, "add tax id", &body.bytes, work).await)
}

/// Removes a tax id.
pub async fn remove_tax_id(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
    body: ApiJson<Nothing>,
) -> ApiResult<Response> {
    require(&app, &customer, &[CustomerField::TaxId]).await?;
    let id = id_in(id)?;
    let key = idempotency::key_of(&headers)?;
    let what = format!("remove tax id {id}");
    let change = change(&app, &customer, &headers, key.as_deref())?;
    let work = move |held| change.remove_tax_id(held, id);
    Ok(once_alone(&app, &customer, key, &what, &body.bytes, work).await)
}

fn change(
    app: &App,
    customer: &CurrentCustomer,
    headers: &HeaderMap,
    key: Option<&str>,
) -> ApiResult<Change> {
    Ok(Change {
        app: app.clone(),
        merchant: customer.merchant.clone(),
        customer: customer.customer_id().to_owned(),
        actor: customer.actor.clone(),
        version: version_of(headers)?,
        key: upstream_key(customer, key),
    })
}

/// Every field must be one that this session may change.
async fn require(app: &App, customer: &CurrentCustomer, wanted: &[CustomerField]) -> ApiResult<()> {
    let configuration = configuration_of(app, &customer.session).await?;
    let allowed = features::features_in(&configuration, &customer.session).customer_update;
    // With nothing allowed, a request that asks for nothing is refused, too.
    let refused = wanted.iter().find(|field| !allowed.contains(field));
    if refused.is_none() && !allowed.is_empty() {
        return Ok(());
    }
    Err(Failure {
        param: refused.map(|field| field.as_str().into()),
        ..Failure::new(
            ErrorCode::FeatureDisabled,
            "The configuration does not let customers change this.",
        )
    })
}
