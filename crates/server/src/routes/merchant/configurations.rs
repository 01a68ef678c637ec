//! `/v1/billing_portal/configurations`: reading them. A later release creates and changes them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, State};
use serde_json::Value;

use super::objects::{expand, list};
use super::{parameters, read_query};
use crate::app::{App, Merchant};
use crate::configuration::Configuration;
use crate::form::Node;
use crate::rules;
use crate::stripe_error::{StripeError, StripeResult};

const PRODUCTS: &str = "features.subscription_update.products";

/// One configuration.
pub async fn retrieve_configuration(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let query = read_query(query)?;
    rules::check(&query, parameters::CONFIGURATION)?;
    let with_products = expand(&query, &[PRODUCTS])?;
    let account = &merchant.account;
    let row = app.store().configuration(&account.id, Some(&id)).await?;
    let configuration = Configuration::try_from(row.ok_or_else(|| StripeError {
        status: axum::http::StatusCode::NOT_FOUND,
        ..StripeError::no_such("configuration", "configuration", &id)
    })?)?;
    Ok(Json(
        configuration.object(!account.test_mode, with_products),
    ))
}

/// The account's configurations, newest first.
pub async fn list_configurations(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let query = read_query(query)?;
    rules::check(&query, parameters::CONFIGURATION_LIST)?;
    let with_products = expand(&query, &["data.features.subscription_update.products"])?;
    let account = &merchant.account;
    let mut configurations = Vec::new();
    for row in app.store().configurations(&account.id).await? {
        configurations.push(Configuration::try_from(row)?);
    }
    let is = |name: &str| query.text(name).map(|text| text == "true");
    configurations.retain(|configuration| {
        is("active").is_none_or(|wanted| configuration.active == wanted)
            && is("is_default").is_none_or(|wanted| configuration.is_default == wanted)
    });
    let (page, has_more) = page(configurations, &query)?;
    let data = page
        .iter()
        .map(|configuration| configuration.object(!account.test_mode, with_products))
        .collect();
    Ok(Json(list(
        data,
        has_more,
        "/v1/billing_portal/configurations",
    )))
}

/// Cuts a page out of a whole list. An account has a handful of configurations, so the list is always whole.
fn page(all: Vec<Configuration>, query: &Node) -> StripeResult<(Vec<Configuration>, bool)> {
    let limit = query
        .text("limit")
        .and_then(|limit| limit.parse().ok())
        .unwrap_or(10);
    let place = |name: &str| match query.text(name) {
        None => Ok(None),
        Some(id) => all
            .iter()
            .position(|configuration| configuration.id == id)
            .map(Some)
            .ok_or_else(|| StripeError::no_such("configuration", name, id)),
    };
    let (after, before) = (place("starting_after")?, place("ending_before")?);
    match (after, before) {
        (Some(_), Some(_)) => Err(StripeError::invalid(
            "ending_before",
            "You may only specify one of these parameters: starting_after, ending_before.",
        )),
        (None, Some(end)) => {
            let start = end.saturating_sub(limit);
            let page = all.into_iter().skip(start).take(end - start).collect();
            Ok((page, start > 0))
        }
        (after, None) => {
            let start = after.map_or(0, |place| place + 1);
            let has_more = all.len() > start + limit;
            let page = all.into_iter().skip(start).take(limit).collect();
            Ok((page, has_more))
        }
    }
}

/// Creating and changing.
pub async fn not_yet() -> StripeError {
    StripeError::not_implemented(
        None,
        "This release of Portico cannot create or change configurations yet. Every account has a default one.",
    )
}
