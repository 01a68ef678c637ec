//! Events: what Stripe would announce, written in the transaction of the change.

use serde_json::{Map, Value, json};

use crate::auth;
use crate::cx::Cx;
use crate::error::Result;
use crate::expand::{Wanted, present};
use crate::ids;

/// The API version events are rendered in.
pub(crate) const API_VERSION: &str = "2026-10-28.endive";

impl Cx {
    /// Announces a change: `object` is the stored state after it, `before` the one before.
    pub(crate) async fn emit(
        &mut self,
        kind: &str,
        object: &Value,
        before: Option<&Value>,
    ) -> Result<()> {
        let shown = present(self, object.clone(), &Wanted::default()).await?;
        let mut data = json!({ "object": shown });
        if let Some(before) = before {
            let before = present(self, before.clone(), &Wanted::default()).await?;
            data["previous_attributes"] = Value::Object(changed(&before, &shown));
        }
        let webhooks = self
            .state
            .config()
            .webhooks
            .iter()
            .filter(|webhook| auth::account_of(&webhook.account_key) == self.caller.account)
            .count();
        let endpoints: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM objects WHERE account = $1 AND object = 'webhook_endpoint' \
             AND json_extract(body, '$.status') = 'enabled'",
        )
        .bind(&self.caller.account)
        .fetch_one(&mut *self.tx)
        .await?;
        let webhooks = webhooks + usize::try_from(endpoints).unwrap_or_default();
        let event = json!({
            "id": ids::long("evt")?,
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now,
            "data": data,
            "livemode": false,
            "pending_webhooks": webhooks,
            "request": { "id": self.request.id, "idempotency_key": self.request.idempotency_key },
            "type": kind,
        });
        self.insert(&event).await?;
        self.news.announced = true;
        Ok(())
    }
}

/// The former values of what differs. Objects are compared by key, lists as a whole.
fn changed(before: &Value, after: &Value) -> Map<String, Value> {
    let (Some(before), Some(after)) = (before.as_object(), after.as_object()) else {
        return Map::new();
    };
    let mut former = Map::new();
    for key in before
        .keys()
        .chain(after.keys().filter(|key| !before.contains_key(*key)))
    {
        let old = before.get(key).unwrap_or(&Value::Null);
        let new = after.get(key).unwrap_or(&Value::Null);
        if old == new {
            continue;
        }
        let value = if old.is_object() && new.is_object() {
            Value::Object(changed(old, new))
        } else {
            old.clone()
        };
        former.insert(key.clone(), value);
    }
    former
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn previous_attributes_hold_what_differs() {
        let before = json!({"a": 1, "b": {"c": 1, "d": 2}, "l": [1], "m": {"k": "v"}});
        let after = json!({"a": 1, "b": {"c": 3, "d": 2}, "l": [1, 2], "m": {"k": "v", "n": "w"}});
        let expected = json!({"b": {"c": 1}, "l": [1], "m": {"n": null}});
        assert_eq!(Value::Object(changed(&before, &after)), expected);
    }
}
