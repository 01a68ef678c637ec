//! What is delivered where.

use serde_json::Value;

/// An endpoint: whose events it gets, which of them, and where.
pub(super) struct Target {
    pub(super) account: String,
    /// What tells it from the account's other endpoints, for ever.
    pub(super) key: String,
    pub(super) url: String,
    pub(super) secret: String,
    /// Types of events; `*` for all.
    pub(super) events: Vec<String>,
    /// The stored endpoint it was read from, if it is one of the API's.
    pub(super) body: Option<String>,
}

impl Target {
    /// Whether it wants an event, given as JSON.
    pub(super) fn wants(&self, body: &str) -> bool {
        let all = self.events.iter().any(|kind| kind == "*");
        all || serde_json::from_str::<Value>(body)
            .is_ok_and(|event| self.events.iter().any(|kind| event["type"] == **kind))
    }
}
