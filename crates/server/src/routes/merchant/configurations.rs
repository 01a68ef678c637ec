//! `/v1/billing_portal/configurations`: read, create and change. They are never deleted, only deactivated.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::configuration_checks::{check, check_settings};
use super::objects::{expands, list};
use super::repeated::Sent;
use super::{parameters, read_query};
use crate::app::{App, Merchant};
use crate::configuration::parameters::{CREATE, UPDATE};
use crate::configuration::{Configuration, Settings, write};
use crate::events::{self, Cause};
use crate::form::Node;
use crate::rules;
use crate::session::token;
use crate::stripe_error::{StripeError, StripeResult};

/// One configuration.
pub async fn retrieve_configuration(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let query = read_query(query)?;
    rules::check(&query, parameters::CONFIGURATION)?;
    let with_products = expands(&query);
    let account = &merchant.account;
    let row = app.store().configuration(&account.id, Some(&id)).await?;
    let configuration = Configuration::try_from(row.ok_or_else(|| missing(&id))?)?;
    Ok(Json(configuration.object(&merchant, with_products)))
}

/// The account's configurations, newest first.
pub async fn list_configurations(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let query = read_query(query)?;
    rules::check(&query, parameters::CONFIGURATION_LIST)?;
    let with_products = expands(&query);
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
        .map(|configuration| configuration.object(&merchant, with_products))
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

/// Makes a configuration. The first one of an account that has no default becomes it.
pub async fn create_configuration(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    check(&merchant, &form, CREATE)?;
    sent.once(app, merchant, |app, merchant, cause| async move {
        create(&app, &merchant, &cause, &form).await
    })
    .await
}

async fn create(app: &App, merchant: &Merchant, cause: &Cause, form: &Node) -> StripeResult<Value> {
    let with_products = expands(form);
    let mut settings = Settings::api_defaults();
    write::apply(form, &mut settings)?;
    check_settings(merchant, form, &settings).await?;
    let login_token = login_token(app, merchant, &settings, None)?;
    let id = token::new_id("bpc_");
    let text = serde_json::to_string(&settings).map_err(|_| StripeError::internal())?;
    let now = app.clock().now();
    let account = &merchant.account;
    app.store()
        .insert_configuration(&account.id, &id, &text, login_token.as_deref(), now)
        .await?;
    let row = app.store().configuration(&account.id, Some(&id)).await?;
    let made = Configuration::try_from(row.ok_or_else(StripeError::internal)?)?;
    let whole = made.object(merchant, true);
    events::emit(
        app,
        merchant,
        cause,
        events::CONFIGURATION_CREATED,
        &whole,
        None,
    )
    .await?;
    Ok(made.object(merchant, with_products))
}

/// Changes a configuration. Sessions use it as it is when they ask, so the change is seen at once.
pub async fn update_configuration(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    check(&merchant, &form, UPDATE)?;
    sent.once(app, merchant, |app, merchant, cause| async move {
        let changed = update(&app, &merchant, &cause, &id, &form).await?;
        Ok(changed.object(&merchant, expands(&form)))
    })
    .await
}

/// Changes a configuration by parameters that have been checked by themselves, and tells it.
///
/// # Errors
/// In Stripe's words; then nothing is changed.
pub(super) async fn update(
    app: &App,
    merchant: &Merchant,
    cause: &Cause,
    id: &str,
    form: &Node,
) -> StripeResult<Configuration> {
    let account = &merchant.account;
    for _ in 0..ATTEMPTS {
        let row = app.store().configuration(&account.id, Some(id)).await?;
        let row = row.ok_or_else(|| missing(id))?;
        let mut changed = Configuration::try_from(row.clone())?;
        let before = changed.object(merchant, true);
        write::apply(form, &mut changed.settings)?;
        let token = changed.login_token.take();
        changed.login_token = login_token(app, merchant, &changed.settings, token)?;
        if let Some(active) = form.text("active") {
            changed.active = active == "true";
        }
        if changed.is_default && !changed.active {
            return Err(StripeError::invalid(
                "active",
                "The default configuration cannot be deactivated.",
            ));
        }
        check_settings(merchant, form, &changed.settings).await?;
        changed.updated = app.clock().now();
        let text = serde_json::to_string(&changed.settings).map_err(|_| StripeError::internal())?;
        let is_done = app
            .store()
            .update_configuration(
                &account.id,
                &row,
                changed.active,
                &text,
                changed.login_token.as_deref(),
                changed.updated,
            )
            .await?;
        if is_done {
            let after = changed.object(merchant, true);
            let previous = events::previous_attributes(&before, &after);
            let kind = events::CONFIGURATION_UPDATED;
            events::emit(app, merchant, cause, kind, &after, Some(previous)).await?;
            return Ok(changed);
        }
    }
    Err(StripeError::internal())
}

/// The token of the login link: the one there is, a new one when the link is switched on, none when it is switched off.
/// A link that was switched off never comes back.
fn login_token(
    app: &App,
    merchant: &Merchant,
    settings: &Settings,
    present: Option<String>,
) -> StripeResult<Option<String>> {
    if !settings.login_page_enabled {
        return Ok(None);
    }
    if app.mailer().is_none() {
        return Err(StripeError::invalid(
            "login_page[enabled]",
            "The login page needs a mail server to send codes with. Set one in the [mail] table of Portico's \
             configuration file.",
        ));
    }
    let prefix = if merchant.account.test_mode {
        "test_"
    } else {
        ""
    };
    Ok(Some(present.unwrap_or_else(|| token::new_id(prefix))))
}

/// How often a change is tried again that another one overtook.
const ATTEMPTS: usize = 3;

/// 404 in Stripe's words.
pub(super) fn missing(id: &str) -> StripeError {
    StripeError {
        status: StatusCode::NOT_FOUND,
        ..StripeError::no_such("configuration", "configuration", id)
    }
}
