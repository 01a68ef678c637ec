//! Portal sessions: links and the browser sessions they become.

use super::customer_locks::{Changes, changes};
use super::engine::run;
use super::{Result, Store};
use crate::looks;

/// A link that is about to be handed out.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// `bps_…`
    pub id: &'a str,
    /// The merchant.
    pub merchant: &'a str,
    /// The customer.
    pub customer: &'a str,
    /// The configuration.
    pub configuration: &'a str,
    /// The way back.
    pub return_url: Option<&'a str>,
    /// The language asked for, unless the customer's own.
    pub locale: Option<&'a str>,
    /// JSON of [`crate::flow::Flow`], when it is for one thing only.
    pub flow: Option<&'a str>,
    /// The connected account whose subscriptions and invoices it shows.
    pub on_behalf_of: Option<&'a str>,
    /// Now.
    pub created_at: i64,
    /// Hash of the link's token.
    pub link_hash: &'a str,
    /// When the link ends.
    pub link_expires_at: i64,
}

/// A stored session.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SessionRow {
    /// `bps_…`
    pub id: String,
    /// The merchant.
    pub merchant_id: String,
    /// The customer.
    pub customer_id: String,
    /// The configuration.
    pub configuration_id: String,
    /// The way back.
    pub return_url: Option<String>,
    /// The language the merchant asked for.
    pub locale: Option<String>,
    /// When the link was made.
    pub created_at: i64,
    /// When the link ends.
    pub link_expires_at: i64,
    /// When the link was used.
    pub redeemed_at: Option<i64>,
    /// `ses_…`, from then on.
    pub public_id: Option<String>,
    /// The language found for the customer when the session began.
    pub shown_locale: Option<String>,
    /// The language the customer chose.
    pub chosen_locale: Option<String>,
    /// Last activity, at most a minute late.
    pub last_seen_at: Option<i64>,
    /// End whatever happens.
    pub expires_at: Option<i64>,
    /// When it was ended early.
    pub revoked_at: Option<i64>,
    /// How it began: `merchant` (a link the merchant's server made) or `login` (a code by e-mail).
    pub via: String,
    /// JSON of [`crate::flow::Flow`], when it is for one thing only.
    pub flow: Option<String>,
    /// How the flow was done, a word of [`contract::Completed`].
    pub flow_outcome: Option<String>,
    /// When it was done.
    pub flow_completed_at: Option<i64>,
    /// The invoice whose authentication the flow's change waits for.
    pub flow_invoice: Option<String>,
    /// The connected account whose subscriptions and invoices it shows.
    pub on_behalf_of: Option<String>,
}

impl SessionRow {
    /// Whether it began with a code by e-mail: then the e-mail address cannot be changed in it, or whoever reads the
    /// customer's mail once could keep the account.
    pub fn is_by_email(&self) -> bool {
        self.via == "login"
    }
}

#[derive(sqlx::FromRow)]
struct LiveSession {
    #[sqlx(flatten)]
    session: SessionRow,
    #[sqlx(flatten)]
    changes: Changes,
}

/// The columns of [`SessionRow`]; a macro because SQL texts are literals.
macro_rules! columns {
    () => {
        "id, merchant_id, customer_id, configuration_id, return_url, locale, created_at, link_expires_at, redeemed_at,
         public_id, shown_locale, chosen_locale, last_seen_at, expires_at, revoked_at, via, flow, flow_outcome,
         flow_completed_at, flow_invoice, on_behalf_of"
    };
}

pub(super) use columns;

impl SessionRow {
    /// Whose look it has: see [`crate::looks`].
    pub fn look(&self) -> String {
        looks::key(self.on_behalf_of.as_deref(), Some(&self.configuration_id))
    }
}

impl Store {
    /// Keeps a new link.
    ///
    /// # Errors
    /// The database's own.
    pub async fn insert_session(&self, session: &NewSession<'_>) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO portal_session (id, merchant_id, customer_id, configuration_id, return_url, locale,
                                             created_at, link_hash, link_expires_at, flow, on_behalf_of)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            )
            .bind(session.id)
            .bind(session.merchant)
            .bind(session.customer)
            .bind(session.configuration)
            .bind(session.return_url)
            .bind(session.locale)
            .bind(session.created_at)
            .bind(session.link_hash)
            .bind(session.link_expires_at)
            .bind(session.flow)
            .bind(session.on_behalf_of)
        )?;
        Ok(())
    }

    /// The link with this hash, if it can still be used.
    ///
    /// # Errors
    /// The database's own.
    pub async fn usable_link(
        &self,
        merchant: &str,
        link_hash: &str,
        now: i64,
    ) -> Result<Option<SessionRow>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM portal_session
                 WHERE merchant_id = $1 AND link_hash = $2 AND redeemed_at IS NULL AND revoked_at IS NULL
                   AND link_expires_at > $3",
            ))
            .bind(merchant)
            .bind(link_hash)
            .bind(now)
        )
    }

    /// The session of a cookie, if it is neither over, idle nor revoked, and how often its customer has changed. `idle` in
    /// seconds.
    ///
    /// # Errors
    /// The database's own.
    pub async fn live_session(
        &self,
        merchant: &str,
        cookie_hash: &str,
        now: i64,
        idle: i64,
    ) -> Result<Option<(SessionRow, Changes)>> {
        let found: Option<LiveSession> = run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                ", ",
                changes!("portal_session.merchant_id", "portal_session.customer_id"),
                " FROM portal_session
                 WHERE merchant_id = $1 AND cookie_hash = $2 AND revoked_at IS NULL
                   AND expires_at > $3 AND last_seen_at > $4",
            ))
            .bind(merchant)
            .bind(cookie_hash)
            .bind(now)
            .bind(now - idle)
        )?;
        Ok(found.map(|it| (it.session, it.changes)))
    }

    /// Notes activity. Never brings a session back that ended in between.
    ///
    /// # Errors
    /// The database's own.
    pub async fn touch_session(&self, merchant: &str, id: &str, now: i64) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE portal_session SET last_seen_at = $3
                 WHERE merchant_id = $1 AND id = $2 AND revoked_at IS NULL AND last_seen_at < $3",
            )
            .bind(merchant)
            .bind(id)
            .bind(now)
        )?;
        Ok(())
    }

    /// Keeps the language a customer chose.
    ///
    /// # Errors
    /// The database's own.
    pub async fn choose_locale(&self, merchant: &str, id: &str, locale: &str) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE portal_session SET chosen_locale = $3 WHERE merchant_id = $1 AND id = $2",
            )
            .bind(merchant)
            .bind(id)
            .bind(locale)
        )?;
        Ok(())
    }
}
