//! Webhook events that have been taken.

use super::engine::run;
use super::{Result, Store, findable};

impl Store {
    /// Whether an event was noted.
    ///
    /// # Errors
    /// The database's own.
    pub async fn knows_event(&self, merchant: &str, id: &str) -> Result<bool> {
        let found: Option<i64> = run!(
            self.readers,
            fetch_optional,
            sqlx::query_scalar(
                "SELECT received_at FROM webhook_event WHERE merchant_id = $1 AND id = $2",
            )
            .bind(merchant)
            .bind(findable(id))
        )?;
        Ok(found.is_some())
    }

    /// Notes an event; `false` when it had been taken before.
    ///
    /// # Errors
    /// The database's own.
    pub async fn take_event(&self, merchant: &str, id: &str, now: i64) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO webhook_event (merchant_id, id, received_at) VALUES ($1, $2, $3)
                 ON CONFLICT (merchant_id, id) DO NOTHING",
            )
            .bind(merchant)
            .bind(id)
            .bind(now)
        )?;
        Ok(done == 1)
    }
}
