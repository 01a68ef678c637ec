//! Links by which people without an account see a draft.

use super::engine::run;
use super::{LookOf, Result, Store, findable};

/// A link as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PreviewLinkRow {
    /// `pvw_…`
    pub id: String,
    /// Whose look it shows, see [`LookOf`].
    pub scope: String,
    /// The page it leads to, without what previews begin with.
    pub path: String,
    /// The language it leads to.
    pub locale: Option<String>,
    /// When it was made.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
}

impl Store {
    /// Keeps a new link, unless there are `most` that have not ended. `false` when there are.
    ///
    /// # Errors
    /// The database's own.
    pub async fn insert_preview_link(
        &self,
        merchant: &str,
        token_hash: &str,
        row: &PreviewLinkRow,
        most: i64,
    ) -> Result<bool> {
        let mut alone = self
            .writer
            .begin_alone(&format!("preview links {merchant}"))
            .await?;
        let done = run!(
            alone,
            execute,
            sqlx::query(
                "INSERT INTO preview_link (id, merchant_id, token_hash, scope, path, locale, created_at, expires_at)
                 SELECT $1, $2, $3, $4, $5, $6, $7, $8
                 WHERE (SELECT COUNT(*) FROM preview_link WHERE merchant_id = $2 AND expires_at > $7) < $9",
            )
            .bind(&row.id)
            .bind(merchant)
            .bind(token_hash)
            .bind(&row.scope)
            .bind(&row.path)
            .bind(&row.locale)
            .bind(row.created_at)
            .bind(row.expires_at)
            .bind(most)
        )?;
        alone.commit().await?;
        Ok(done == 1)
    }

    /// The link of a token, while it has not ended.
    ///
    /// # Errors
    /// The database's own.
    pub async fn preview_link(
        &self,
        merchant: &str,
        token_hash: &str,
        now: i64,
    ) -> Result<Option<PreviewLinkRow>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(
                "SELECT id, scope, path, locale, created_at, expires_at FROM preview_link
                 WHERE merchant_id = $1 AND token_hash = $2 AND expires_at > $3",
            )
            .bind(merchant)
            .bind(token_hash)
            .bind(now)
        )
    }

    /// The links to a look that have not ended, newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn preview_links(&self, of: LookOf<'_>, now: i64) -> Result<Vec<PreviewLinkRow>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT id, scope, path, locale, created_at, expires_at FROM preview_link
                 WHERE merchant_id = $1 AND scope = $2 AND expires_at > $3 ORDER BY created_at DESC, id DESC",
            )
            .bind(of.merchant)
            .bind(findable(of.scope))
            .bind(now)
        )
    }

    /// Ends a link. `false` when there is none, or it has ended.
    ///
    /// # Errors
    /// The database's own.
    pub async fn remove_preview_link(&self, merchant: &str, id: &str) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query("DELETE FROM preview_link WHERE merchant_id = $1 AND id = $2")
                .bind(merchant)
                .bind(findable(id))
        )?;
        Ok(done == 1)
    }
}
