//! `POST /api/appearance`: the look that the page around a frame wants, as a style sheet.
//!
//! The sheet is made of typed values, as the merchant's own is, and corrected as that is: whatever is asked for, every text
//! stays readable. Nothing is stored.

use axum::Json;
use axum::extract::State;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use theme::{Theme, appearance};

use crate::app::App;
use crate::error::{ApiResult, Failure};
use crate::json::ApiJson;
use crate::session::CurrentCustomer;

/// What is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAppearance {
    /// Settings as `/v1/portico/branding` takes them, or Stripe's Appearance object as it is: what has no place in a look is
    /// passed over. What is not mentioned stays as the merchant has it.
    pub appearance: Value,
}

/// A style sheet that replaces the merchant's colours, lengths and fonts.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AppearanceSheet {
    /// Custom properties only.
    pub css: String,
}

/// Makes the sheet.
pub async fn set_appearance(
    State(app): State<App>,
    customer: CurrentCustomer,
    ApiJson { value: body, .. }: ApiJson<SetAppearance>,
) -> ApiResult<Json<AppearanceSheet>> {
    let looks = &customer.merchant.looks;
    let look = looks.of(&app, &customer.session.look()).await;
    let look = look.ok_or_else(Failure::internal)?;
    let settings = if is_stripes(&body.appearance) {
        appearance::import(&body.appearance).map(|read| read.settings)
    } else {
        Ok(body.appearance)
    };
    let worn = settings.and_then(|settings| look.branding.merge(&settings));
    let branding = worn.map_err(|errors| {
        let param = errors.first().map_or("", |error| error.param.as_str());
        Failure::invalid(
            param,
            "Not a setting of the look, or not a value it can have.",
        )
    })?;
    let css = Theme::new(&branding).css();
    Ok(Json(AppearanceSheet { css }))
}

/// Whether a page passes the object that it has for Stripe's own components. Whoever names a setting of ours means ours, and
/// hears of every mistake.
fn is_stripes(appearance: &Value) -> bool {
    let has = |name: &&str| appearance.get(name).is_some();
    ["theme", "variables", "rules"].iter().any(has) && !["shared", "modes"].iter().any(has)
}
