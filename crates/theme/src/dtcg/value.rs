//! Values of tokens.

use serde_json::{Value, json};

use crate::branding::Font;
use crate::color::{Oklch, Rgb};

/// Pixels of a `rem`, as browsers have it.
const REM: f64 = 16.0;

/// A colour as the Color module writes it. Four digits are more than eight bits can show.
pub(super) fn of_color(color: Rgb) -> Value {
    let channel = |channel: u8| (f64::from(channel) / 255.0 * 10_000.0).round() / 10_000.0;
    json!({
        "colorSpace": "srgb",
        "components": [channel(color.r), channel(color.g), channel(color.b)],
        "alpha": 1,
        "hex": color.to_string(),
    })
}

/// An opaque colour in sRGB or OKLCH, or by its `hex`.
pub(super) fn to_color(value: &Value) -> Result<Rgb, String> {
    if let Some(text) = value.as_str() {
        return text.parse();
    }
    if value["alpha"].as_f64().is_some_and(|alpha| alpha < 1.0) {
        return Err("Invalid color: must be opaque.".to_owned());
    }
    let components: Vec<f64> = value["components"]
        .as_array()
        .into_iter()
        .flatten()
        // `none` is nothing of it.
        .map(|component| component.as_f64().unwrap_or_default())
        .collect();
    match (value["colorSpace"].as_str(), components.as_slice()) {
        (Some("srgb"), [r, g, b]) => {
            // From 0 to 255 once it is in range.
            let channel = |channel: &f64| (channel.clamp(0.0, 1.0) * 255.0).round() as u8;
            Ok(Rgb::new(channel(r), channel(g), channel(b)))
        }
        (Some("oklch"), [l, c, h]) => Ok(Oklch::new(*l, *c, *h).to_rgb()),
        _ => value["hex"]
            .as_str()
            .ok_or_else(|| "Invalid color: must be in srgb or oklch, or have a hex.".to_owned())?
            .parse(),
    }
}

/// A dimension in whole pixels.
pub(crate) fn to_pixels(value: &Value) -> Result<u64, String> {
    let invalid =
        || "Invalid dimension: must be a value in px or rem, and not less than 0.".to_owned();
    let (number, unit) = match value {
        Value::Object(dimension) => {
            let number = dimension.get("value").and_then(Value::as_f64);
            let unit = dimension.get("unit").and_then(Value::as_str);
            (number.ok_or_else(invalid)?, unit.ok_or_else(invalid)?)
        }
        Value::String(text) => {
            let split = text
                .find(|c: char| c.is_ascii_alphabetic())
                .unwrap_or(text.len());
            let (number, unit) = text.split_at(split);
            (number.parse().map_err(|_| invalid())?, unit)
        }
        _ => return Err(invalid()),
    };
    let pixels = match unit {
        "px" => number,
        "rem" => number * REM,
        _ => return Err(invalid()),
    };
    if !(0.0..=10_000.0).contains(&pixels) {
        return Err(invalid());
    }
    Ok(pixels.round() as u64)
}

/// The font that has one of the families, the first one first.
pub(super) fn to_font(value: &Value) -> Option<Font> {
    let families: Vec<&str> = match value {
        Value::String(family) => vec![family],
        Value::Array(families) => families.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    Font::of_families(families)
}
