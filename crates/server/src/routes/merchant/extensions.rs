//! `/v1/portico/configurations/{id}`: what a configuration says beyond Stripe's object (docs/adr/0018).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::response::Response;
use serde_json::Value;

use super::configurations::{ATTEMPTS, missing};
use super::read_query;
use super::repeated::Sent;
use crate::app::{App, Merchant};
use crate::configuration::Configuration;
use crate::form::Node;
use crate::rules::{self, Field, Rule, optional};
use crate::stripe_error::{StripeError, StripeResult};

/// The parameters of what a configuration says beyond Stripe's object.
pub const EXTENSION: &[Field] = &[optional("retention_coupon", Rule::Emptyable(5_000))];

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

/// Sets the coupon that is offered to customers who want to cancel; an empty one takes the offer back.
pub async fn set_extension(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, EXTENSION)?;
    let work = {
        let (app, merchant) = (app.clone(), merchant.clone());
        async move { set(&app, &merchant, &id, &form).await }
    };
    sent.once(&app, &merchant, work).await
}

async fn set(app: &App, merchant: &Merchant, id: &str, form: &Node) -> StripeResult<Value> {
    let coupon = form.text("retention_coupon");
    if let Some(coupon) = coupon.filter(|coupon| !coupon.is_empty())
        && !merchant.upstream.has_coupon(coupon).await?
    {
        return Err(StripeError::no_such("coupon", "retention_coupon", coupon));
    }
    let account = &merchant.account;
    for _ in 0..ATTEMPTS {
        let row = app.store().configuration(&account.id, Some(id)).await?;
        let row = row.ok_or_else(|| missing(id))?;
        let mut changed = Configuration::try_from(row.clone())?;
        if let Some(coupon) = coupon {
            let coupon = Some(coupon).filter(|coupon| !coupon.is_empty());
            changed.settings.retention_coupon = coupon.map(str::to_owned);
        }
        let text = serde_json::to_string(&changed.settings).map_err(|_| StripeError::internal())?;
        let (store, now) = (app.store(), app.clock().now());
        let is_done = store
            .update_configuration(
                &account.id,
                &row,
                changed.active,
                &text,
                changed.login_token.as_deref(),
                now,
            )
            .await?;
        if is_done {
            return Ok(changed.extension(account));
        }
    }
    Err(StripeError::internal())
}
