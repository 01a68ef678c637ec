//! Answers kept for repeated requests.

use super::engine::run;
use super::{Result, Store};

/// How long an answer is kept, seconds. Source: Stripe, "Idempotent requests": at least 24 hours.
const KEPT: i64 = 86_400;

/// After how many seconds a request that never finished is taken to have died with its process.
const ABANDONED: i64 = 60;

/// What a repeated request meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nobody else: carry on, then call [`Store::finish_request`] or [`Store::release_request`].
    Ours,
    /// The first request is still running.
    Running,
    /// The key was used for another request.
    Different,
    /// The first request's answer: status and sealed body.
    Answered(u16, String),
}

impl Store {
    /// Claims a key for a request.
    ///
    /// # Errors
    /// The database's own.
    pub async fn claim_request(
        &self,
        key_hash: &str,
        request_hash: &str,
        now: i64,
    ) -> Result<Claim> {
        let claimed = run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO idempotency (key_hash, request_hash, created_at) VALUES ($1, $2, $3)
                 ON CONFLICT (key_hash) DO UPDATE
                 SET request_hash = excluded.request_hash, created_at = excluded.created_at, status = NULL, answer = NULL
                 WHERE idempotency.created_at <= $4
                    OR (idempotency.status IS NULL AND idempotency.created_at <= $5
                        AND idempotency.request_hash = excluded.request_hash)",
            )
            .bind(key_hash)
            .bind(request_hash)
            .bind(now)
            .bind(now - KEPT)
            .bind(now - ABANDONED)
        )?;
        if claimed == 1 {
            return Ok(Claim::Ours);
        }
        let found: Option<(String, Option<i64>, Option<String>)> = run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(
                "SELECT request_hash, status, answer FROM idempotency WHERE key_hash = $1",
            )
            .bind(key_hash)
        )?;
        Ok(match found {
            Some((hash, ..)) if hash != request_hash => Claim::Different,
            Some((_, Some(status), Some(answer))) => {
                Claim::Answered(u16::try_from(status).unwrap_or(500), answer)
            }
            // Released in between counts as running: the caller asks again in a moment.
            _ => Claim::Running,
        })
    }

    /// Whether a key was claimed.
    ///
    /// # Errors
    /// The database's own.
    pub async fn knows_request(&self, key_hash: &str) -> Result<bool> {
        let found: Option<(i64,)> = run!(
            self.readers,
            fetch_optional,
            sqlx::query_as("SELECT created_at FROM idempotency WHERE key_hash = $1").bind(key_hash)
        )?;
        Ok(found.is_some())
    }

    /// Keeps the answer of a claimed request.
    ///
    /// # Errors
    /// The database's own.
    pub async fn finish_request(&self, key_hash: &str, status: u16, answer: &str) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query("UPDATE idempotency SET status = $2, answer = $3 WHERE key_hash = $1")
                .bind(key_hash)
                .bind(i64::from(status))
                .bind(answer)
        )?;
        Ok(())
    }

    /// Gives a claimed key back: nothing was done, the request may be made again.
    ///
    /// # Errors
    /// The database's own.
    pub async fn release_request(&self, key_hash: &str) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query("DELETE FROM idempotency WHERE key_hash = $1 AND status IS NULL")
                .bind(key_hash)
        )?;
        Ok(())
    }
}
