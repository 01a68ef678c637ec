//! `/v1/portico/branding/tokens`: the look as design tools exchange it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Request, State};
use serde_json::{Value, json};
use theme::{Preset, dtcg};

use super::branding::{publish, read_changes, refusal};
use crate::app::{App, Merchant};
use crate::events::Cause;
use crate::stripe_error::StripeResult;

/// The preset that is all defaults: what tokens do not mention is derived, and not what it was.
const PLAIN: &str = "pine";

/// Design tokens, 2025.10.
pub async fn get_tokens(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
) -> StripeResult<Json<Value>> {
    merchant.refresh_look(&app).await?;
    Ok(Json(dtcg::export(&merchant.look().branding)))
}

/// Publishes a look made of tokens, but for the pictures, which stay. Answers it with the tokens that were of no use.
pub async fn set_tokens(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Json<Value>> {
    let cause = Cause::of(&request);
    let document = read_changes(request).await?;
    let imported = dtcg::import(&document).map_err(refusal)?;
    let plain = Preset::find(PLAIN);
    let settings = &imported.settings;
    let mut published = publish(&app, &merchant, &cause, plain, settings, &[]).await?;
    published["ignored"] = json!(imported.ignored);
    Ok(Json(published))
}
