//! Links that become browser sessions.

use super::engine::{Transaction, run};
use super::sessions::{SessionRow, columns};
use super::{Result, Store};

impl Store {
    /// Begins the transaction of a new browser session, which may replace another one.
    pub(super) async fn begin_session(
        &self,
        merchant: &str,
        replaced: Option<&str>,
    ) -> Result<Transaction> {
        match replaced {
            Some(_) => self.writer.begin_alone(&replacing(merchant)).await,
            None => self.writer.begin().await,
        }
    }

    /// Uses a link: the one statement that decides who of several gets the session.
    ///
    /// `replaced` is the hash of the cookie this browser sent; that session ends in the same transaction.
    ///
    /// # Errors
    /// The database's own.
    pub async fn redeem(
        &self,
        merchant: &str,
        link_hash: &str,
        browser: &NewBrowser<'_>,
        replaced: Option<&str>,
    ) -> Result<Option<SessionRow>> {
        let mut transaction = self.begin_session(merchant, replaced).await?;
        let row: Option<SessionRow> = run!(
            transaction,
            fetch_optional,
            sqlx::query_as(concat!(
                "UPDATE portal_session
                 SET redeemed_at = $3, last_seen_at = $3, expires_at = $4, public_id = $5, cookie_hash = $6, shown_locale = $7
                 WHERE merchant_id = $1 AND link_hash = $2 AND redeemed_at IS NULL AND revoked_at IS NULL
                   AND link_expires_at > $3
                 RETURNING ",
                columns!(),
            ))
            .bind(merchant)
            .bind(link_hash)
            .bind(browser.now)
            .bind(browser.expires_at)
            .bind(browser.public_id)
            .bind(browser.cookie_hash)
            .bind(browser.shown_locale)
        )?;
        if row.is_none() {
            transaction.rollback().await?;
            return Ok(None);
        }
        end_replaced(&mut transaction, merchant, replaced, browser.now).await?;
        transaction.commit().await?;
        Ok(row)
    }
}

/// Whoever ends several sessions of a merchant in one transaction does so alone: two that each waited for a session which
/// the other has ended would wait for ever.
pub(super) fn replacing(merchant: &str) -> String {
    format!("sessions {merchant}")
}

/// Ends the session that a new one replaces.
pub(super) async fn end_replaced(
    transaction: &mut Transaction,
    merchant: &str,
    replaced: Option<&str>,
    now: i64,
) -> Result<()> {
    let Some(cookie_hash) = replaced else {
        return Ok(());
    };
    run!(
        transaction,
        execute,
        sqlx::query(
            "UPDATE portal_session SET revoked_at = $3
             WHERE merchant_id = $1 AND cookie_hash = $2 AND revoked_at IS NULL",
        )
        .bind(merchant)
        .bind(cookie_hash)
        .bind(now)
    )?;
    Ok(())
}

/// What a link turns into.
#[derive(Clone, Debug)]
pub struct NewBrowser<'a> {
    /// Now.
    pub now: i64,
    /// End whatever happens.
    pub expires_at: i64,
    /// `ses_…`
    pub public_id: &'a str,
    /// Hash of the cookie's token.
    pub cookie_hash: &'a str,
    /// The language found for the customer.
    pub shown_locale: &'a str,
}
