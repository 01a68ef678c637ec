//! Webhook events that have been taken.

use super::engine::run;
use super::{Result, Store};

impl Store {
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
