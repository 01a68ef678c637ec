//! Files that looks use: pictures and typefaces.

use super::engine::{Transaction, run};
use super::{Result, Store, findable};

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Media {
    /// `image/png`, `image/jpeg`, `image/svg+xml` or `font/woff2`.
    pub content_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Store {
    /// A file of the merchant by the hash of its content.
    ///
    /// # Errors
    /// The database's own.
    pub async fn media(&self, merchant: &str, sha256: &str) -> Result<Option<Media>> {
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

/// Keeps files under the hashes of their content.
pub(super) async fn keep(
    transaction: &mut Transaction,
    merchant: &str,
    files: &[(String, Media)],
    now: i64,
) -> Result<()> {
    for (sha256, file) in files {
        run!(
            transaction,
            execute,
            sqlx::query(
                "INSERT INTO media (merchant_id, sha256, content_type, bytes, created_at)
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (merchant_id, sha256) DO NOTHING",
            )
            .bind(merchant)
            .bind(sha256)
            .bind(&file.content_type)
            .bind(&file.bytes)
            .bind(now)
        )?;
    }
    Ok(())
}
