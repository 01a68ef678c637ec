//! Origins whose pages may show a merchant's portal in a frame.

use super::engine::run;
use super::{Result, Store, findable};

/// An origin as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EmbedOriginRow {
    /// `emo_…`
    pub id: String,
    /// Such as `https://shop.example`.
    pub origin: String,
    /// When it was added.
    pub created_at: i64,
}

impl Store {
    /// A merchant's origins, by name.
    ///
    /// # Errors
    /// The database's own.
    pub async fn embed_origins(&self, merchant: &str) -> Result<Vec<EmbedOriginRow>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT id, origin, created_at FROM embed_origin WHERE merchant_id = $1 ORDER BY origin",
            )
            .bind(merchant)
        )
    }

    /// Adds an origin, unless the merchant has it or has `most` already. Returns it as it is stored then.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_embed_origin(
        &self,
        merchant: &str,
        row: &EmbedOriginRow,
        most: i64,
    ) -> Result<Option<EmbedOriginRow>> {
        let mut alone = self
            .writer
            .begin_alone(&format!("embed origins {merchant}"))
            .await?;
        run!(
            alone,
            execute,
            sqlx::query(
                "INSERT INTO embed_origin (id, merchant_id, origin, created_at)
                 SELECT $1, $2, $3, $4
                 WHERE (SELECT COUNT(*) FROM embed_origin WHERE merchant_id = $2) < $5
                 ON CONFLICT (merchant_id, origin) DO NOTHING",
            )
            .bind(&row.id)
            .bind(merchant)
            .bind(&row.origin)
            .bind(row.created_at)
            .bind(most)
        )?;
        let kept = run!(
            alone,
            fetch_optional,
            sqlx::query_as(
                "SELECT id, origin, created_at FROM embed_origin WHERE merchant_id = $1 AND origin = $2",
            )
            .bind(merchant)
            .bind(&row.origin)
        )?;
        alone.commit().await?;
        Ok(kept)
    }

    /// Takes an origin off the list. `false` when it is not on it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn remove_embed_origin(&self, merchant: &str, id: &str) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query("DELETE FROM embed_origin WHERE merchant_id = $1 AND id = $2")
                .bind(merchant)
                .bind(findable(id))
        )?;
        Ok(done == 1)
    }
}
