//! The merchants' own domains.

use super::engine::{Transaction, run};
use super::{Result, Store};

/// A domain as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DomainRow {
    /// `dom_…`
    pub id: String,
    /// The merchant.
    pub merchant_id: String,
    /// As browsers write it: lower case, without a port.
    pub host: String,
    /// What its TXT record must say.
    pub token: String,
    /// See [`crate::domains::Status`].
    pub status: String,
    /// Whether links lead there once it is active. One of a merchant's at most.
    pub is_primary: bool,
    /// JSON: what was not right at the last look, by code.
    pub missing: String,
    /// When it was added.
    pub created_at: i64,
    /// When its TXT record was first seen.
    pub verified_at: Option<i64>,
    /// When its records were last looked at.
    pub checked_at: Option<i64>,
    /// Since when an active one is not what it was.
    pub failing_since: Option<i64>,
    /// When its records are looked at next.
    pub check_at: i64,
}

/// A domain that is served.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ServedDomain {
    /// Its host.
    pub host: String,
    /// The merchant.
    pub merchant_id: String,
    /// Whether links lead there.
    pub is_primary: bool,
}

/// How many domains there may be, and how long one that nobody proves keeps others from its host.
#[derive(Clone, Copy, Debug)]
pub struct DomainLimits {
    /// Of a merchant.
    pub most: i64,
    /// Another merchant's that was added before this instant and never verified gives way.
    pub gives_way: i64,
}

/// What became of a new domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is there.
    Done(DomainRow),
    /// The host is this merchant's already, as the domain with this id.
    Own(String),
    /// The host is another merchant's.
    Taken,
    /// The merchant has as many as there may be.
    TooMany,
}

impl Store {
    /// Keeps a new domain. The first of a merchant becomes the primary one.
    ///
    /// # Errors
    /// The database's own.
    pub async fn add_domain(&self, row: DomainRow, limits: DomainLimits) -> Result<Added> {
        let mut alone = self.writer.begin_alone("domains").await?;
        run!(
            alone,
            execute,
            sqlx::query(
                "DELETE FROM custom_domain
             WHERE host = $1 AND merchant_id <> $2 AND verified_at IS NULL AND created_at < $3",
            )
            .bind(&row.host)
            .bind(&row.merchant_id)
            .bind(limits.gives_way)
        )?;
        let added = decide(&mut alone, row, limits).await?;
        alone.commit().await?;
        Ok(added)
    }

    /// A merchant's domains, newest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn domains(&self, merchant: &str) -> Result<Vec<DomainRow>> {
        run!(self.readers, fetch_all, sqlx::query_as(
            "SELECT id, merchant_id, host, token, status, is_primary, missing, created_at, verified_at, checked_at,
                    failing_since, check_at
             FROM custom_domain WHERE merchant_id = $1 ORDER BY created_at DESC, id DESC",
        )
        .bind(merchant))
    }

    /// One domain of a merchant.
    ///
    /// # Errors
    /// The database's own.
    pub async fn domain(&self, merchant: &str, id: &str) -> Result<Option<DomainRow>> {
        run!(self.readers, fetch_optional, sqlx::query_as(
            "SELECT id, merchant_id, host, token, status, is_primary, missing, created_at, verified_at, checked_at,
                    failing_since, check_at
             FROM custom_domain WHERE merchant_id = $1 AND id = $2",
        )
        .bind(merchant)
        .bind(super::findable(id)))
    }

    /// All domains that are served, whoever's.
    ///
    /// # Errors
    /// The database's own.
    pub async fn served_domains(&self) -> Result<Vec<ServedDomain>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT host, merchant_id, is_primary FROM custom_domain WHERE status = 'active' ORDER BY host",
            )
        )
    }

    /// Domains whose records are to be looked at, at most so many.
    ///
    /// # Errors
    /// The database's own.
    pub async fn due_domains(&self, now: i64, most: i64) -> Result<Vec<DomainRow>> {
        run!(self.readers, fetch_all, sqlx::query_as(
            "SELECT id, merchant_id, host, token, status, is_primary, missing, created_at, verified_at, checked_at,
                    failing_since, check_at
             FROM custom_domain WHERE check_at <= $1 ORDER BY check_at LIMIT $2",
        )
        .bind(now)
        .bind(most))
    }

    /// Takes a domain until an instant, to look at its records. `false` when somebody else has.
    ///
    /// # Errors
    /// The database's own.
    pub async fn claim_domain(&self, row: &DomainRow, until: i64) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query("UPDATE custom_domain SET check_at = $3 WHERE id = $1 AND check_at = $2",)
                .bind(&row.id)
                .bind(row.check_at)
                .bind(until)
        )?;
        Ok(done == 1)
    }

    /// Writes down what a look at a domain's records found. `false` when another look has been written down since `row`
    /// was read, or the domain is gone.
    ///
    /// # Errors
    /// The database's own.
    pub async fn settle_domain(&self, row: &DomainRow, found: &DomainRow) -> Result<bool> {
        let done = run!(self.writer, execute, sqlx::query(
            "UPDATE custom_domain
             SET status = $3, missing = $4, verified_at = $5, checked_at = $6, failing_since = $7, check_at = $8
             WHERE id = $1 AND COALESCE(checked_at, 0) = $2",
        )
        .bind(&row.id)
        .bind(row.checked_at.unwrap_or(0))
        .bind(&found.status)
        .bind(&found.missing)
        .bind(found.verified_at)
        .bind(found.checked_at)
        .bind(found.failing_since)
        .bind(found.check_at))?;
        Ok(done == 1)
    }

    /// Makes a domain its merchant's primary one, or no longer so.
    ///
    /// # Errors
    /// The database's own.
    pub async fn set_primary_domain(
        &self,
        merchant: &str,
        id: &str,
        is_primary: bool,
    ) -> Result<()> {
        let mut alone = self.writer.begin_alone("domains").await?;
        // The others first: at no time are there two.
        if is_primary {
            run!(alone, execute, sqlx::query(
                "UPDATE custom_domain SET is_primary = FALSE WHERE merchant_id = $1 AND is_primary AND id <> $2",
            )
            .bind(merchant)
            .bind(id))?;
        }
        run!(
            alone,
            execute,
            sqlx::query(
                "UPDATE custom_domain SET is_primary = $3 WHERE merchant_id = $1 AND id = $2"
            )
            .bind(merchant)
            .bind(id)
            .bind(is_primary)
        )?;
        alone.commit().await
    }

    /// Forgets a domain. `false` when there is none.
    ///
    /// # Errors
    /// The database's own.
    pub async fn delete_domain(&self, merchant: &str, id: &str) -> Result<bool> {
        let done = run!(
            self.writer,
            execute,
            sqlx::query("DELETE FROM custom_domain WHERE merchant_id = $1 AND id = $2")
                .bind(merchant)
                .bind(super::findable(id))
        )?;
        Ok(done == 1)
    }
}

/// Inserts a domain where it may be.
async fn decide(
    alone: &mut Transaction,
    mut row: DomainRow,
    limits: DomainLimits,
) -> Result<Added> {
    let owner: Option<(String, String)> = run!(
        alone,
        fetch_optional,
        sqlx::query_as("SELECT merchant_id, id FROM custom_domain WHERE host = $1").bind(&row.host)
    )?;
    match owner {
        Some((merchant, id)) if merchant == row.merchant_id => return Ok(Added::Own(id)),
        Some(_) => return Ok(Added::Taken),
        None => {}
    }
    let count: i64 = run!(
        alone,
        fetch_one,
        sqlx::query_scalar("SELECT count(*) FROM custom_domain WHERE merchant_id = $1")
            .bind(&row.merchant_id)
    )?;
    if count >= limits.most {
        return Ok(Added::TooMany);
    }
    row.is_primary = count == 0;
    run!(alone, execute, sqlx::query(
        "INSERT INTO custom_domain (id, merchant_id, host, token, status, is_primary, missing, created_at, verified_at,
                                    checked_at, failing_since, check_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&row.id)
    .bind(&row.merchant_id)
    .bind(&row.host)
    .bind(&row.token)
    .bind(&row.status)
    .bind(row.is_primary)
    .bind(&row.missing)
    .bind(row.created_at)
    .bind(row.verified_at)
    .bind(row.checked_at)
    .bind(row.failing_since)
    .bind(row.check_at))?;
    Ok(Added::Done(row))
}
