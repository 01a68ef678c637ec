//! What a request wants changed: JSON or a form, with the files that come along.

use axum::extract::Request;
use axum::http::header;
use serde_json::{Map, Value, json};

use super::super::{is_form, refuse_card_numbers, unreadable};
use crate::app::{App, Merchant};
use crate::form::{self, Node};
use crate::json::read_body;
use crate::media::{self, Use};
use crate::store::Media;
use crate::stripe_error::{StripeError, StripeResult};

/// Two pictures in both schemes and two fonts, as base64 in a form where every `+` and `/` takes three bytes.
const LIMIT: usize = 8 * 1024 * 1024;

/// Card numbers are much larger.
const SMALL: f64 = 1e6;

/// Files by their hashes.
pub type Files = Vec<(String, Media)>;

/// Where files are named, below `shared`.
const PLACES: [(&str, Use, &[&str]); 3] = [
    ("logo", Use::Picture, &["light", "dark"]),
    ("icon", Use::Picture, &["light", "dark"]),
    ("font_file", Use::Font, &["regular", "bold"]),
];

/// Reads a body as JSON.
///
/// # Errors
/// When it is neither JSON nor a form, or holds a card number.
pub async fn read_changes(request: Request) -> StripeResult<Value> {
    let (parts, body) = request.into_parts();
    let bytes = read_body(body, LIMIT).await.map_err(unreadable)?;
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    if content_type.is_some_and(|value| value == "application/json") {
        let changes: Value = serde_json::from_slice(&bytes)
            .map_err(|_| StripeError::request("Invalid request: the body is not JSON."))?;
        refuse_card_numbers(&as_node(&changes), "")?;
        return Ok(changes);
    }
    // Nothing is nothing to be changed.
    if !bytes.is_empty() && !is_form(&parts.headers) {
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

/// Replaces each `data:` URL of a file by the hash of the file.
///
/// # Errors
/// Names the file that is not what it should be.
pub fn take_files(changes: &mut Value) -> StripeResult<Files> {
    let mut files = Files::new();
    let Some(shared) = changes.get_mut("shared") else {
        return Ok(files);
    };
    for (name, of, parts) in PLACES {
        let Some(place) = shared.get_mut(name) else {
            continue;
        };
        let param = format!("shared[{name}]");
        if let Some(variable) = take_file(place, of, &param, &mut files)? {
            if of == Use::Font {
                *place = json!({ "regular": place.take(), "bold": null, "variable": variable });
            }
            continue;
        }
        for part in parts {
            let Some(file) = place.get_mut(part) else {
                continue;
            };
            let param = format!("{param}[{part}]");
            let variable = take_file(file, of, &param, &mut files)?;
            if let ("regular", Some(variable)) = (*part, variable) {
                place["variable"] = json!(variable);
            }
        }
    }
    Ok(files)
}

/// Whether it was a file, and then whether it is a font with every weight.
fn take_file(
    place: &mut Value,
    of: Use,
    param: &str,
    files: &mut Files,
) -> StripeResult<Option<bool>> {
    let Some(url) = place.as_str().filter(|text| text.contains(':')) else {
        return Ok(None);
    };
    let file = media::read(url, of).map_err(|message| StripeError::invalid(param, message))?;
    *place = json!(file.hash);
    files.push((file.hash, file.media));
    Ok(Some(file.is_variable))
}

/// A hash may be sent again later; it must be one of the merchant's files, and for such a use.
///
/// # Errors
/// Names the setting whose file there is not.
pub async fn check_references(
    app: &App,
    merchant: &Merchant,
    shared: &theme::Shared,
    files: &Files,
) -> StripeResult<()> {
    let mut named: Vec<(&str, Option<&theme::MediaHash>)> = Vec::new();
    for (name, media) in [("logo", &shared.logo), ("icon", &shared.icon)] {
        if let Some(media) = media {
            named.extend([(name, Some(&media.light)), (name, media.dark.as_ref())]);
        }
    }
    if let Some(file) = &shared.font_file {
        let fonts = [Some(&file.regular), file.bold.as_ref()];
        named.extend(fonts.map(|hash| ("font_file", hash)));
    }
    for (name, hash) in named {
        let Some(hash) = hash else { continue };
        let new = files.iter().find(|(new, _)| new == hash.as_str());
        let content_type = match new {
            Some((_, file)) => Some(file.content_type.clone()),
            None => {
                let account = &merchant.account.id;
                let found = app.store().media(account, hash.as_str()).await?;
                found.map(|file| file.content_type)
            }
        };
        let is_font = name == "font_file";
        if content_type.is_none_or(|it| it.starts_with("font/") != is_font) {
            let what = if is_font { "font" } else { "picture" };
            let param = format!("shared[{name}]");
            return Err(StripeError::no_such(what, &param, hash.as_str()));
        }
    }
    Ok(())
}
