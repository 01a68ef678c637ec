//! `POST /v1/billing_portal/sessions`: a link for a customer.

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::flow::{check_flow, flow_of, refused_url};
use super::objects::{self, NewSessionObject};
use super::parameters;
use super::repeated::Sent;
use crate::app::{App, Merchant};
use crate::config::url::check_return_url;
use crate::configuration::Configuration;
use crate::documents::session_page;
use crate::events::{self, Cause};
use crate::form::Node;
use crate::session::{lifetimes, token};
use crate::store::{LookOf, NewSession};
use crate::stripe_error::{StripeError, StripeResult};
use crate::{looks, rules, upstream};

/// Makes a link. Its token is in this answer and nowhere else: the database has a hash.
pub async fn create_session(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, parameters::SESSION)?;
    check_flow(&form, &merchant)?;
    sent.once(app, merchant, |app, merchant, cause| async move {
        create(&app, &merchant, &cause, &form).await
    })
    .await
}

async fn create(app: &App, merchant: &Merchant, cause: &Cause, form: &Node) -> StripeResult<Value> {
    let account = &merchant.account;
    if !account.has_access() {
        return Err(no_access());
    }
    let expands_configuration = objects::expands(form);
    let customer = customer_of(form)?;
    let behalf = form.text("on_behalf_of");
    let scoped = scoped(app, merchant, behalf).await?;
    let merchant = scoped.as_ref().unwrap_or(merchant);
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
    if return_url.is_none() && configuration.settings.return_url(account).is_none() {
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
        on_behalf_of: behalf,
        created_at: now,
        link_hash: &token::hash(&link),
        link_expires_at: now + lifetimes::LINK,
    };
    app.store().insert_session(&session).await?;
    let (look, _) = merchant
        .looks
        .refreshed(app, &looks::key(behalf, Some(&configuration.id)))
        .await?;
    let page = session_page(&merchant.home(), &look);
    let mut made = NewSessionObject {
        session: &session,
        locale,
        flow: flow.map(|made| made.object),
        configuration: &configuration,
        expands_configuration: false,
        with_products: false,
        merchant,
        url: page.clone(),
    };
    // The event names the page and not the link: a token is in the answer to who asked for it, and nowhere else.
    let told = objects::session(&made);
    events::emit(app, merchant, cause, events::SESSION_CREATED, &told, None).await?;
    made.expands_configuration = expands_configuration;
    let expanded = form.texts("expand");
    made.with_products = expanded.contains(&parameters::EXPANDABLE_OF_SESSION);
    made.url = format!("{page}#{link}");
    Ok(objects::session(&made))
}

/// The merchant with what is charged for a connected account, when there is one to be shown. Its colour is noted: the
/// portal bears it, unless the merchant has made a look for it.
async fn scoped(
    app: &App,
    merchant: &Merchant,
    behalf: Option<&str>,
) -> StripeResult<Option<Merchant>> {
    let Some(id) = behalf else {
        return Ok(None);
    };
    let Some(found) = merchant.upstream.connected(id).await? else {
        return Err(StripeError::no_such("account", "on_behalf_of", id));
    };
    if let Some(brand) = found.brand {
        let of = LookOf {
            merchant: &merchant.account.id,
            scope: id,
        };
        let settings = json!({ "modes": { "light": { "brand": brand } } }).to_string();
        app.store()
            .note_look(of, &settings, app.clock().now())
            .await?;
    }
    Ok(Some(merchant.on_behalf_of(id)))
}

fn customer_of(form: &Node) -> StripeResult<&str> {
    match (form.text("customer"), form.text("customer_account")) {
        (Some(customer), None) => Ok(customer),
        (Some(_), Some(_)) => Err(StripeError::invalid(
            "customer",
            "You may only specify one of these parameters: customer, customer_account.",
        )),
        (None, Some(_)) => Err(StripeError::invalid(
            "customer_account",
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

/// Stripe's words are not known.
fn no_access() -> StripeError {
    StripeError {
        status: StatusCode::FORBIDDEN,
        ..StripeError::request(
            "This account does not have access to the customer portal in live mode, which comes with Billing. You can \
             try the portal with your test mode key. Access is set by `billing_access` in Portico's configuration file.",
        )
    }
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
