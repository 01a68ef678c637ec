//! Where a merchant wants to hear of events.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::TYPES;
use crate::app::Merchant;
use crate::secret::Secret;
use crate::store::EndpointRow;
use crate::upstream::API_VERSION;

/// Every event.
const ALL: &str = "*";

/// A webhook endpoint.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// `we_…`
    pub id: String,
    /// Where events are sent.
    pub url: String,
    /// `whsec_…`
    pub secret: Secret,
    /// Types, or `*`.
    pub enabled_events: Vec<String>,
    /// The merchant's own words.
    pub description: Option<String>,
    /// The merchant's own notes.
    pub metadata: BTreeMap<String, String>,
    /// Whether events are sent.
    pub is_enabled: bool,
    /// Whether it was made at upstream, through this server.
    pub is_upstream: bool,
    /// When it was made.
    pub created: i64,
}

/// Whether a stored endpoint is to hear of an event.
pub(super) fn wants(row: &EndpointRow, kind: &str) -> bool {
    let wanted: Vec<String> = serde_json::from_str(&row.enabled_events).unwrap_or_default();
    row.is_enabled && wanted.iter().any(|it| it == ALL || it == kind)
}

/// Whether events of this type are sent by this server.
pub fn is_known_type(kind: &str) -> bool {
    kind == ALL || TYPES.contains(&kind)
}

impl Endpoint {
    /// Reads a stored endpoint. `None` when its secret was sealed with another key: the account's has been rolled.
    pub fn open(merchant: &Merchant, row: EndpointRow) -> Option<Self> {
        let Some(secret) = merchant.sealer.open(&row.secret, &row.id) else {
            let endpoint = &row.id;
            tracing::error!(
                endpoint,
                "the secret of an endpoint cannot be read: register it once more"
            );
            return None;
        };
        Some(Self {
            secret: Secret::from(String::from_utf8(secret).ok()?),
            enabled_events: serde_json::from_str(&row.enabled_events).unwrap_or_default(),
            metadata: serde_json::from_str(&row.metadata).unwrap_or_default(),
            id: row.id,
            url: row.url,
            description: row.description,
            is_enabled: row.is_enabled,
            is_upstream: row.is_upstream,
            created: row.created_at,
        })
    }

    /// The endpoint as it is stored.
    pub fn row(&self, merchant: &Merchant) -> EndpointRow {
        let secret = self.secret.expose().as_bytes();
        EndpointRow {
            id: self.id.clone(),
            merchant_id: merchant.account.id.clone(),
            url: self.url.clone(),
            secret: merchant.sealer.seal(secret, &self.id),
            enabled_events: json!(self.enabled_events).to_string(),
            description: self.description.clone(),
            metadata: json!(self.metadata).to_string(),
            is_enabled: self.is_enabled,
            is_upstream: self.is_upstream,
            created_at: self.created,
        }
    }

    /// Stripe's `webhook_endpoint`, without the secret, and beyond it whether upstream serves it as well.
    pub fn object(&self, livemode: bool) -> Value {
        json!({
            "id": self.id,
            "object": "webhook_endpoint",
            "api_version": API_VERSION,
            "application": null,
            "created": self.created,
            "description": self.description,
            "enabled_events": self.enabled_events,
            "livemode": livemode,
            "metadata": self.metadata,
            "status": if self.is_enabled { "enabled" } else { "disabled" },
            "upstream": self.is_upstream,
            "url": self.url,
        })
    }
}
