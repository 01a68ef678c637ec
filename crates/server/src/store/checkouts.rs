//! Checkout sessions that customers were sent to.

use super::engine::run;
use super::{Result, Store};

/// Where a checkout session stands with us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checkout {
    /// What was saved there is still to be kept.
    Open,
    /// It is kept.
    Kept,
}

impl Store {
    /// Notes that a customer is sent to a checkout session. A second note changes nothing.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_checkout(
        &self,
        merchant: &str,
        customer: &str,
        id: &str,
        now: i64,
    ) -> Result<()> {
        run!(self.writer, execute, sqlx::query(
            "INSERT INTO checkout (id, merchant_id, customer_id, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(merchant)
        .bind(customer)
        .bind(now))?;
        Ok(())
    }

    /// A checkout session that this customer was sent to. `None` when nobody was, or somebody else.
    ///
    /// # Errors
    /// The database's own.
    pub async fn checkout(
        &self,
        merchant: &str,
        customer: &str,
        id: &str,
    ) -> Result<Option<Checkout>> {
        let kept_at: Option<Option<i64>> = run!(self.readers, fetch_optional, sqlx::query_scalar(
            "SELECT kept_at FROM checkout WHERE merchant_id = $1 AND customer_id = $2 AND id = $3",
        )
        .bind(merchant)
        .bind(customer)
        .bind(id))?;
        Ok(kept_at.map(|at| at.map_or(Checkout::Open, |_| Checkout::Kept)))
    }

    /// Notes that what was saved in a checkout session is kept.
    ///
    /// # Errors
    /// The database's own.
    pub async fn keep_checkout(
        &self,
        merchant: &str,
        customer: &str,
        id: &str,
        now: i64,
    ) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE checkout SET kept_at = $4
             WHERE merchant_id = $1 AND customer_id = $2 AND id = $3 AND kept_at IS NULL",
            )
            .bind(merchant)
            .bind(customer)
            .bind(id)
            .bind(now)
        )?;
        Ok(())
    }
}
