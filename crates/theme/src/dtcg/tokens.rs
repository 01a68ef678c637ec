//! The document: which tokens hold in which scheme, once references are followed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::VERSION;
use crate::branding::FieldError;

/// Longer chains of aliases are circles.
const DEEPEST: usize = 32;

/// Tokens by their paths.
#[derive(Debug, Default)]
pub(super) struct Layer(BTreeMap<String, Value>);

/// What holds in both schemes, and what in one.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub shared: Layer,
    pub light: Layer,
    pub dark: Layer,
    /// Whether the document tells schemes apart.
    pub has_schemes: bool,
}

impl Layer {
    pub fn tokens(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }

    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Adds the tokens of a group; later ones replace earlier ones.
    fn add(&mut self, group: &Value, path: &str) {
        let Some(fields) = group.as_object() else {
            return;
        };
        if let Some(value) = fields.get("$value") {
            self.0.insert(path.to_owned(), value.clone());
            return;
        }
        for (name, below) in fields {
            // `$type`, `$description` and the like are about the group; `$root` is a token without a name of its own.
            if name.starts_with('$') && name != "$root" {
                continue;
            }
            let path = match (path, name.as_str()) {
                (path, "$root") => path.to_owned(),
                ("", name) => name.to_owned(),
                (path, name) => format!("{path}.{name}"),
            };
            self.add(below, &path);
        }
    }
}

impl Layers {
    /// Reads a resolver document, or a file of tokens.
    ///
    /// # Errors
    /// The first reference that cannot be followed.
    pub fn of(document: &Value) -> Result<Self, FieldError> {
        let mut layers = Self::default();
        if document["version"] != VERSION || !document["resolutionOrder"].is_array() {
            layers.shared.add(document, "");
        } else {
            for (_, set) in document["sets"].as_object().into_iter().flatten() {
                layers.shared.add_all(document, &set["sources"])?;
            }
            let modifiers = document["modifiers"].as_object().into_iter().flatten();
            for (_, modifier) in modifiers {
                for (name, sources) in modifier["contexts"].as_object().into_iter().flatten() {
                    let layer = match name.to_lowercase().as_str() {
                        "light" => &mut layers.light,
                        "dark" => &mut layers.dark,
                        _ => continue,
                    };
                    layers.has_schemes = true;
                    layer.add_all(document, sources)?;
                }
            }
        }
        layers.follow()?;
        Ok(layers)
    }

    /// Puts values in the place of aliases. What a scheme says outranks what both share.
    fn follow(&mut self) -> Result<(), FieldError> {
        let followed = [&self.shared, &self.light, &self.dark].map(|layer| {
            let one = |(path, value): (&String, &Value)| {
                let value = resolve(value, &[layer, &self.shared]).ok_or_else(|| {
                    FieldError::new(path, "Refers to a token that is not there, or to itself.")
                })?;
                Ok((path.clone(), value))
            };
            layer
                .tokens()
                .map(one)
                .collect::<Result<BTreeMap<_, _>, _>>()
        });
        let [shared, light, dark] = followed;
        (self.shared, self.light, self.dark) = (Layer(shared?), Layer(light?), Layer(dark?));
        Ok(())
    }
}

impl Layer {
    fn add_all(&mut self, document: &Value, sources: &Value) -> Result<(), FieldError> {
        for source in sources.as_array().into_iter().flatten() {
            match source["$ref"].as_str() {
                None => self.add(source, ""),
                Some(reference) => {
                    let place = reference
                        .strip_prefix('#')
                        .and_then(|it| document.pointer(it));
                    let place = place.ok_or_else(|| {
                        FieldError::new(
                            "$ref",
                            "Must lead to a place in this document: nothing is fetched.",
                        )
                    })?;
                    self.add(place, "");
                }
            }
        }
        Ok(())
    }
}

/// A value, or the one it stands for.
fn resolve(value: &Value, layers: &[&Layer]) -> Option<Value> {
    let mut value = value;
    for _ in 0..DEEPEST {
        let alias = value
            .as_str()
            .and_then(|text| text.strip_prefix('{')?.strip_suffix('}'));
        let Some(path) = alias else {
            return Some(value.clone());
        };
        value = layers.iter().find_map(|layer| layer.0.get(path))?;
    }
    None
}
