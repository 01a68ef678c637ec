//! Branding and the pictures it uses.

use super::engine::run;
use super::{Result, Store, findable};

/// An uploaded picture.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Picture {
    /// `image/png` or `image/jpeg`.
    pub content_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Store {
    /// The merchant's branding settings as JSON, if it has any.
    ///
    /// # Errors
    /// The database's own.
    pub async fn branding(&self, merchant: &str) -> Result<Option<String>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_scalar("SELECT settings FROM branding WHERE merchant_id = $1")
                .bind(merchant)
        )
    }

    /// Keeps branding settings together with the pictures they name, so that neither exists without the other, unless
    /// the settings are no longer `before`. Returns whether they were kept.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_branding(
        &self,
        merchant: &str,
        before: Option<&str>,
        settings: &str,
        pictures: &[(String, Picture)],
        now: i64,
    ) -> Result<bool> {
        let mut transaction = self
            .writer
            .begin_alone(&format!("branding {merchant}"))
            .await?;
        for (sha256, picture) in pictures {
            run!(
                transaction,
                execute,
                sqlx::query(
                    "INSERT INTO media (merchant_id, sha256, content_type, bytes, created_at)
                     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (merchant_id, sha256) DO NOTHING",
                )
                .bind(merchant)
                .bind(sha256)
                .bind(&picture.content_type)
                .bind(&picture.bytes)
                .bind(now)
            )?;
        }
        let done = run!(
            transaction,
            execute,
            sqlx::query(
                "INSERT INTO branding (merchant_id, settings, updated_at) VALUES ($1, $2, $3)
                 ON CONFLICT (merchant_id) DO UPDATE
                 SET settings = excluded.settings, updated_at = excluded.updated_at WHERE branding.settings = $4",
            )
            .bind(merchant)
            .bind(settings)
            .bind(now)
            .bind(before)
        )?;
        if done == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// A picture of the merchant by the hash of its content.
    ///
    /// # Errors
    /// The database's own.
    pub async fn picture(&self, merchant: &str, sha256: &str) -> Result<Option<Picture>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(
                "SELECT content_type, bytes FROM media WHERE merchant_id = $1 AND sha256 = $2",
            )
            .bind(merchant)
            .bind(findable(sha256))
        )
    }
}
