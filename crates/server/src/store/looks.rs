//! Looks: what is shown, what was, and what is being worked on.

use super::engine::run;
use super::{Media, Result, Store, findable, media};

/// How many versions of a look are kept: enough to go back, and an end.
const KEPT: i64 = 100;

/// A version of a look that was published.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LookRow {
    /// From 1 up.
    pub version: i64,
    /// JSON of the settings; for a configuration or a connected account, of what differs.
    pub settings: String,
    /// Whether the billing system told of it.
    pub from_upstream: bool,
    /// When it was published.
    pub published_at: i64,
}

/// A look that is being worked on.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DraftRow {
    /// Grows with each change.
    pub revision: i64,
    /// The version it was begun from; 0 when there was none.
    pub based_on: i64,
    /// JSON of the settings, as in [`LookRow`].
    pub settings: String,
    /// When it was last changed.
    pub updated_at: i64,
}

/// Whose look: of which merchant, and of the account (`""`), a configuration (`bpc_…`) or a connected account (`acct_…`).
#[derive(Clone, Copy, Debug)]
pub struct LookOf<'a> {
    /// The merchant.
    pub merchant: &'a str,
    /// Whose of the merchant's.
    pub scope: &'a str,
}

impl LookOf<'_> {
    fn lock(self) -> String {
        format!("look {} {}", self.merchant, self.scope)
    }
}

impl Store {
    /// The version that is shown, if there is one.
    ///
    /// # Errors
    /// The database's own.
    pub async fn look(&self, of: LookOf<'_>) -> Result<Option<LookRow>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(
                "SELECT version, settings, from_upstream, published_at FROM look
                 WHERE merchant_id = $1 AND scope = $2 ORDER BY version DESC LIMIT 1",
            )
            .bind(of.merchant)
            .bind(findable(of.scope))
        )
    }

    /// Versions, newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn look_versions(&self, of: LookOf<'_>) -> Result<Vec<LookRow>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT version, settings, from_upstream, published_at FROM look
                 WHERE merchant_id = $1 AND scope = $2 ORDER BY version DESC",
            )
            .bind(of.merchant)
            .bind(findable(of.scope))
        )
    }

    /// Publishes settings as the version after `before` (0 when there is none), together with the files they name, so
    /// that neither exists without the other, and ends the draft of this revision, where there is one. Returns the version;
    /// `None` when there is a later version or another revision meanwhile.
    ///
    /// # Errors
    /// The database's own.
    pub async fn publish_look(
        &self,
        of: LookOf<'_>,
        before: i64,
        settings: &str,
        files: &[(String, Media)],
        draft: Option<i64>,
        now: i64,
    ) -> Result<Option<i64>> {
        let version = before + 1;
        let mut transaction = self.writer.begin_alone(&of.lock()).await?;
        media::keep(&mut transaction, of.merchant, files, now).await?;
        let mut done = run!(
            transaction,
            execute,
            sqlx::query(
                "INSERT INTO look (merchant_id, scope, version, settings, from_upstream, published_at)
                 SELECT $1, $2, $3, $4, FALSE, $5
                 WHERE COALESCE((SELECT MAX(version) FROM look WHERE merchant_id = $1 AND scope = $2), 0) = $6
                 ON CONFLICT DO NOTHING",
            )
            .bind(of.merchant)
            .bind(of.scope)
            .bind(version)
            .bind(settings)
            .bind(now)
            .bind(before)
        )?;
        if let (1.., Some(revision)) = (done, draft) {
            done = run!(
                transaction,
                execute,
                sqlx::query(
                    "DELETE FROM look_draft WHERE merchant_id = $1 AND scope = $2 AND revision = $3",
                )
                .bind(of.merchant)
                .bind(of.scope)
                .bind(revision)
            )?;
        }
        if done == 0 {
            transaction.rollback().await?;
            return Ok(None);
        }
        run!(
            transaction,
            execute,
            sqlx::query("DELETE FROM look WHERE merchant_id = $1 AND scope = $2 AND version <= $3")
                .bind(of.merchant)
                .bind(of.scope)
                .bind(version - KEPT)
        )?;
        transaction.commit().await?;
        Ok(Some(version))
    }

    /// Notes what the billing system tells of a connected account's look, unless the merchant has made one. There is one
    /// version of that.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_look(&self, of: LookOf<'_>, settings: &str, now: i64) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO look (merchant_id, scope, version, settings, from_upstream, published_at)
                 SELECT $1, $2, 1, $3, TRUE, $4
                 WHERE NOT EXISTS (SELECT 1 FROM look WHERE merchant_id = $1 AND scope = $2 AND NOT from_upstream)
                 ON CONFLICT (merchant_id, scope, version) DO UPDATE
                 SET settings = excluded.settings, published_at = excluded.published_at
                 WHERE look.from_upstream AND look.settings <> excluded.settings",
            )
            .bind(of.merchant)
            .bind(of.scope)
            .bind(settings)
            .bind(now)
        )?;
        Ok(())
    }

    /// The draft, if there is one.
    ///
    /// # Errors
    /// The database's own.
    pub async fn look_draft(&self, of: LookOf<'_>) -> Result<Option<DraftRow>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(
                "SELECT revision, based_on, settings, updated_at FROM look_draft
                 WHERE merchant_id = $1 AND scope = $2",
            )
            .bind(of.merchant)
            .bind(findable(of.scope))
        )
    }

    /// Keeps a draft after the revision `before` (0 when there is none), with the files it names. `false` when it was
    /// changed meanwhile.
    ///
    /// # Errors
    /// The database's own.
    pub async fn keep_draft(
        &self,
        of: LookOf<'_>,
        before: i64,
        draft: &DraftRow,
        files: &[(String, Media)],
    ) -> Result<bool> {
        let mut transaction = self.writer.begin_alone(&of.lock()).await?;
        media::keep(&mut transaction, of.merchant, files, draft.updated_at).await?;
        let done = run!(
            transaction,
            execute,
            sqlx::query(
                "INSERT INTO look_draft (merchant_id, scope, revision, based_on, settings, updated_at)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (merchant_id, scope) DO UPDATE
                 SET revision = excluded.revision, based_on = excluded.based_on, settings = excluded.settings,
                     updated_at = excluded.updated_at
                 WHERE look_draft.revision = $7",
            )
            .bind(of.merchant)
            .bind(of.scope)
            .bind(draft.revision)
            .bind(draft.based_on)
            .bind(&draft.settings)
            .bind(draft.updated_at)
            .bind(before)
        )?;
        if done == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Throws the draft away. Whether there was one.
    ///
    /// # Errors
    /// The database's own.
    pub async fn discard_draft(&self, of: LookOf<'_>) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query("DELETE FROM look_draft WHERE merchant_id = $1 AND scope = $2")
                .bind(of.merchant)
                .bind(findable(of.scope))
        )?;
        Ok(done > 0)
    }
}
