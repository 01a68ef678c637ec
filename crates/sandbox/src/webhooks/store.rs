//! What has been delivered to one endpoint, in the database.

use sha2::{Digest, Sha256};
use sqlx::Row as _;

use super::target::Target;
use crate::db::{Db, Tx};

/// An event on its way.
#[derive(Debug)]
pub(super) struct Delivery {
    /// The event's place in the `events` view.
    pub(super) seq: i64,
    /// Tries that failed so far; 0 for an event that was not tried yet.
    pub(super) attempts: u32,
    /// The event's JSON.
    pub(super) body: String,
}

/// What a try led to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Delivered,
    /// To be tried again at `due`, Unix milliseconds.
    Retry {
        attempts: u32,
        due: i64,
    },
    GivenUp,
}

/// What an endpoint's deliveries are kept under.
pub(super) fn name(account: &str, key: &str) -> String {
    let digest = Sha256::digest(format!("{account} {key}").as_bytes());
    crate::hex(&digest[..16])
}

/// Lets an endpoint hear of what is announced from now on, unless it is known already.
pub(super) async fn begin(tx: &mut Tx, endpoint: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO webhook_cursors (endpoint, seq) SELECT $1, COALESCE(MAX(seq), 0) FROM events WHERE TRUE
         ON CONFLICT (endpoint) DO NOTHING",
    )
    .bind(endpoint)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// One endpoint's deliveries.
#[derive(Debug)]
pub(super) struct Store {
    db: Db,
    account: String,
    endpoint: String,
}

impl Store {
    pub(super) fn new(db: Db, account: String, key: &str) -> Self {
        let endpoint = name(&account, key);
        Self {
            db,
            account,
            endpoint,
        }
    }

    /// A new endpoint hears of events from now on, a known one from where it was.
    pub(super) async fn register(&self) -> Result<(), sqlx::Error> {
        let mut tx = self.db.write().await?;
        begin(&mut tx, &self.endpoint).await?;
        tx.commit().await
    }

    /// Retries that are due at `now` (Unix milliseconds), then new events; at most `limit` of each.
    pub(super) async fn due(&self, now: i64, limit: u32) -> Result<Vec<Delivery>, sqlx::Error> {
        let mut tx = self.db.read().await?;
        let retries = sqlx::query(
            "SELECT e.seq, r.attempts, e.body FROM webhook_retries r JOIN events e ON e.seq = r.seq
             WHERE r.endpoint = $1 AND r.due <= $2 ORDER BY r.due LIMIT $3",
        )
        .bind(&self.endpoint)
        .bind(now)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await?;
        let new = sqlx::query(
            "SELECT seq, 0, body FROM events WHERE account = $1
             AND seq > (SELECT seq FROM webhook_cursors WHERE endpoint = $2) ORDER BY seq LIMIT $3",
        )
        .bind(&self.account)
        .bind(&self.endpoint)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await?;
        retries
            .iter()
            .chain(&new)
            .map(|row| {
                Ok(Delivery {
                    seq: row.try_get(0)?,
                    attempts: row.try_get(1)?,
                    body: row.try_get(2)?,
                })
            })
            .collect()
    }

    /// Whether an endpoint is still what its worker was started with.
    pub(super) async fn is_current(&self, target: &Target) -> Result<bool, sqlx::Error> {
        let Some(body) = &target.body else {
            return Ok(true);
        };
        let mut tx = self.db.read().await?;
        let now: Option<String> =
            sqlx::query_scalar("SELECT body FROM objects WHERE account = $1 AND id = $2")
                .bind(&self.account)
                .bind(&target.key)
                .fetch_optional(&mut *tx)
                .await?;
        Ok(now.as_ref() == Some(body))
    }

    /// When the next retry is due, Unix milliseconds.
    pub(super) async fn next_due(&self) -> Result<Option<i64>, sqlx::Error> {
        let mut tx = self.db.read().await?;
        sqlx::query_scalar("SELECT MIN(due) FROM webhook_retries WHERE endpoint = $1")
            .bind(&self.endpoint)
            .fetch_one(&mut *tx)
            .await
    }

    /// Writes down what a round led to, in one transaction.
    pub(super) async fn settle(&self, outcomes: &[(Delivery, Outcome)]) -> Result<(), sqlx::Error> {
        let mut tx = self.db.write().await?;
        for (delivery, outcome) in outcomes {
            let query = match outcome {
                Outcome::Retry { attempts, due } => sqlx::query(
                    "INSERT INTO webhook_retries (endpoint, seq, attempts, due) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (endpoint, seq) DO UPDATE SET attempts = excluded.attempts, due = excluded.due",
                )
                .bind(&self.endpoint)
                .bind(delivery.seq)
                .bind(*attempts)
                .bind(*due),
                Outcome::Delivered | Outcome::GivenUp if delivery.attempts == 0 => continue,
                Outcome::Delivered | Outcome::GivenUp => {
                    sqlx::query("DELETE FROM webhook_retries WHERE endpoint = $1 AND seq = $2")
                        .bind(&self.endpoint)
                        .bind(delivery.seq)
                }
            };
            query.execute(&mut *tx).await?;
        }
        let last = outcomes.iter().map(|(delivery, _)| delivery.seq).max();
        sqlx::query("UPDATE webhook_cursors SET seq = MAX(seq, $2) WHERE endpoint = $1")
            .bind(&self.endpoint)
            .bind(last)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }
}
