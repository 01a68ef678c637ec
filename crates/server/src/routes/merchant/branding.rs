//! `/v1/portico/branding`: the merchant's look, and what configurations and connected accounts have different from it.

mod answers;
mod changes;
pub mod drafts;
pub mod exchange;
pub mod presets;
pub mod preview_links;
mod publishing;
mod settings;
pub mod versions;
mod whose;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, RawQuery, Request, State};
use serde_json::Value;

use super::read_query;
use crate::app::{App, Merchant};
use crate::events::Cause;
use crate::rules;
use crate::stripe_error::StripeResult;
use changes::{read_changes, take_files};
use presets::take_preset;
use publishing::{Current, publish};

pub use whose::WHOSE;
use whose::Whose;

/// The settings, every colour that follows from them, and what was adjusted to keep every text readable.
pub async fn get_branding(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let whose = whose_in(&app, &merchant, query).await?;
    let current = Current::read(&app, &merchant, &whose).await?;
    let mut object = current.answer(&app, &merchant, &whose).await?;
    current
        .complete(&app, &merchant, &whose, &mut object)
        .await?;
    Ok(Json(object))
}

/// Changes settings and shows them at once: what is not mentioned stays, or is the preset's where one is named; an empty
/// value returns to its default. Takes JSON, or a form with nested parameters. Files are sent as `data:image/png;base64,…`,
/// pictures also as `image/jpeg` and `image/svg+xml`, fonts as `font/woff2`.
pub async fn set_branding(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Json<Value>> {
    let cause = Cause::of(&request);
    let mut changes = read_changes(request).await?;
    let whose = Whose::taken(&app, &merchant, &mut changes).await?;
    let preset = take_preset(&mut changes)?;
    let files = take_files(&mut changes)?;
    let change = |before: &settings::Settings| before.changed(preset, &changes);
    let published = publish(&app, &merchant, &whose, &cause, &files, change).await?;
    Ok(Json(published))
}

/// Whose look a query is about.
async fn whose_in(app: &App, merchant: &Merchant, query: Option<String>) -> StripeResult<Whose> {
    let query = read_query(query)?;
    rules::check(&query, WHOSE)?;
    let (configuration, connected) = (query.text("configuration"), query.text("account"));
    Whose::named(app, merchant, configuration, connected).await
}
