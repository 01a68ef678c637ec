//! Portal sessions as the merchant sees them: listed, and ended early.

use super::engine::run;
use super::session_begins::replacing;
use super::sessions::{SessionRow, columns};
use super::{Result, Store, findable};

impl Store {
    /// Ends one session, link or browser session. `None` when the merchant has no such session.
    ///
    /// # Errors
    /// The database's own.
    pub async fn revoke_session(
        &self,
        merchant: &str,
        id: &str,
        now: i64,
    ) -> Result<Option<SessionRow>> {
        run!(
            self.writer,
            fetch_optional,
            sqlx::query_as(concat!(
                "UPDATE portal_session SET revoked_at = COALESCE(revoked_at, $3)
                 WHERE merchant_id = $1 AND id = $2
                 RETURNING ",
                columns!(),
            ))
            .bind(merchant)
            .bind(findable(id))
            .bind(now)
        )
    }

    /// Ends every session of a customer and returns those that were not ended before.
    ///
    /// # Errors
    /// The database's own.
    pub async fn revoke_customer(
        &self,
        merchant: &str,
        customer: &str,
        now: i64,
    ) -> Result<Vec<SessionRow>> {
        let mut transaction = self.writer.begin_alone(&replacing(merchant)).await?;
        let ended = run!(
            transaction,
            fetch_all,
            sqlx::query_as(concat!(
                "UPDATE portal_session SET revoked_at = $3
                 WHERE merchant_id = $1 AND customer_id = $2 AND revoked_at IS NULL
                 RETURNING ",
                columns!(),
            ))
            .bind(merchant)
            .bind(findable(customer))
            .bind(now)
        )?;
        transaction.commit().await?;
        Ok(ended)
    }

    /// Sessions newest first, after `starting_after` and of `customer` when given; one more than `limit` when there
    /// are more.
    ///
    /// # Errors
    /// The database's own.
    pub async fn list_sessions(
        &self,
        merchant: &str,
        customer: Option<&str>,
        starting_after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<SessionRow>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM portal_session AS session
                 WHERE merchant_id = $1 AND ($2 IS NULL OR customer_id = $2)
                   AND ($3 IS NULL OR EXISTS (
                       SELECT 1 FROM portal_session AS cursor
                       WHERE cursor.merchant_id = $1 AND cursor.id = $3
                         AND (session.created_at < cursor.created_at
                              OR (session.created_at = cursor.created_at AND session.id < cursor.id))))
                 ORDER BY created_at DESC, id DESC LIMIT $4",
            ))
            .bind(merchant)
            .bind(customer.map(findable))
            .bind(starting_after.map(findable))
            .bind(limit + 1)
        )
    }
}
