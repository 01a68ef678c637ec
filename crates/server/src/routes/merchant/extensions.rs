//! `/v1/portico/configurations/{id}`: what a configuration says beyond Stripe's object (docs/adr/0018).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::response::Response;
use serde_json::Value;

use super::configuration_checks::check;
use super::configurations::{missing, update};
use super::read_query;
use super::repeated::Sent;
use crate::app::{App, Merchant};
use crate::configuration::Configuration;
use crate::configuration::parameters::EXTENSION;
use crate::rules;
use crate::stripe_error::StripeResult;

/// The extension of one configuration.
pub async fn get_extension(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    rules::check(&read_query(query)?, &[])?;
    let account = &merchant.account;
    let row = app.store().configuration(&account.id, Some(&id)).await?;
    let found = Configuration::try_from(row.ok_or_else(|| missing(&id))?)?;
    Ok(Json(found.extension(account)))
}

/// Changes that, and whatever of the configuration is sent along: all of it or nothing.
pub async fn set_extension(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    check(&merchant, &form, EXTENSION)?;
    sent.once(app, merchant, |app, merchant, cause| async move {
        let changed = update(&app, &merchant, &cause, &id, &form).await?;
        Ok(changed.extension(&merchant.account))
    })
    .await
}
