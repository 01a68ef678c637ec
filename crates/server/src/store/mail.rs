//! Mail that is on its way out.

use super::engine::run;
use super::{Result, Store};

/// A letter that waits to be handed over.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct MailRow {
    /// `ptm_…`
    pub id: String,
    /// The merchant.
    pub merchant_id: String,
    /// The sealed letter.
    pub letter: String,
    /// When it was written.
    pub created_at: i64,
    /// From when on it is not worth sending.
    pub expires_at: i64,
    /// When it is tried next.
    pub next_at: i64,
    /// How often it was tried.
    pub attempts: i64,
}

impl Store {
    /// Keeps a letter, to be handed over at once. `next_at` and `attempts` of the row are not looked at.
    ///
    /// # Errors
    /// The database's own.
    pub async fn queue_mail(&self, mail: &MailRow) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO mail (id, merchant_id, letter, created_at, expires_at, next_at) VALUES ($1, $2, $3, $4, $5, $4)",
            )
            .bind(&mail.id)
            .bind(&mail.merchant_id)
            .bind(&mail.letter)
            .bind(mail.created_at)
            .bind(mail.expires_at)
        )?;
        Ok(())
    }

    /// Letters to be tried now, oldest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn due_mail(&self, now: i64, limit: i64) -> Result<Vec<MailRow>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT id, merchant_id, letter, created_at, expires_at, next_at, attempts FROM mail
                 WHERE next_at <= $1 ORDER BY next_at, id LIMIT $2",
            )
            .bind(now)
            .bind(limit)
        )
    }

    /// Takes a letter for one try; the next one is not before `next_at`. `false` when another process has it: each try
    /// begins with another number of attempts.
    ///
    /// # Errors
    /// The database's own.
    pub async fn claim_mail(&self, mail: &MailRow, next_at: i64) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE mail SET next_at = $3, attempts = attempts + 1 WHERE id = $1 AND attempts = $2",
            )
            .bind(&mail.id)
            .bind(mail.attempts)
            .bind(next_at)
        )?;
        Ok(done == 1)
    }

    /// Has a letter that was tried, and was claimed as `mail`, tried again at `next_at`.
    ///
    /// # Errors
    /// The database's own.
    pub async fn postpone_mail(&self, mail: &MailRow, next_at: i64) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query("UPDATE mail SET next_at = $3 WHERE id = $1 AND attempts = $2")
                .bind(&mail.id)
                .bind(mail.attempts + 1)
                .bind(next_at)
        )?;
        Ok(())
    }

    /// Forgets a letter.
    ///
    /// # Errors
    /// The database's own.
    pub async fn drop_mail(&self, id: &str) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query("DELETE FROM mail WHERE id = $1").bind(id)
        )?;
        Ok(())
    }
}
