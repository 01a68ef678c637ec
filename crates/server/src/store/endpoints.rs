//! The merchant's webhook endpoints.

use super::engine::run;
use super::{Result, Store};

/// A webhook endpoint as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EndpointRow {
    /// `we_…`
    pub id: String,
    /// The merchant.
    pub merchant_id: String,
    /// Where events are sent.
    pub url: String,
    /// The sealed secret.
    pub secret: String,
    /// JSON: a list of types, or `["*"]`.
    pub enabled_events: String,
    /// The merchant's own words.
    pub description: Option<String>,
    /// JSON: the merchant's own notes.
    pub metadata: String,
    /// Whether events are sent.
    pub is_enabled: bool,
    /// Whether it was made at upstream, through this server.
    pub is_upstream: bool,
    /// When it was made.
    pub created_at: i64,
}

impl Store {
    /// Keeps an endpoint, or what has changed of it. The secret stays what it was.
    ///
    /// # Errors
    /// The database's own.
    pub async fn save_endpoint(&self, endpoint: &EndpointRow) -> Result<()> {
        run!(self.writer, execute, sqlx::query(
            "INSERT INTO webhook_endpoint (id, merchant_id, url, secret, enabled_events, description, metadata,
                                           is_enabled, is_upstream, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (id) DO UPDATE
             SET url = excluded.url, enabled_events = excluded.enabled_events, description = excluded.description,
                 metadata = excluded.metadata, is_enabled = excluded.is_enabled
             WHERE webhook_endpoint.merchant_id = excluded.merchant_id",
        )
        .bind(&endpoint.id)
        .bind(&endpoint.merchant_id)
        .bind(&endpoint.url)
        .bind(&endpoint.secret)
        .bind(&endpoint.enabled_events)
        .bind(&endpoint.description)
        .bind(&endpoint.metadata)
        .bind(endpoint.is_enabled)
        .bind(endpoint.is_upstream)
        .bind(endpoint.created_at))?;
        Ok(())
    }

    /// A merchant's endpoints, newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn endpoints(&self, merchant: &str) -> Result<Vec<EndpointRow>> {
        run!(self.readers, fetch_all, sqlx::query_as(
            "SELECT id, merchant_id, url, secret, enabled_events, description, metadata, is_enabled, is_upstream,
                    created_at
             FROM webhook_endpoint WHERE merchant_id = $1 ORDER BY created_at DESC, id DESC",
        )
        .bind(merchant))
    }

    /// One endpoint of a merchant.
    ///
    /// # Errors
    /// The database's own.
    pub async fn endpoint(&self, merchant: &str, id: &str) -> Result<Option<EndpointRow>> {
        run!(self.readers, fetch_optional, sqlx::query_as(
            "SELECT id, merchant_id, url, secret, enabled_events, description, metadata, is_enabled, is_upstream,
                    created_at
             FROM webhook_endpoint WHERE merchant_id = $1 AND id = $2",
        )
        .bind(merchant)
        .bind(id))
    }

    /// Forgets an endpoint with what is on its way to it. `false` when there is none.
    ///
    /// # Errors
    /// The database's own.
    pub async fn delete_endpoint(&self, merchant: &str, id: &str) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query("DELETE FROM webhook_endpoint WHERE merchant_id = $1 AND id = $2")
                .bind(merchant)
                .bind(id)
        )?;
        Ok(done == 1)
    }
}
