//! Reading settings, collecting every error with its path.

use std::str::FromStr;

use serde_json::{Map, Value};

use super::alias::unknown;
use super::{Branding, FieldError, FontFile, Media, MediaHash, Mode, Place, Texts};

/// Sets what `value` mentions and returns what cannot be used.
pub(super) fn apply(branding: &mut Branding, value: &Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let Some(mut root) = Object::new(value, "", &mut errors) else {
        return errors;
    };
    root.plain("version", &mut branding.version);
    if let Some(mut shared) = root.object("shared") {
        let to = &mut branding.shared;
        shared.plain("font", &mut to.font);
        shared.font_file("font_file", &mut to.font_file);
        shared.plain("radius", &mut to.radius);
        shared.plain("density", &mut to.density);
        shared.plain("button_style", &mut to.button_style);
        shared.plain("layout", &mut to.layout);
        shared.plain("color_scheme", &mut to.color_scheme);
        shared.media("logo", &mut to.logo);
        shared.media("icon", &mut to.icon);
        shared.finish();
    }
    if let Some(mut modes) = root.object("modes") {
        for (key, to) in [
            ("light", &mut branding.modes.light),
            ("dark", &mut branding.modes.dark),
        ] {
            if let Some(mut mode) = modes.object(key) {
                mode.colors(to);
                mode.finish();
            }
        }
        modes.finish();
    }
    if let Some(mut texts) = root.object("texts") {
        for place in Place::ALL {
            texts.text(*place, &mut branding.texts);
        }
        texts.finish();
    }
    root.finish();
    errors
}

/// An object of which every name must be asked for.
struct Object<'v, 'e> {
    path: String,
    fields: &'v Map<String, Value>,
    asked: Vec<&'static str>,
    errors: &'e mut Vec<FieldError>,
}

impl<'v, 'e> Object<'v, 'e> {
    fn new(value: &'v Value, path: &str, errors: &'e mut Vec<FieldError>) -> Option<Self> {
        if let Value::Object(fields) = value {
            return Some(Self {
                path: path.to_owned(),
                fields,
                asked: Vec::new(),
                errors,
            });
        }
        errors.push(FieldError::new(path, "Invalid object."));
        None
    }

    fn param(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}[{key}]", self.path)
        }
    }

    fn get(&mut self, key: &'static str) -> Option<&'v Value> {
        self.asked.push(key);
        self.fields.get(key)
    }

    fn object(&mut self, key: &'static str) -> Option<Object<'v, '_>> {
        let value = self.get(key)?;
        let path = self.param(key);
        Object::new(value, &path, self.errors)
    }

    /// A setting that has a default.
    fn plain<T: FromStr<Err = String> + Default>(&mut self, key: &'static str, to: &mut T) {
        if let Some(change) = self.change(key) {
            *to = change.unwrap_or_default();
        }
    }

    /// A setting that may be absent.
    fn optional<T: FromStr<Err = String>>(&mut self, key: &'static str, to: &mut Option<T>) {
        if let Some(change) = self.change(key) {
            *to = change;
        }
    }

    /// A value that was sent: `Some(None)` unsets.
    fn change<T: FromStr<Err = String>>(&mut self, key: &'static str) -> Option<Option<T>> {
        let value = self.get(key)?;
        let text = match value {
            Value::Null => return Some(None),
            Value::String(text) if text.is_empty() => return Some(None),
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                let error = FieldError::new(self.param(key), "Invalid string.");
                self.errors.push(error);
                return None;
            }
        };
        match text.parse() {
            Ok(parsed) => Some(Some(parsed)),
            Err(message) => {
                let error = FieldError::new(self.param(key), message);
                self.errors.push(error);
                None
            }
        }
    }

    /// A picture: a hash, or one for each scheme.
    fn media(&mut self, key: &'static str, to: &mut Option<Media>) {
        if !matches!(self.fields.get(key), Some(Value::Object(_))) {
            if let Some(change) = self.change::<MediaHash>(key) {
                *to = change.map(|light| Media { light, dark: None });
            }
            return;
        }
        let mut light = to.as_ref().map(|media| media.light.clone());
        let mut dark = to.as_ref().and_then(|media| media.dark.clone());
        let Some(mut object) = self.object(key) else {
            return;
        };
        let before = object.errors.len();
        object.optional("light", &mut light);
        object.optional("dark", &mut dark);
        object.finish();
        let sound = object.errors.len() == before;
        match (light, dark) {
            (Some(light), dark) => *to = Some(Media { light, dark }),
            (None, None) => *to = None,
            (None, Some(_)) if sound => {
                let param = format!("{}[light]", self.param(key));
                let message = "Required: a picture for the dark scheme stands beside one for the light scheme.";
                self.errors.push(FieldError::new(param, message));
            }
            (None, Some(_)) => {}
        }
    }

    /// A typeface: a hash, or one for each weight.
    fn font_file(&mut self, key: &'static str, to: &mut Option<FontFile>) {
        if !matches!(self.fields.get(key), Some(Value::Object(_))) {
            if let Some(change) = self.change::<MediaHash>(key) {
                *to = change.map(|regular| FontFile {
                    regular,
                    bold: None,
                    variable: false,
                });
            }
            return;
        }
        let (mut regular, mut bold, mut variable) = match to.take() {
            Some(before) => (Some(before.regular), before.bold, before.variable),
            None => (None, None, false),
        };
        let Some(mut object) = self.object(key) else {
            return;
        };
        object.optional("regular", &mut regular);
        object.optional("bold", &mut bold);
        object.flag("variable", &mut variable);
        object.finish();
        match (regular, bold) {
            (Some(regular), bold) => {
                *to = Some(FontFile {
                    regular,
                    bold,
                    variable,
                });
            }
            (None, None) => {}
            (None, Some(_)) => {
                let param = format!("{}[regular]", self.param(key));
                let message = "Required: a bold weight stands beside a regular one.";
                self.errors.push(FieldError::new(param, message));
            }
        }
    }

    fn flag(&mut self, key: &'static str, to: &mut bool) {
        match self.get(key) {
            None => {}
            Some(Value::Bool(flag)) => *to = *flag,
            Some(Value::Null) => *to = false,
            Some(Value::String(text)) if matches!(text.as_str(), "true" | "false") => {
                *to = text == "true";
            }
            Some(_) => {
                let error = FieldError::new(self.param(key), "Invalid boolean.");
                self.errors.push(error);
            }
        }
    }

    /// A text of the merchant's: one for every language, or one for each.
    fn text(&mut self, place: Place, to: &mut Texts) {
        let key = place.as_str();
        let Some(value) = self.get(key) else { return };
        let param = self.param(key);
        let result = match value {
            Value::Object(by_locale) => by_locale.iter().try_for_each(|(locale, text)| {
                let param = format!("{param}[{locale}]");
                let text = written(text, &param)?;
                to.set(place, locale, text)
                    .map_err(|message| FieldError::new(param, message))
            }),
            // Unset for every language.
            Value::Null => {
                to.clear(place);
                Ok(())
            }
            text => written(text, &param).and_then(|text| {
                to.clear(place);
                to.set(place, Texts::DEFAULT, text)
                    .map_err(|message| FieldError::new(param, message))
            }),
        };
        self.errors.extend(result.err());
    }

    fn colors(&mut self, to: &mut Mode) {
        self.optional("brand", &mut to.brand);
        self.optional("accent", &mut to.accent);
        self.optional("background", &mut to.background);
        self.optional("surface", &mut to.surface);
        self.optional("text", &mut to.text);
        self.optional("panel", &mut to.panel);
        self.optional("success", &mut to.success);
        self.optional("warning", &mut to.warning);
        self.optional("danger", &mut to.danger);
        self.optional("info", &mut to.info);
    }

    /// Refuses the names nobody asked for.
    fn finish(&mut self) {
        for key in self.fields.keys() {
            if !self.asked.contains(&key.as_str()) {
                let param = self.param(key);
                self.errors.push(unknown(&param));
            }
        }
    }
}

fn written<'v>(value: &'v Value, param: &str) -> Result<&'v str, FieldError> {
    match value {
        Value::String(text) => Ok(text),
        Value::Null => Ok(""),
        _ => Err(FieldError::new(param, "Invalid string.")),
    }
}
