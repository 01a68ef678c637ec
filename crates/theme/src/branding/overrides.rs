//! What a configuration has different from the account.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{Branding, FieldError, alias, read};

/// Settings that differ from another look's: only what is mentioned, under our names. The rest stays as it is there,
/// also when that changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Overrides(Map<String, Value>);

impl Overrides {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These with a merchant's changes; `null` and `""` make a setting what it is elsewhere.
    ///
    /// # Errors
    /// As [`Branding::from_json`]; these are unchanged then.
    pub fn merge(&self, changes: &Value) -> Result<Self, Vec<FieldError>> {
        let canonical = alias::canonical(changes)?;
        let restored = |mut errors: Vec<FieldError>| {
            for error in &mut errors {
                canonical.restore_param(error);
            }
            errors
        };
        // Each value is judged by itself: what the other look will be is not known.
        let errors = read::apply(&mut Branding::default(), &canonical.value);
        if !errors.is_empty() {
            return Err(restored(errors));
        }
        let mut merged = self.0.clone();
        if let Value::Object(changes) = &canonical.value {
            put(&mut merged, changes);
        }
        merged.remove("version");
        Ok(Self(merged))
    }

    /// The other look with these differences.
    #[must_use]
    pub fn apply(&self, to: &Branding) -> Branding {
        let mut branding = to.clone();
        // A value that cannot be used is left out; `merge` took none.
        let _ = read::apply(&mut branding, &Value::Object(self.0.clone()));
        branding
    }
}

fn put(into: &mut Map<String, Value>, changes: &Map<String, Value>) {
    for (name, change) in changes {
        match change {
            Value::Null => {
                into.remove(name);
            }
            Value::String(text) if text.is_empty() => {
                into.remove(name);
            }
            Value::Object(changes) => {
                let place = into.entry(name.clone()).or_insert_with(empty);
                if !place.is_object() {
                    *place = empty();
                }
                if let Value::Object(inner) = place {
                    put(inner, changes);
                    if inner.is_empty() {
                        into.remove(name);
                    }
                }
            }
            value => {
                into.insert(name.clone(), value.clone());
            }
        }
    }
}

fn empty() -> Value {
    Value::Object(Map::new())
}

/// Stored differences are read as strictly as a merchant's.
impl<'de> Deserialize<'de> for Overrides {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::default().merge(&value).map_err(|errors| {
            let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
            serde::de::Error::custom(messages.join(" "))
        })
    }
}
