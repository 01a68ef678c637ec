//! `/v1/portico/branding/versions`: what was shown, and the way back to it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::super::objects::list;
use super::answers;
use super::changes::read_changes;
use super::publishing::{Current, publish};
use super::settings::Settings;
use super::whose::Whose;
use super::whose_in;
use crate::app::{App, Merchant};
use crate::events::Cause;
use crate::store::LookRow;
use crate::stripe_error::{StripeError, StripeResult};

/// Every version that is kept, newest first: the last hundred.
pub async fn list_versions(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let whose = whose_in(&app, &merchant, query).await?;
    let account = Current::read(&app, &merchant, &whose).await?.account;
    let rows = app.store().look_versions(whose.of(&merchant)).await?;
    let mut versions = Vec::new();
    for row in &rows {
        let settings = Settings::read(&whose, Some(&row.settings));
        let mut object = answers::published(&merchant, &whose, Some(row), &settings, &account);
        object["object"] = json!("portico.branding_version");
        versions.push(object);
    }
    Ok(Json(list(versions, false, "/v1/portico/branding/versions")))
}

/// Shows an earlier version again, as a new one.
pub async fn restore_version(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    Path(version): Path<String>,
    request: Request,
) -> StripeResult<Json<Value>> {
    let cause = Cause::of(&request);
    let mut wish = read_changes(request).await?;
    let whose = Whose::taken(&app, &merchant, &mut wish).await?;
    let rows = app.store().look_versions(whose.of(&merchant)).await?;
    let wanted = |row: &&LookRow| row.version.to_string() == version;
    let row = rows.iter().find(wanted).ok_or_else(|| StripeError {
        status: StatusCode::NOT_FOUND,
        ..StripeError::no_such("version", "version", &version)
    })?;
    let settings = Settings::read(&whose, Some(&row.settings));
    let again = |_: &Settings| Ok(settings.clone());
    let published = publish(&app, &merchant, &whose, &cause, &Vec::new(), again).await?;
    Ok(Json(published))
}
