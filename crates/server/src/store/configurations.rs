//! Portal configurations.

use super::engine::run;
use super::{Result, Store, findable};

/// A stored configuration.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ConfigurationRow {
    /// `bpc_…`
    pub id: String,
    /// Whether sessions use it when none is named.
    pub is_default: bool,
    /// Whether sessions may use it.
    pub active: bool,
    /// When it was made.
    pub created_at: i64,
    /// When it was last changed.
    pub updated_at: i64,
    /// JSON of [`crate::configuration::Settings`].
    pub settings: String,
    /// Token of the login link, while it is switched on.
    pub login_token: Option<String>,
}

impl Store {
    /// Keeps a default configuration for a merchant that has none. Of several servers that start at the same time one
    /// does: a merchant has one default, says the index.
    ///
    /// # Errors
    /// The database's own.
    pub async fn seed_configuration(
        &self,
        merchant: &str,
        id: &str,
        settings: &str,
        now: i64,
    ) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO configuration (id, merchant_id, is_default, active, created_at, updated_at, settings)
                 SELECT $2, $1, TRUE, TRUE, $4, $4, $3
                 WHERE NOT EXISTS (SELECT 1 FROM configuration WHERE merchant_id = $1 AND is_default)
                 ON CONFLICT DO NOTHING",
            )
            .bind(merchant)
            .bind(id)
            .bind(settings)
            .bind(now)
        )?;
        Ok(())
    }

    /// One configuration of a merchant: the named one, else the default.
    ///
    /// # Errors
    /// The database's own.
    pub async fn configuration(
        &self,
        merchant: &str,
        id: Option<&str>,
    ) -> Result<Option<ConfigurationRow>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(
                "SELECT id, is_default, active, created_at, updated_at, settings, login_token FROM configuration
                 WHERE merchant_id = $1 AND ((id = $2) OR ($2 IS NULL AND is_default))",
            )
            .bind(merchant)
            .bind(id.map(findable))
        )
    }

    /// The active configuration with this login link.
    ///
    /// # Errors
    /// The database's own.
    pub async fn login_page(
        &self,
        merchant: &str,
        login_token: &str,
    ) -> Result<Option<ConfigurationRow>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(
                "SELECT id, is_default, active, created_at, updated_at, settings, login_token FROM configuration
                 WHERE merchant_id = $1 AND login_token = $2 AND active",
            )
            .bind(merchant)
            .bind(findable(login_token))
        )
    }

    /// The login link of the configuration that a browser's session had, whether it is over or not, else of the default
    /// one.
    ///
    /// # Errors
    /// The database's own.
    pub async fn login_token(
        &self,
        merchant: &str,
        cookie_hash: Option<&str>,
    ) -> Result<Option<String>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_scalar(
                "SELECT login_token FROM configuration
                 WHERE merchant_id = $1 AND active AND login_token IS NOT NULL AND (is_default OR id = (
                     SELECT configuration_id FROM portal_session WHERE merchant_id = $1 AND cookie_hash = $2))
                 ORDER BY CASE WHEN is_default THEN 1 ELSE 0 END LIMIT 1",
            )
            .bind(merchant)
            .bind(cookie_hash)
        )
    }

    /// All configurations of a merchant, newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn configurations(&self, merchant: &str) -> Result<Vec<ConfigurationRow>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT id, is_default, active, created_at, updated_at, settings, login_token FROM configuration
                 WHERE merchant_id = $1 ORDER BY created_at DESC, id DESC",
            )
            .bind(merchant)
        )
    }

    /// Keeps a new configuration. It becomes the default of an account that has none. Source: the first configuration made
    /// through Stripe's API does.
    ///
    /// # Errors
    /// The database's own.
    pub async fn insert_configuration(
        &self,
        merchant: &str,
        id: &str,
        settings: &str,
        login_token: Option<&str>,
        now: i64,
    ) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO configuration (id, merchant_id, is_default, active, created_at, updated_at, settings, login_token)
                 SELECT $1, $2, NOT EXISTS (SELECT 1 FROM configuration WHERE merchant_id = $2 AND is_default), TRUE, $3,
                        $3, $4, $5",
            )
            .bind(id)
            .bind(merchant)
            .bind(now)
            .bind(settings)
            .bind(login_token)
        )?;
        Ok(())
    }

    /// Replaces what a configuration says, unless somebody else did so since it was read. Returns whether it was
    /// replaced.
    ///
    /// # Errors
    /// The database's own.
    pub async fn update_configuration(
        &self,
        merchant: &str,
        read: &ConfigurationRow,
        active: bool,
        settings: &str,
        login_token: Option<&str>,
        now: i64,
    ) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE configuration SET active = $3, settings = $4, updated_at = $5, login_token = $8
                 WHERE merchant_id = $1 AND id = $2 AND settings = $6 AND active = $7",
            )
            .bind(merchant)
            .bind(&read.id)
            .bind(active)
            .bind(settings)
            .bind(now)
            .bind(&read.settings)
            .bind(read.active)
            .bind(login_token)
        )?;
        Ok(done == 1)
    }
}
