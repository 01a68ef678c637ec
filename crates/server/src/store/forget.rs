//! Forgetting what is no longer needed.

use super::engine::run;
use super::{Result, Store};

impl Store {
    /// Forgets what is no longer needed: links, those to drafts too, and sessions a day after their end, answers and requests for a code after
    /// a day, checkout sessions a day after they close, events that came and that went out after a month (Stripe
    /// repeats an event for three days), closed intents after a month, what customers
    /// did, and what was done in the dashboard, after thirteen months (docs/adr/0021).
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_old(&self, now: i64) -> Result<()> {
        const DAY: i64 = 86_400;
        /// A year and a month: what is done once a year can be compared with the last time.
        const ACTIVITY: i64 = 396;
        let mut transaction = self.writer.begin_alone("forget").await?;
        run!(
            transaction,
            execute,
            sqlx::query(
                "DELETE FROM portal_session
                 WHERE (redeemed_at IS NULL AND link_expires_at < $1) OR expires_at < $1 OR revoked_at < $1",
            )
            .bind(now - DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM idempotency WHERE created_at < $1").bind(now - DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM webhook_event WHERE received_at < $1").bind(now - 30 * DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM checkout WHERE created_at < $1").bind(now - 2 * DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM event WHERE created_at < $1").bind(now - 30 * DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM login WHERE created_at < $1").bind(now - DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM customer_lock WHERE held_until < $1").bind(now - DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM intent WHERE closed_at < $1").bind(now - 30 * DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query(
                "DELETE FROM dashboard_session
                 WHERE (redeemed_at IS NULL AND link_expires_at < $1) OR expires_at < $1 OR revoked_at < $1",
            )
            .bind(now - DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM dashboard_change WHERE at < $1").bind(now - ACTIVITY * DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM activity WHERE at < $1").bind(now - ACTIVITY * DAY)
        )?;
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM preview_link WHERE expires_at < $1").bind(now - DAY)
        )?;
        transaction.commit().await
    }
}
