//! Sessions that are for one thing only: when it is done.

use contract::Completed;

use super::engine::run;
use super::{Result, Store};

impl Store {
    /// Notes that a session's flow is done. The first note stands.
    ///
    /// # Errors
    /// The database's own.
    pub async fn complete_flow(
        &self,
        merchant: &str,
        id: &str,
        completed: Completed,
        now: i64,
    ) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE portal_session SET flow_outcome = $3, flow_completed_at = $4
                 WHERE merchant_id = $1 AND id = $2 AND flow IS NOT NULL AND flow_outcome IS NULL",
            )
            .bind(merchant)
            .bind(id)
            .bind(completed.as_str())
            .bind(now)
        )?;
        Ok(())
    }

    /// Notes the invoice whose authentication a flow's change waits for.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_flow_invoice(&self, merchant: &str, id: &str, invoice: &str) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE portal_session SET flow_invoice = $3
                 WHERE merchant_id = $1 AND id = $2 AND flow IS NOT NULL AND flow_outcome IS NULL",
            )
            .bind(merchant)
            .bind(id)
            .bind(invoice)
        )?;
        Ok(())
    }
}
