//! `/v1/portico/branding/presets`: looks to begin with.

use axum::Json;
use serde_json::{Value, json};
use theme::{PRESETS, Preset};

use super::super::objects::list;
use crate::stripe_error::{StripeError, StripeResult};

/// Each with all its settings.
pub async fn list_presets() -> Json<Value> {
    let presets = PRESETS.iter().map(|preset| {
        let mut object = json!(preset.branding());
        object["object"] = json!("portico.branding_preset");
        object["id"] = json!(preset.id);
        object
    });
    Json(list(
        presets.collect(),
        false,
        "/v1/portico/branding/presets",
    ))
}

/// The preset that changes of the branding begin with; it is taken out of them.
///
/// # Errors
/// When there is none of that name.
pub(super) fn take_preset(changes: &mut Value) -> StripeResult<Option<&'static Preset>> {
    let Some(named) = changes.as_object_mut().and_then(|it| it.remove("preset")) else {
        return Ok(None);
    };
    let found = named.as_str().and_then(Preset::find);
    found.map(Some).ok_or_else(|| {
        let known: Vec<_> = PRESETS.iter().map(|preset| preset.id).collect();
        StripeError::invalid("preset", format!("Must be one of {}.", known.join(", ")))
    })
}
