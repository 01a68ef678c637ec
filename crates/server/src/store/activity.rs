//! What customers changed, for them to see.

use super::engine::run;
use super::{Result, Store, findable};

/// A change that was made.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ActivityRow {
    /// The intent's `pti_…`, or the `seti_…` of an added payment method.
    pub id: String,
    /// The merchant.
    pub merchant_id: String,
    /// The customer.
    pub customer_id: String,
    /// When it was made, Unix seconds.
    pub at: i64,
    /// `ses_…` of the session it was made in.
    pub session_id: String,
    /// JSON of [`crate::activity::Note`].
    pub note: String,
}

/// What numbers a customer's changes is alone: two that count at the same time would give the same number.
pub(super) fn numbering(merchant: &str, customer: &str) -> String {
    format!("activity {merchant} {customer}")
}

impl Store {
    /// Writes down a change that had no intent. A second time nothing happens; `false` says so.
    ///
    /// # Errors
    /// The database's own.
    pub async fn record_activity(&self, row: &ActivityRow) -> Result<bool> {
        let name = numbering(&row.merchant_id, &row.customer_id);
        let mut transaction = self.writer.begin_alone(&name).await?;
        let done = run!(
            transaction,
            execute,
            sqlx::query(
                "INSERT INTO activity (id, merchant_id, customer_id, number, at, session_id, note)
                 VALUES ($1, $2, $3,
                         (SELECT COALESCE(MAX(number), 0) + 1 FROM activity WHERE merchant_id = $2 AND customer_id = $3),
                         $4, $5, $6)
                 ON CONFLICT (id) DO NOTHING",
            )
            .bind(&row.id)
            .bind(&row.merchant_id)
            .bind(&row.customer_id)
            .bind(row.at)
            .bind(&row.session_id)
            .bind(&row.note)
        )?;
        transaction.commit().await?;
        Ok(done == 1)
    }

    /// A customer's changes, newest first: the first `limit`, or those after the row `after`. `None` when there is no
    /// such row of this customer's.
    ///
    /// # Errors
    /// The database's own.
    pub async fn activity(
        &self,
        merchant: &str,
        customer: &str,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Option<Vec<ActivityRow>>> {
        let mut before = i64::MAX;
        if let Some(after) = after {
            let found = run!(
                self.readers,
                fetch_optional,
                sqlx::query_scalar(
                    "SELECT number FROM activity WHERE merchant_id = $1 AND customer_id = $2 AND id = $3",
                )
                .bind(merchant)
                .bind(customer)
                .bind(findable(after))
            )?;
            match found {
                Some(number) => before = number,
                None => return Ok(None),
            }
        }
        let rows = run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT id, merchant_id, customer_id, at, session_id, note FROM activity
                 WHERE merchant_id = $1 AND customer_id = $2 AND number < $3 ORDER BY number DESC LIMIT $4",
            )
            .bind(merchant)
            .bind(customer)
            .bind(before)
            .bind(limit)
        )?;
        Ok(Some(rows))
    }

    /// Forgets what a customer did. For a customer who was deleted.
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_activity(&self, merchant: &str, customer: &str) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query("DELETE FROM activity WHERE merchant_id = $1 AND customer_id = $2")
                .bind(merchant)
                .bind(customer)
        )?;
        Ok(())
    }
}
