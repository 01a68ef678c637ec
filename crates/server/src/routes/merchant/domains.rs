//! `/v1/portico/domains`: the merchant's own hosts.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::objects::list;
use super::read_query;
use super::repeated::Sent;
use crate::app::{App, Merchant};
use crate::domains::{self, name};
use crate::form::Node;
use crate::rules::{self, Field, Rule, required};
use crate::store::{Added, DomainLimits, DomainRow};
use crate::stripe_error::{StripeError, StripeResult};

/// The most domains of an account: each is a certificate that the proxy asks an authority for.
const MOST: i64 = 50;

/// After how many seconds a domain that nobody has verified keeps nobody else from its host.
const KEPT: i64 = 7 * 86_400;

/// The longest text that is read as a host: one of 253 letters, in letters of any script.
const LONGEST: usize = 255;

/// The parameters of a new one.
pub const CREATE: &[Field] = &[required("host", Rule::Text(LONGEST))];

/// The parameters of a change.
pub const UPDATE: &[Field] = &[required("is_primary", Rule::Bool)];

/// The account's domains, newest first.
pub async fn list_domains(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    rules::check(&read_query(query)?, &[])?;
    let rows = app.store().domains(&merchant.account.id).await?;
    let data = rows.iter().map(|row| object(&app, &merchant, row));
    Ok(Json(list(data.collect(), false, "/v1/portico/domains")))
}

/// One domain.
pub async fn get_domain(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
) -> StripeResult<Json<Value>> {
    let row = find(&app, &merchant, &id).await?;
    Ok(Json(object(&app, &merchant, &row)))
}

/// Adds a domain. Its records are looked at from now on.
pub async fn create_domain(
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
    let refused = |message: String| StripeError::invalid("host", message);
    let host = name::read(form.text("host").unwrap_or_default()).map_err(refused)?;
    if is_operators(app, &host) {
        return Err(refused(format!(
            "\"{host}\" is a host of this server's own."
        )));
    }
    let limits = DomainLimits {
        most: MOST,
        gives_way: app.clock().now() - KEPT,
    };
    let row = domains::new(app, merchant, host.clone());
    let exists = |message: String| StripeError {
        code: Some("resource_already_exists"),
        ..refused(message)
    };
    match app.store().add_domain(row, limits).await? {
        Added::Done(row) => {
            app.domain_news().notify_one();
            Ok(object(app, merchant, &row))
        }
        Added::Own(id) => Err(exists(format!("\"{host}\" is there already: {id}."))),
        Added::Taken => Err(exists(format!("\"{host}\" belongs to another account."))),
        Added::TooMany => Err(StripeError::request(format!(
            "You have reached the maximum of {MOST} domains."
        ))),
    }
}

/// Whether a host is of a public URL, or where domains lead.
fn is_operators(app: &App, host: &str) -> bool {
    let mut merchants = app.hosts().merchants();
    merchants.any(|merchant| {
        let account = &merchant.account;
        account.public_url.host() == host || app.target(account) == host
    })
}

/// Changes a domain.
pub async fn update_domain(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, UPDATE)?;
    sent.once(app, merchant, |app, merchant, _| async move {
        let mut row = find(&app, &merchant, &id).await?;
        row.is_primary = form.text("is_primary") == Some("true");
        let store = app.store();
        store
            .set_primary_domain(&row.merchant_id, &row.id, row.is_primary)
            .await?;
        app.hosts().reload(store).await?;
        Ok(object(&app, &merchant, &row))
    })
    .await
}

/// Looks at a domain's records now.
pub async fn verify_domain(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
    request: Request,
) -> StripeResult<Response> {
    let (form, sent) = Sent::read(request).await?;
    rules::check(&form, &[])?;
    sent.once(app, merchant, |app, merchant, _| async move {
        let row = find(&app, &merchant, &id).await?;
        let row = domains::check(&app, &merchant, row).await?;
        let row = row.ok_or_else(|| missing(&id))?;
        Ok(object(&app, &merchant, &row))
    })
    .await
}

/// Forgets a domain: nobody is served there any more.
pub async fn delete_domain(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(id): Path<String>,
) -> StripeResult<Json<Value>> {
    let store = app.store();
    if !store.delete_domain(&merchant.account.id, &id).await? {
        return Err(missing(&id));
    }
    app.hosts().reload(store).await?;
    Ok(Json(
        json!({ "id": id, "object": "portico.domain", "deleted": true }),
    ))
}

async fn find(app: &App, merchant: &Merchant, id: &str) -> StripeResult<DomainRow> {
    let row = app.store().domain(&merchant.account.id, id).await?;
    row.ok_or_else(|| missing(id))
}

fn object(app: &App, merchant: &Merchant, row: &DomainRow) -> Value {
    domains::object(row, app.target(&merchant.account), &merchant.account)
}

fn missing(id: &str) -> StripeError {
    StripeError {
        status: StatusCode::NOT_FOUND,
        ..StripeError::no_such("domain", "id", id)
    }
}
