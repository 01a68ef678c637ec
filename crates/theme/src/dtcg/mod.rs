//! Design tokens in the format that design tools exchange: one document with a set that both schemes share, and a
//! modifier with a context for each of them.
//!
//! Source: Design Tokens Community Group, Format, Color and Resolver modules, 2025.10. Older files with plain texts
//! (`"#5b3df5"`, `"8px"`) are read, too.

mod tokens;
mod value;

use serde_json::{Map, Value, json};

use crate::branding::{Branding, FieldError, Font};
use crate::color::Rgb;
use tokens::{Layer, Layers};
pub(crate) use value::to_pixels as pixels;

const VERSION: &str = "2025.10";

/// What tokens have no type for.
const EXTENSION: &str = "dev.portico";

/// Our colours, and what else they are called.
const COLORS: [(&str, &[&str]); 10] = [
    ("brand", &["primary"]),
    ("accent", &["link"]),
    ("background", &["canvas", "page"]),
    ("surface", &["card"]),
    ("text", &["foreground"]),
    ("panel", &[]),
    ("success", &["positive"]),
    ("warning", &[]),
    ("danger", &["error", "negative", "destructive"]),
    ("info", &[]),
];

/// What was read of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// Settings, as [`Branding::from_json`] takes them.
    pub settings: Value,
    /// Paths of the tokens that stand for nothing here.
    pub ignored: Vec<String>,
}

/// Settings as a resolver document. [`import`] reads it back without a loss.
#[must_use]
pub fn export(branding: &Branding) -> Value {
    let settings = json!(branding);
    let shared = &branding.shared;
    let mut common = json!({
        "radius": { "control": { "$type": "dimension", "$value": { "value": shared.radius.px(), "unit": "px" } } },
    });
    // The merchant's own file is no family that anybody else has.
    if shared.font != Font::Own {
        let stack = shared.font.stack();
        let families = stack.split(", ").map(|family| family.trim_matches('"'));
        let families: Vec<&str> = families.collect();
        common["font"] = json!({ "body": { "$type": "fontFamily", "$value": families } });
    }
    let own = json!({ "shared": settings["shared"], "texts": settings["texts"] });
    json!({
        "version": VERSION,
        "sets": { "shared": { "sources": [common], "$extensions": { EXTENSION: own } } },
        "modifiers": {
            "scheme": {
                "contexts": {
                    "light": [colors(&settings["modes"]["light"])],
                    "dark": [colors(&settings["modes"]["dark"])],
                },
                "default": "light",
            },
        },
        "resolutionOrder": [{ "$ref": "#/sets/shared" }, { "$ref": "#/modifiers/scheme" }],
    })
}

fn colors(mode: &Value) -> Value {
    let set = mode.as_object().into_iter().flatten();
    let tokens: Map<String, Value> = set
        .filter_map(|(name, color)| {
            let color: Rgb = color.as_str()?.parse().ok()?;
            Some((name.clone(), json!({ "$value": value::of_color(color) })))
        })
        .collect();
    let mut group = json!({ "$type": "color" });
    if let Value::Object(group) = &mut group {
        group.extend(tokens);
    }
    json!({ "color": group })
}

/// Reads a resolver document, or a file of tokens, whose colours are those of the light scheme. Tokens are known by their
/// names.
///
/// # Errors
/// Every token that is not of its type, and references that lead out of the document or in a circle, with their paths.
pub fn import(document: &Value) -> Result<Imported, Vec<FieldError>> {
    let layers = Layers::of(document).map_err(|error| vec![error])?;
    let mut read = Reading::default();
    let mut shared = extension(document, "shared");
    for (path, token) in layers.shared.tokens() {
        let name = path.rsplit('.').next().unwrap_or_default();
        if path.starts_with("font.") || path.starts_with("fontFamily") {
            match value::to_font(token) {
                Some(font) => {
                    shared.insert("font".to_owned(), json!(font.as_str()));
                }
                None => read.ignored.push(path.clone()),
            }
        } else if path.starts_with("radius.") || name == "radius" || name == "borderRadius" {
            if let Some(radius) = read.keep(path, value::to_pixels(token)) {
                shared.insert("radius".to_owned(), json!(radius));
            }
        } else if name_of(path).is_none() {
            read.ignored.push(path.clone());
        }
    }
    let none = Layer::default();
    let mut modes = Map::new();
    for (scheme, layer) in [("light", &layers.light), ("dark", &layers.dark)] {
        let both = if layers.has_schemes || scheme == "light" {
            &layers.shared
        } else {
            &none
        };
        let mut mode = Map::new();
        for (path, token) in both.tokens().chain(layer.tokens()) {
            let Some(name) = name_of(path) else {
                if layer.has(path) {
                    read.ignored.push(format!("{scheme}: {path}"));
                }
                continue;
            };
            let color = value::to_color(token);
            if let Some(color) = read.keep(path, color) {
                mode.insert(name.to_owned(), json!(color));
            }
        }
        modes.insert(scheme.to_owned(), Value::Object(mode));
    }
    if read.errors.is_empty() {
        read.ignored.sort();
        read.ignored.dedup();
        Ok(Imported {
            settings: json!({ "shared": shared, "modes": modes, "texts": extension(document, "texts") }),
            ignored: read.ignored,
        })
    } else {
        Err(read.errors)
    }
}

#[derive(Default)]
struct Reading {
    ignored: Vec<String>,
    errors: Vec<FieldError>,
}

impl Reading {
    fn keep<T>(&mut self, path: &str, read: Result<T, String>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(message) => {
                self.errors.push(FieldError::new(path, message));
                None
            }
        }
    }
}

/// Our name of a token: a colour by itself, or in a group of colours.
fn name_of(path: &str) -> Option<&'static str> {
    let (group, name) = path.rsplit_once('.').unwrap_or(("color", path));
    let is_colors = matches!(
        group.rsplit('.').next(),
        Some("color" | "colors" | "colour")
    );
    let known = COLORS
        .iter()
        .find(|(ours, others)| *ours == name || others.contains(&name));
    known.filter(|_| is_colors).map(|(ours, _)| *ours)
}

fn extension(document: &Value, name: &str) -> Map<String, Value> {
    let sets = document["sets"].as_object().into_iter().flatten();
    let mut found = sets.map(|(_, set)| &set["$extensions"][EXTENSION]);
    let own = found.find(|it| it.is_object()).unwrap_or(&Value::Null);
    own[name].as_object().cloned().unwrap_or_default()
}
