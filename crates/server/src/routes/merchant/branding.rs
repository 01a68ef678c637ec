//! `/v1/portico/branding`: the merchant's look.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, Request, State};
use axum::http::{StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use theme::{Contrast, FieldError, Preset, Scheme, Theme};

use super::branding_presets::take_preset;
use super::{is_form, refuse_card_numbers, unreadable};
use crate::app::{App, Merchant};
use crate::events::{self, BRANDING_PUBLISHED, Cause};
use crate::form::{self, Node};
use crate::json::read_body;
use crate::look::Look;
use crate::picture;
use crate::session::token;
use crate::store::Picture;
use crate::stripe_error::{StripeError, StripeResult};

/// Two pictures in both schemes, as base64 in a form where every `+` and `/` takes three bytes.
const LIMIT: usize = 8 * 1024 * 1024;

/// Card numbers are much larger.
const SMALL: f64 = 1e6;

/// The settings, and what was adjusted to keep every text readable.
pub async fn get_branding(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
) -> StripeResult<Json<Value>> {
    merchant.refresh_look(&app).await?;
    Ok(Json(object(&merchant, &merchant.look())))
}

/// Changes settings: what is not mentioned stays, or is the preset's where one is named; an empty value returns to its
/// default. Takes JSON, or a form with nested parameters. Pictures are sent as `data:image/png;base64,…` or
/// `data:image/jpeg;base64,…`.
pub async fn set_branding(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    request: Request,
) -> StripeResult<Json<Value>> {
    let cause = Cause::of(&request);
    let mut changes = read_changes(request).await?;
    let preset = take_preset(&mut changes)?;
    let mut pictures = Vec::new();
    take_pictures(&mut changes, &mut pictures)?;
    let published = publish(&app, &merchant, &cause, preset, &changes, &pictures).await?;
    Ok(Json(published))
}

/// Changes settings, tells of it, and answers what they are then.
///
/// # Errors
/// In Stripe's words, with the setting that is wrong.
pub(super) async fn publish(
    app: &App,
    merchant: &Merchant,
    cause: &Cause,
    preset: Option<&Preset>,
    changes: &Value,
    pictures: &[(String, Picture)],
) -> StripeResult<Value> {
    // Again when another request changed them in between: what is not mentioned stays as that one left it.
    while !apply(app, merchant, preset, changes, pictures).await? {}
    let published = object(merchant, &merchant.look());
    events::emit(app, merchant, cause, BRANDING_PUBLISHED, &published, None).await?;
    Ok(published)
}

/// Applies changes to the settings as they are stored now. `false` when they were changed in between.
async fn apply(
    app: &App,
    merchant: &Merchant,
    preset: Option<&Preset>,
    changes: &Value,
    pictures: &[(String, Picture)],
) -> StripeResult<bool> {
    let stored = merchant.refresh_look(app).await?;
    let before = merchant.look();
    let begun = preset.map(|preset| preset.instead_of(&before.branding));
    let begun = begun.as_ref().unwrap_or(&before.branding);
    let branding = begun.merge(changes).map_err(refusal)?;
    check_references(app, merchant, &branding, pictures).await?;
    let settings = serde_json::to_string(&branding).map_err(|error| {
        tracing::error!(%error, "branding could not be written");
        StripeError::internal()
    })?;
    let (account, now) = (&merchant.account.id, app.clock().now());
    let is_kept = app
        .store()
        .set_branding(account, stored.as_deref(), &settings, pictures, now)
        .await?;
    if is_kept {
        merchant.refresh_look(app).await?;
    }
    Ok(is_kept)
}

fn object(merchant: &Merchant, look: &Look) -> Value {
    let report: Vec<Value> = Theme::new(&look.branding)
        .report()
        .iter()
        .map(|adjustment| {
            json!({
                "token": adjustment.token.name(),
                "scheme": match adjustment.scheme {
                    Scheme::Light => "light",
                    Scheme::Dark => "dark",
                },
                "contrast": match adjustment.contrast {
                    Contrast::Standard => "standard",
                    Contrast::More => "more",
                },
                "wanted": adjustment.wanted.to_string(),
                "used": adjustment.used.to_string(),
                "ratio": adjustment.ratio,
            })
        })
        .collect();
    let mut object = json!(look.branding);
    object["object"] = json!("portico.branding");
    object["livemode"] = json!(!merchant.account.test_mode);
    object["adjustments"] = json!(report);
    object["stylesheet"] = json!(look.css_path);
    object
}

pub(super) async fn read_changes(request: Request) -> StripeResult<Value> {
    let (parts, body) = request.into_parts();
    let bytes = read_body(body, LIMIT).await.map_err(unreadable)?;
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    if content_type.is_some_and(|value| value == "application/json") {
        let changes: Value = serde_json::from_slice(&bytes)
            .map_err(|_| StripeError::request("Invalid request: the body is not JSON."))?;
        refuse_card_numbers(&as_node(&changes), "")?;
        return Ok(changes);
    }
    if !is_form(&parts.headers) {
        return Err(StripeError::request(
            "Invalid request: send application/json or application/x-www-form-urlencoded.",
        ));
    }
    let form = form::parse(&bytes).map_err(StripeError::request)?;
    refuse_card_numbers(&form, "")?;
    Ok(as_json(&form))
}

/// A form as JSON. Every value is a text; [`theme`] reads numbers from texts.
fn as_json(node: &Node) -> Value {
    match node {
        Node::Text(text) => json!(text),
        Node::Map(map) => {
            let parts = map.iter().map(|(name, node)| (name.clone(), as_json(node)));
            Value::Object(parts.collect::<Map<_, _>>())
        }
    }
}

/// JSON as a form, to look through it.
fn as_node(value: &Value) -> Node {
    match value {
        Value::Object(map) => Node::Map(
            map.iter()
                .map(|(name, value)| (name.clone(), as_node(value)))
                .collect(),
        ),
        Value::Array(list) => Node::Map(
            list.iter()
                .enumerate()
                .map(|(place, value)| (place.to_string(), as_node(value)))
                .collect(),
        ),
        Value::String(text) => Node::Text(text.clone()),
        // The many digits of a fraction, as colours have them, are no card number.
        Value::Number(number) if number.as_f64().is_some_and(|it| it.abs() < SMALL) => {
            Node::Text(String::new())
        }
        other => Node::Text(other.to_string()),
    }
}

/// Replaces each `data:` URL of a picture by the hash of the picture.
fn take_pictures(changes: &mut Value, pictures: &mut Vec<(String, Picture)>) -> StripeResult<()> {
    for name in ["logo", "icon"] {
        let Some(place) = changes
            .get_mut("shared")
            .and_then(|shared| shared.get_mut(name))
        else {
            continue;
        };
        let param = format!("shared[{name}]");
        take_picture(place, &param, pictures)?;
        for scheme in ["light", "dark"] {
            if let Some(place) = place.get_mut(scheme) {
                take_picture(place, &format!("{param}[{scheme}]"), pictures)?;
            }
        }
    }
    Ok(())
}

fn take_picture(
    place: &mut Value,
    param: &str,
    pictures: &mut Vec<(String, Picture)>,
) -> StripeResult<()> {
    let Some(url) = place.as_str().filter(|text| text.contains(':')) else {
        return Ok(());
    };
    let (content_type, encoded) = url
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(";base64,"))
        .ok_or_else(|| {
            StripeError::invalid(
                param,
                "Invalid picture: send its bytes as data:image/png;base64,… or data:image/jpeg;base64,…",
            )
        })?;
    let bytes = STANDARD
        .decode(encoded)
        .map_err(|_| StripeError::invalid(param, "Invalid picture: not base64."))?;
    let content_type = picture::check(content_type, &bytes)
        .map_err(|message| StripeError::invalid(param, message))?;
    let hash = token::hex(&Sha256::digest(&bytes));
    *place = json!(hash);
    let content_type = content_type.to_owned();
    pictures.push((
        hash,
        Picture {
            content_type,
            bytes,
        },
    ));
    Ok(())
}

/// A hash may be sent again later; it must be one of the merchant's pictures.
async fn check_references(
    app: &App,
    merchant: &Merchant,
    branding: &theme::Branding,
    pictures: &[(String, Picture)],
) -> StripeResult<()> {
    let shared = &branding.shared;
    for (name, media) in [("logo", &shared.logo), ("icon", &shared.icon)] {
        let Some(media) = media else { continue };
        for hash in [Some(&media.light), media.dark.as_ref()]
            .into_iter()
            .flatten()
        {
            let is_new = pictures.iter().any(|(new, _)| new == hash.as_str());
            let account = &merchant.account.id;
            if !is_new && app.store().picture(account, hash.as_str()).await?.is_none() {
                return Err(StripeError::no_such(
                    "picture",
                    &format!("shared[{name}]"),
                    hash.as_str(),
                ));
            }
        }
    }
    Ok(())
}

/// The first of the errors; Stripe's envelope has room for one.
pub(super) fn refusal(errors: Vec<FieldError>) -> StripeError {
    match errors.into_iter().next() {
        Some(error) => StripeError {
            status: StatusCode::BAD_REQUEST,
            ..StripeError::invalid(&error.param, error.message)
        },
        None => StripeError::internal(),
    }
}
