//! Stripe's Appearance object, as merchants have it for Elements and Connect's embedded components: in and out.
//!
//! Source: Stripe, "Elements Appearance API" and `AppearanceOptions` of connect-js 3.4.

use serde_json::{Map, Value, json};

use crate::branding::{Branding, ButtonStyle, ColorScheme, FieldError, Font, Radius};
use crate::color::Rgb;
use crate::dtcg::Imported;
use crate::theme::{Scheme, Theme};
use crate::token::Token;

/// What Stripe has no name for goes along under this one.
const EXTENSION: &str = "portico";

/// Colours: Stripe's names, and ours. Where several stand for one the first that is there counts.
const COLORS: [(&str, &[&str]); 8] = [
    ("brand", &["buttonPrimaryColorBackground", "colorPrimary"]),
    ("accent", &["actionPrimaryColorText", "formAccentColor"]),
    ("background", &["colorBackground"]),
    ("surface", &["formBackgroundColor"]),
    ("text", &["colorText"]),
    ("success", &["colorSuccess", "badgeSuccessColorText"]),
    ("warning", &["colorWarning", "badgeWarningColorText"]),
    ("danger", &["colorDanger", "badgeDangerColorText"]),
];

/// A button this round has half circles at its ends.
const PILL: u64 = 20;

/// Settings as an Appearance object of the scheme they have, or the light one. [`import`] reads it back without a loss.
#[must_use]
pub fn export(branding: &Branding) -> Value {
    let theme = Theme::new(branding);
    let (name, scheme) = match branding.shared.color_scheme {
        ColorScheme::Dark => ("night", Scheme::Dark),
        ColorScheme::Auto | ColorScheme::Light => ("stripe", Scheme::Light),
    };
    let color = |token| theme.color(scheme, token).to_string();
    let radius = branding.shared.radius.px();
    let button = match branding.shared.button_style {
        ButtonStyle::Rounded => radius,
        ButtonStyle::Pill => 99,
        ButtonStyle::Rectangular => 0,
    };
    let mut settings = json!(branding);
    if let Value::Object(settings) = &mut settings {
        settings.remove("version");
    }
    json!({
        "theme": name,
        "variables": {
            "colorPrimary": color(Token::Brand),
            "actionPrimaryColorText": color(Token::Link),
            "colorBackground": color(Token::Background),
            "formBackgroundColor": color(Token::Surface),
            "colorText": color(Token::Text),
            "colorSuccess": color(Token::SuccessText),
            "colorWarning": color(Token::WarningText),
            "colorDanger": color(Token::DangerText),
            "borderRadius": format!("{radius}px"),
            "buttonBorderRadius": format!("{button}px"),
            "fontFamily": branding.shared.font.stack(),
        },
        EXTENSION: settings,
    })
}

/// Reads an Appearance object. What has no place here is named, not refused: merchants bring what they have.
///
/// # Errors
/// Every value that is not of its type, with its path.
pub fn import(appearance: &Value) -> Result<Imported, Vec<FieldError>> {
    let Value::Object(sent) = appearance else {
        return Err(vec![FieldError::new("", "Invalid object.")]);
    };
    // What we wrote ourselves is there in full; of the variables beside it only those count that were changed since.
    let own = match sent.get(EXTENSION) {
        Some(own) => Some(Branding::from_json(own)?),
        None => None,
    };
    let written = own.as_ref().map(export).unwrap_or_default();
    let mut read = Reading {
        theme: sent
            .get("theme")
            .and_then(Value::as_str)
            .unwrap_or("stripe"),
        variables: Map::new(),
        ignored: Vec::new(),
        errors: Vec::new(),
    };
    for (name, value) in sent {
        match (name.as_str(), value) {
            ("theme" | EXTENSION, _) => {}
            ("variables", Value::Object(variables)) => {
                let changed = variables
                    .iter()
                    .filter(|(name, value)| written["variables"].get(name) != Some(value));
                read.variables
                    .extend(changed.map(|(name, value)| (name.clone(), value.clone())));
            }
            _ => read.ignored.push(name.clone()),
        }
    }
    let mut settings = sent.get(EXTENSION).cloned().unwrap_or_else(|| json!({}));
    read.colors(&mut settings);
    read.shapes(&mut settings);
    let left = read.variables.keys();
    read.ignored
        .extend(left.map(|name| format!("variables.{name}")));
    read.ignored.sort();
    if read.errors.is_empty() {
        Ok(Imported {
            settings,
            ignored: read.ignored,
        })
    } else {
        Err(read.errors)
    }
}

struct Reading<'a> {
    theme: &'a str,
    variables: Map<String, Value>,
    ignored: Vec<String>,
    errors: Vec<FieldError>,
}

impl Reading<'_> {
    /// A variable's text; it counts as read from then on.
    fn take(&mut self, name: &str) -> Option<String> {
        match self.variables.remove(name)? {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => {
                let path = format!("variables[{name}]");
                self.errors.push(FieldError::new(path, "Invalid string."));
                None
            }
        }
    }

    fn keep<T>(&mut self, name: &str, read: Result<T, String>) -> Option<T> {
        let path = || format!("variables[{name}]");
        read.map_err(|message| self.errors.push(FieldError::new(path(), message)))
            .ok()
    }

    fn colors(&mut self, settings: &mut Value) {
        let mode = if self.theme == "night" {
            "dark"
        } else {
            "light"
        };
        for (ours, names) in COLORS {
            let mut found = None;
            for name in names {
                let Some(text) = self.take(name) else {
                    continue;
                };
                let color = self.keep(name, color(&text));
                // Of a button's own colour and the primary one the button has the former.
                if ours == "brand" && found.is_some() {
                    put(settings, &["modes", mode, "accent"], json!(color));
                }
                found = found.or(color);
            }
            if let Some(color) = found {
                put(settings, &["modes", mode, ours], json!(color));
            }
        }
    }

    fn shapes(&mut self, settings: &mut Value) {
        if let Some(text) = self.take("borderRadius")
            && let Some(px) = self.keep("borderRadius", pixels(&text))
        {
            let px = px.min(u64::from(Radius::MAX));
            put(settings, &["shared", "radius"], json!(px));
        }
        if let Some(text) = self.take("buttonBorderRadius")
            && let Some(px) = self.keep("buttonBorderRadius", pixels(&text))
        {
            let style = match px {
                0 => ButtonStyle::Rectangular,
                PILL.. => ButtonStyle::Pill,
                _ => ButtonStyle::Rounded,
            };
            put(settings, &["shared", "button_style"], json!(style));
        }
        if let Some(text) = self.take("fontFamily") {
            match Font::of_families(text.split(',')) {
                Some(font) => put(settings, &["shared", "font"], json!(font)),
                None => self.ignored.push("variables.fontFamily".to_owned()),
            }
        }
    }
}

fn put(settings: &mut Value, path: &[&str], value: Value) {
    let mut place = settings;
    for name in path {
        place = &mut place[*name];
    }
    *place = value;
}

/// A colour as style sheets write it: `#rgb`, `#rrggbb`, or `rgb()` with three whole numbers.
fn color(text: &str) -> Result<Rgb, String> {
    let text = text.trim();
    if let Some([r, g, b]) = text
        .strip_prefix('#')
        .filter(|it| it.len() == 3)
        .and_then(shortened)
    {
        return format!("#{r}{r}{g}{g}{b}{b}").parse();
    }
    let Some(inside) = text
        .strip_prefix("rgb(")
        .and_then(|it| it.strip_suffix(')'))
    else {
        return text.to_lowercase().parse();
    };
    let parts: Vec<u8> = inside
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .map_while(|part| part.parse().ok())
        .collect();
    match parts.as_slice() {
        [r, g, b] => Ok(Rgb::new(*r, *g, *b)),
        _ => Err("Invalid color: must be three numbers from 0 to 255.".to_owned()),
    }
}

fn shortened(digits: &str) -> Option<[char; 3]> {
    let digits: Vec<char> = digits.chars().collect();
    digits.try_into().ok()
}

/// A length in whole pixels.
fn pixels(text: &str) -> Result<u64, String> {
    crate::dtcg::pixels(&json!(text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_style_sheets_write_them() {
        let read = |text: &str| color(text).map(|color| color.to_string());
        for (text, expected) in [
            ("#F00", "#ff0000"),
            (" #0570DE ", "#0570de"),
            ("rgb(1, 2,3)", "#010203"),
            ("rgb(1 2 3)", "#010203"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(expected));
        }
        for text in [
            "red",
            "rgb(1,2)",
            "rgb(1,2,300)",
            "var(--a)",
            "#ff",
            "#é1",
            "",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
