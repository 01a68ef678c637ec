//! `/v1/portico/branding/tokens`: the look as design tools exchange it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, RawQuery, Request, State};
use serde_json::{Value, json};
use theme::{Preset, dtcg};

use super::answers::refusal;
use super::changes::read_changes;
use super::publishing::{Current, publish};
use super::settings::Settings;
use super::whose::Whose;
use super::whose_in;
use crate::app::{App, Merchant};
use crate::events::Cause;
use crate::stripe_error::StripeResult;

/// The preset that is all defaults: what tokens do not mention is derived, and not what it was.
const PLAIN: &str = "pine";

/// Design tokens, 2025.10.
pub async fn get_tokens(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    let whose = whose_in(&app, &merchant, query).await?;
    let current = Current::read(&app, &merchant, &whose).await?;
    let shown = current.settings.shown(&current.account);
    Ok(Json(dtcg::export(&shown)))
}

/// Publishes a look made of tokens, but for files and words, which stay. Answers it with the tokens that were of no use.
pub async fn set_tokens(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> StripeResult<Json<Value>> {
    // A document of tokens may have groups of any name, so whose look it is stands in the query.
    let whose: Whose = whose_in(&app, &merchant, query).await?;
    let cause = Cause::of(&request);
    let document = read_changes(request).await?;
    let imported = dtcg::import(&document).map_err(refusal)?;
    let plain = Preset::find(PLAIN);
    let change = |before: &Settings| match before {
        Settings::Whole(_) => before.changed(plain, &imported.settings),
        Settings::Different(_) => before.changed(None, &imported.settings),
    };
    let mut published = publish(&app, &merchant, &whose, &cause, &Vec::new(), change).await?;
    published["ignored"] = json!(imported.ignored);
    Ok(Json(published))
}
