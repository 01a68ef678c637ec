//! Requests for a code by e-mail.

use super::sessions::{SessionRow, columns as session_columns};
use super::{NewBrowser, Result, Store};

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
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Requests that wait to be looked up, oldest first.
    ///
    /// # Errors
    /// The database's own.
    pub async fn waiting_logins(&self, limit: i64) -> Result<Vec<WaitingLogin>> {
        sqlx::query_as(
            "SELECT id, merchant_id, address_mac, address, locale, created_at FROM login
             WHERE looked_up_at IS NULL ORDER BY created_at, id LIMIT $1",
        )
        .bind(limit)
        .fetch_all(&self.readers)
        .await
    }

    /// Notes that a request was looked up, and gives it its code unless too many were given out. `true` when it has one
    /// now: then, and by this caller only, it is mailed.
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
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let (newest, hour, day): (i64, i64, i64) = sqlx::query_as(
            "SELECT COALESCE(MAX(created_at), 0), COALESCE(SUM(CASE WHEN created_at > $3 THEN 1 ELSE 0 END), 0), COUNT(*)
             FROM login WHERE merchant_id = $1 AND address_mac = $2 AND code_mac IS NOT NULL AND created_at > $4",
        )
        .bind(&login.merchant_id)
        .bind(&login.address_mac)
        .bind(login.created_at - 3_600)
        .bind(login.created_at - 86_400)
        .fetch_one(&mut *transaction)
        .await?;
        let (merchant_hour,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM login WHERE merchant_id = $1 AND customer_id IS NOT NULL AND created_at > $2",
        )
        .bind(&login.merchant_id)
        .bind(login.created_at - 3_600)
        .fetch_one(&mut *transaction)
        .await?;
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
        let done = sqlx::query(
            "UPDATE login SET looked_up_at = $2, address = '', code_mac = $3, code_expires_at = $4, customer_id = $5
             WHERE id = $1 AND looked_up_at IS NULL",
        )
        .bind(&login.id)
        .bind(now)
        .bind(code.map(|code| code.code_mac))
        .bind(code.map(|code| code.expires_at))
        .bind(code.and_then(|code| code.customer))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(code.is_some() && done.rows_affected() == 1)
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
        .fetch_optional(&self.readers)
        .await
    }

    /// Counts one try of a code, before it is looked at. `None` when it can no longer be tried; else whether it can be
    /// tried again after this one.
    ///
    /// # Errors
    /// The database's own.
    pub async fn try_login(&self, id: &str, now: i64) -> Result<Option<bool>> {
        let tries: Option<i64> = sqlx::query_scalar(
            "UPDATE login SET tries = tries + 1
             WHERE id = $1 AND tries < $3 AND used_at IS NULL AND code_expires_at > $2 RETURNING tries",
        )
        .bind(id)
        .bind(now)
        .bind(TRIES)
        .fetch_optional(&self.writer)
        .await?;
        Ok(tries.map(|tries| tries < TRIES))
    }

    /// Uses a code: exactly one of several who enter it gets the session. `replaced` is the hash of the cookie this
    /// browser sent; that session ends in the same transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn redeem_login(
        &self,
        merchant: &str,
        login: &LoginRow,
        session: &NewLoginSession<'_>,
        replaced: Option<&str>,
    ) -> Result<Option<SessionRow>> {
        let browser = session.browser;
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let used = sqlx::query("UPDATE login SET used_at = $2 WHERE id = $1 AND used_at IS NULL")
            .bind(&login.id)
            .bind(browser.now)
            .execute(&mut *transaction)
            .await?;
        if used.rows_affected() != 1 {
            transaction.rollback().await?;
            return Ok(None);
        }
        let row: SessionRow = sqlx::query_as(concat!(
            "INSERT INTO portal_session (id, merchant_id, customer_id, configuration_id, created_at, link_hash,
                                         link_expires_at, redeemed_at, last_seen_at, expires_at, public_id,
                                         cookie_hash, shown_locale, chosen_locale, via)
             VALUES ($1, $2, $3, $4, $5, $6, $5, $5, $5, $7, $8, $9, $10, $11, 'login')
             RETURNING ",
            session_columns!(),
        ))
        .bind(session.id)
        .bind(merchant)
        .bind(session.customer)
        .bind(&login.configuration_id)
        .bind(browser.now)
        .bind(session.link_hash)
        .bind(browser.expires_at)
        .bind(browser.public_id)
        .bind(browser.cookie_hash)
        .bind(browser.shown_locale)
        .bind(session.chosen_locale)
        .fetch_one(&mut *transaction)
        .await?;
        if let Some(old) = replaced {
            sqlx::query(
                "UPDATE portal_session SET revoked_at = $3
                 WHERE merchant_id = $1 AND cookie_hash = $2 AND revoked_at IS NULL",
            )
            .bind(merchant)
            .bind(old)
            .bind(browser.now)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(Some(row))
    }
}

/// What a code turns into.
#[derive(Clone, Debug)]
pub struct NewLoginSession<'a> {
    /// `bps_…`
    pub id: &'a str,
    /// The customer.
    pub customer: &'a str,
    /// Hash of a token that was never given out: there is no link to this session.
    pub link_hash: &'a str,
    /// The language chosen on the page.
    pub chosen_locale: Option<&'a str>,
    /// The browser's session.
    pub browser: &'a NewBrowser<'a>,
}
