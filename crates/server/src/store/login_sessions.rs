//! Codes by e-mail that become sessions.

use super::engine::run;
use super::session_begins::end_replaced;
use super::sessions::{SessionRow, columns};
use super::{LoginRow, NewBrowser, Result, Store};

impl Store {
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
        let mut transaction = self.begin_session(merchant, replaced).await?;
        let used = run!(
            transaction,
            execute,
            sqlx::query("UPDATE login SET used_at = $2 WHERE id = $1 AND used_at IS NULL")
                .bind(&login.id)
                .bind(browser.now)
        )?;
        if used != 1 {
            transaction.rollback().await?;
            return Ok(None);
        }
        let row: SessionRow = run!(
            transaction,
            fetch_one,
            sqlx::query_as(concat!(
                "INSERT INTO portal_session (id, merchant_id, customer_id, configuration_id, created_at, link_hash,
                                             link_expires_at, redeemed_at, last_seen_at, expires_at, public_id,
                                             cookie_hash, shown_locale, chosen_locale, via)
                 VALUES ($1, $2, $3, $4, $5, $6, $5, $5, $5, $7, $8, $9, $10, $11, 'login')
                 RETURNING ",
                columns!(),
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
        )?;
        end_replaced(&mut transaction, merchant, replaced, browser.now).await?;
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
