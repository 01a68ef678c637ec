//! Requests for a code by e-mail.

use super::engine::run;
use super::{Result, Store};

/// Tries per code. Each is counted before it is looked at.
const TRIES: i64 = 5;

/// A request for a code.
#[derive(Clone, Debug)]
pub struct NewLogin<'a> {
    /// `ptl_…`
    pub id: &'a str,
    /// The merchant.
    pub merchant: &'a str,
    /// The configuration whose link it is.
    pub configuration: &'a str,
    /// Hash of the cookie of the browser that asks.
    pub browser_hash: &'a str,
    /// Keyed hash of the address.
    pub address_mac: &'a str,
    /// The sealed address.
    pub address: &'a str,
    /// The language of the page.
    pub locale: &'a str,
    /// Now.
    pub now: i64,
}

/// A request that waits to be looked up.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct WaitingLogin {
    /// `ptl_…`
    pub id: String,
    /// The merchant.
    pub merchant_id: String,
    /// Keyed hash of the address.
    pub address_mac: String,
    /// The sealed address.
    pub address: String,
    /// The language of the page.
    pub locale: String,
    /// When it was made.
    pub created_at: i64,
}

/// A code that is about to be given out.
#[derive(Clone, Copy, Debug)]
pub struct NewCode<'a> {
    /// Keyed hash of the code.
    pub code_mac: &'a str,
    /// When it ends.
    pub expires_at: i64,
    /// Whom it lets in: nobody, when nobody has the address.
    pub customer: Option<&'a str>,
}

/// How many codes are given out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeLimits {
    /// One per address in so many seconds.
    pub pause: i64,
    /// Per address and hour.
    pub hourly: i64,
    /// Per address and day.
    pub daily: i64,
    /// Per merchant and hour; only codes that somebody gets count, so that made-up addresses use up nothing.
    pub merchant_hourly: i64,
}

/// A code that a browser may enter.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LoginRow {
    /// `ptl_…`
    pub id: String,
    /// The configuration whose link it is.
    pub configuration_id: String,
    /// Keyed hash of the code; nothing while it is being looked up, or when too many were given out.
    pub code_mac: Option<String>,
    /// Whom it lets in.
    pub customer_id: Option<String>,
    /// Whether it was looked up.
    pub looked_up_at: Option<i64>,
}

impl Store {
    /// Keeps a request. One insert, whoever has the address.
    ///
    /// # Errors
    /// The database's own.
    pub async fn insert_login(&self, login: &NewLogin<'_>) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO login (id, merchant_id, configuration_id, browser_hash, address_mac, address, locale, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(login.id)
            .bind(login.merchant)
            .bind(login.configuration)
            .bind(login.browser_hash)
            .bind(login.address_mac)
            .bind(login.address)
            .bind(login.locale)
            .bind(login.now)
        )?;
        Ok(())
    }

    /// Requests that wait to be looked up, oldest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn waiting_logins(&self, limit: i64) -> Result<Vec<WaitingLogin>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT id, merchant_id, address_mac, address, locale, created_at FROM login
                 WHERE looked_up_at IS NULL ORDER BY created_at, id LIMIT $1",
            )
            .bind(limit)
        )
    }

    /// Notes that a request was looked up, and gives it its code unless too many were given out. `true` when it has one
    /// now: then, and by this caller only, it is mailed. Two of a merchant are not settled at the same time: each counts
    /// the codes before it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn settle_login(
        &self,
        login: &WaitingLogin,
        code: Option<NewCode<'_>>,
        limits: &CodeLimits,
        now: i64,
    ) -> Result<bool> {
        let name = format!("login {}", login.merchant_id);
        let mut transaction = self.writer.begin_alone(&name).await?;
        let (newest, hour, day): (i64, i64, i64) = run!(
            transaction,
            fetch_one,
            sqlx::query_as(
                "SELECT COALESCE(MAX(created_at), 0), COALESCE(SUM(CASE WHEN created_at > $3 THEN 1 ELSE 0 END), 0), COUNT(*)
                 FROM login WHERE merchant_id = $1 AND address_mac = $2 AND code_mac IS NOT NULL AND created_at > $4",
            )
            .bind(&login.merchant_id)
            .bind(&login.address_mac)
            .bind(login.created_at - 3_600)
            .bind(login.created_at - 86_400)
        )?;
        let (merchant_hour,): (i64,) = run!(
            transaction,
            fetch_one,
            sqlx::query_as(
                "SELECT COUNT(*) FROM login WHERE merchant_id = $1 AND customer_id IS NOT NULL AND created_at > $2",
            )
            .bind(&login.merchant_id)
            .bind(login.created_at - 3_600)
        )?;
        let allowed = newest <= login.created_at - limits.pause
            && hour < limits.hourly
            && day < limits.daily
            && merchant_hour < limits.merchant_hourly;
        if merchant_hour >= limits.merchant_hourly {
            tracing::warn!(
                merchant = login.merchant_id,
                "too many codes were asked for by e-mail"
            );
        }
        let code = code.filter(|_| allowed);
        let done = run!(
            transaction,
            execute,
            sqlx::query(
                "UPDATE login SET looked_up_at = $2, address = '', code_mac = $3, code_expires_at = $4, customer_id = $5
                 WHERE id = $1 AND looked_up_at IS NULL",
            )
            .bind(&login.id)
            .bind(now)
            .bind(code.map(|code| code.code_mac))
            .bind(code.map(|code| code.expires_at))
            .bind(code.and_then(|code| code.customer))
        )?;
        transaction.commit().await?;
        Ok(code.is_some() && done == 1)
    }

    /// The request whose code a browser may enter: of the address it asked for last, the newest that has a code, else
    /// the newest. A request that was too much does not take the earlier code away.
    ///
    /// # Errors
    /// The database's own.
    pub async fn login_of_browser(
        &self,
        merchant: &str,
        browser_hash: &str,
        since: i64,
    ) -> Result<Option<LoginRow>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(
                "SELECT id, configuration_id, code_mac, customer_id, looked_up_at FROM login
                 WHERE merchant_id = $1 AND browser_hash = $2 AND created_at > $3 AND address_mac = (
                     SELECT address_mac FROM login WHERE merchant_id = $1 AND browser_hash = $2
                     ORDER BY created_at DESC, id DESC LIMIT 1)
                 ORDER BY CASE WHEN code_mac IS NULL THEN 1 ELSE 0 END, created_at DESC, id DESC LIMIT 1",
            )
            .bind(merchant)
            .bind(browser_hash)
            .bind(since)
        )
    }

    /// Counts one try of a code, before it is looked at. `None` when it can no longer be tried; else whether it can be
    /// tried again after this one.
    ///
    /// # Errors
    /// The database's own.
    pub async fn try_login(&self, id: &str, now: i64) -> Result<Option<bool>> {
        let tries: Option<i64> = run!(
            self.writer,
            fetch_optional,
            sqlx::query_scalar(
                "UPDATE login SET tries = tries + 1
                 WHERE id = $1 AND tries < $3 AND used_at IS NULL AND code_expires_at > $2 RETURNING tries",
            )
            .bind(id)
            .bind(now)
            .bind(TRIES)
        )?;
        Ok(tries.map(|tries| tries < TRIES))
    }
}
