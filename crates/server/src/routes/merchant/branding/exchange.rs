//! `/v1/portico/branding/tokens` and `/v1/portico/branding/appearance`: the look as design tools, and as Stripe's own
//! components, have it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, RawQuery, Request, State};
use serde_json::{Value, json};
use theme::dtcg::Imported;
use theme::{Branding, FieldError, Preset, appearance, dtcg};

use super::answers::refusal;
use super::changes::read_changes;
use super::publishing::{Current, publish};
use super::settings::Settings;
use super::whose_in;
use crate::app::{App, Merchant};
use crate::events::Cause;
use crate::stripe_error::StripeResult;

/// The preset that is all defaults: what a document does not mention is derived, and not what it was.
const PLAIN: &str = "pine";

/// A form in which looks are exchanged.
struct Format {
    export: fn(&Branding) -> Value,
    import: fn(&Value) -> Result<Imported, Vec<FieldError>>,
}

/// Design tokens, 2025.10.
const TOKENS: Format = Format {
    export: dtcg::export,
    import: dtcg::import,
};

/// Stripe's Appearance object.
const APPEARANCE: Format = Format {
    export: appearance::export,
    import: appearance::import,
};

/// The look as design tokens.
pub async fn get_tokens(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    exported(&app, &merchant, query, &TOKENS).await
}

/// Publishes a look made of tokens, but for files and words, which stay. Answers it with the tokens that were of no use.
pub async fn set_tokens(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> StripeResult<Json<Value>> {
    imported(&app, &merchant, query, request, &TOKENS).await
}

/// The look as an Appearance object.
pub async fn get_appearance(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
) -> StripeResult<Json<Value>> {
    exported(&app, &merchant, query, &APPEARANCE).await
}

/// Publishes a look made of an Appearance object, but for files and words, which stay. Answers it with the names in it that
/// have no place here.
pub async fn set_appearance(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> StripeResult<Json<Value>> {
    imported(&app, &merchant, query, request, &APPEARANCE).await
}

async fn exported(
    app: &App,
    merchant: &Merchant,
    query: Option<String>,
    format: &Format,
) -> StripeResult<Json<Value>> {
    let whose = whose_in(app, merchant, query).await?;
    let current = Current::read(app, merchant, &whose).await?;
    let shown = current.settings.shown(&current.account);
    Ok(Json((format.export)(&shown)))
}

async fn imported(
    app: &App,
    merchant: &Merchant,
    query: Option<String>,
    request: Request,
    format: &Format,
) -> StripeResult<Json<Value>> {
    // A document may have any name in it, so whose look it is stands in the query.
    let whose = whose_in(app, merchant, query).await?;
    let cause = Cause::of(&request);
    let document = read_changes(request).await?;
    let read = (format.import)(&document).map_err(refusal)?;
    let plain = Preset::find(PLAIN);
    let change = |before: &Settings| match before {
        Settings::Whole(_) => before.changed(plain, &read.settings),
        Settings::Different(_) => before.changed(None, &read.settings),
    };
    let mut published = publish(app, merchant, &whose, &cause, &Vec::new(), change).await?;
    published["ignored"] = json!(read.ignored);
    Ok(Json(published))
}
