//! What a change took the place of.

use serde_json::{Map, Value};

/// The former values of what differs, as in Stripe's `data.previous_attributes`: objects are compared by key, lists as
/// a whole.
pub fn previous_attributes(before: &Value, after: &Value) -> Value {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        return before.clone();
    };
    let mut former = Map::new();
    for (name, value) in old {
        let now = new.get(name).unwrap_or(&Value::Null);
        if now == value {
            continue;
        }
        let kept = match (value, now) {
            (Value::Object(_), Value::Object(_)) => previous_attributes(value, now),
            _ => value.clone(),
        };
        former.insert(name.clone(), kept);
    }
    // What was not there before was nothing.
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        former.insert(name.clone(), Value::Null);
    }
    Value::Object(former)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_and_as_it_was() {
        let before = json!({ "a": 1, "b": { "c": [1], "d": 2 }, "metadata": { "gone": "x" } });
        let after = json!({ "a": 1, "b": { "c": [1, 2], "d": 2 }, "metadata": { "new": "y" } });
        assert_eq!(
            previous_attributes(&before, &after),
            json!({ "b": { "c": [1] }, "metadata": { "gone": "x", "new": null } })
        );
        assert_eq!(previous_attributes(&before, &before), json!({}));
    }
}
