//! Reading stored JSON.

use serde_json::Value;

/// A member as text; empty when it is none.
pub(crate) fn text<'a>(object: &'a Value, name: &str) -> &'a str {
    object[name].as_str().unwrap_or_default()
}

/// A member as a whole number; 0 when it is none.
pub(crate) fn int(object: &Value, name: &str) -> i64 {
    object[name].as_i64().unwrap_or_default()
}
