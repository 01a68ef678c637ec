//! Who changes a customer now, and how often customers have changed, for all servers that share the database.

use super::engine::run;
use super::{Result, Store};

/// In the place of a customer: what may concern any of the merchant's.
const ANYBODY: &str = "";

/// The columns of [`Changes`]; a macro because SQL texts are literals.
macro_rules! changes {
    ($merchant:literal, $customer:literal) => {
        concat!(
            "COALESCE((SELECT changes FROM customer_lock WHERE merchant_id = ",
            $merchant,
            " AND customer_id = ",
            $customer,
            "), 0) AS own, COALESCE((SELECT changes FROM customer_lock WHERE merchant_id = ",
            $merchant,
            " AND customer_id = ''), 0) AS common",
        )
    };
}

pub(super) use changes;

/// How often a customer has changed. Only whether the numbers are the same means anything: they begin at the time of day,
/// so that a row that was forgotten in between has another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Changes {
    /// Changes of the customer.
    pub own: i64,
    /// Changes that may concern anybody.
    pub common: i64,
}

impl Store {
    /// Takes a customer's lock for `holder` until `until` (Unix seconds), if it is free or was held until before `now`.
    ///
    /// # Errors
    /// The database's own.
    pub async fn lock_customer(
        &self,
        merchant: &str,
        customer: &str,
        holder: &str,
        now: i64,
        until: i64,
    ) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO customer_lock (merchant_id, customer_id, holder, held_until, changes)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (merchant_id, customer_id) DO UPDATE
                 SET holder = excluded.holder, held_until = excluded.held_until,
                     changes = customer_lock.changes + CASE WHEN customer_lock.holder IS NULL THEN 0 ELSE 1 END
                 WHERE customer_lock.holder IS NULL OR customer_lock.held_until <= $5",
            )
            .bind(merchant)
            .bind(customer)
            .bind(holder)
            .bind(until)
            .bind(now)
        )?;
        Ok(done == 1)
    }

    /// Holds a lock for longer. `false` when it is somebody else's by now.
    ///
    /// # Errors
    /// The database's own.
    pub async fn extend_lock(
        &self,
        merchant: &str,
        customer: &str,
        holder: &str,
        until: i64,
    ) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE customer_lock SET held_until = $4
                 WHERE merchant_id = $1 AND customer_id = $2 AND holder = $3",
            )
            .bind(merchant)
            .bind(customer)
            .bind(holder)
            .bind(until)
        )?;
        Ok(done == 1)
    }

    /// Gives a lock back and counts a change. The new number of the customer's own changes; `None` when the lock is
    /// somebody else's by now, who has counted one in taking it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn unlock_customer(
        &self,
        merchant: &str,
        customer: &str,
        holder: &str,
        now: i64,
    ) -> Result<Option<i64>> {
        run!(
            self.writer,
            fetch_optional,
            sqlx::query_scalar(
                "UPDATE customer_lock SET holder = NULL, held_until = $4, changes = changes + 1
                 WHERE merchant_id = $1 AND customer_id = $2 AND holder = $3 RETURNING changes",
            )
            .bind(merchant)
            .bind(customer)
            .bind(holder)
            .bind(now)
        )
    }

    /// Counts a change that was made elsewhere: of a customer, or without one that may concern anybody. Returns the new
    /// number.
    ///
    /// # Errors
    /// The database's own.
    pub async fn count_change(
        &self,
        merchant: &str,
        customer: Option<&str>,
        now: i64,
    ) -> Result<i64> {
        run!(
            self.writer,
            fetch_one,
            sqlx::query_scalar(
                "INSERT INTO customer_lock (merchant_id, customer_id, held_until, changes) VALUES ($1, $2, $3, $3)
                 ON CONFLICT (merchant_id, customer_id) DO UPDATE
                 SET changes = customer_lock.changes + 1,
                     held_until = CASE WHEN customer_lock.holder IS NULL THEN excluded.held_until
                                       ELSE customer_lock.held_until END
                 RETURNING changes",
            )
            .bind(merchant)
            .bind(customer.unwrap_or(ANYBODY))
            .bind(now)
        )
    }

    /// How often a customer has changed.
    ///
    /// # Errors
    /// The database's own.
    pub async fn changes(&self, merchant: &str, customer: &str) -> Result<Changes> {
        run!(
            self.readers,
            fetch_one,
            sqlx::query_as(concat!("SELECT ", changes!("$1", "$2")))
                .bind(merchant)
                .bind(customer)
        )
    }
}
