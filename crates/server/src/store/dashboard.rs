//! Who is signed in to the dashboard, and what was changed from there.

use super::engine::run;
use super::{Result, Store, findable};

/// A link into the dashboard that is about to be handed out.
#[derive(Clone, Debug)]
pub struct NewDashboardSession<'a> {
    /// `das_…`
    pub id: &'a str,
    /// The merchant.
    pub merchant: &'a str,
    /// What may be done, a word of [`contract::Role`].
    pub role: &'a str,
    /// What the person is called.
    pub name: &'a str,
    /// Now.
    pub created_at: i64,
    /// Hash of the link's token.
    pub link_hash: &'a str,
    /// When the link ends.
    pub link_expires_at: i64,
}

/// A stored session of the dashboard.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DashboardRow {
    /// `das_…`
    pub id: String,
    /// What may be done, a word of [`contract::Role`].
    pub role: String,
    /// What the person is called.
    pub name: String,
    /// When the link was made.
    pub created_at: i64,
    /// When the link ends.
    pub link_expires_at: i64,
    /// When the link was used.
    pub redeemed_at: Option<i64>,
    /// `ses_…`, from then on.
    pub public_id: Option<String>,
    /// Last activity, at most a minute late.
    pub last_seen_at: Option<i64>,
    /// End whatever happens.
    pub expires_at: Option<i64>,
    /// When it was ended early.
    pub revoked_at: Option<i64>,
}

/// What was changed from the dashboard.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ChangeRow {
    /// `dac_…`
    pub id: String,
    /// When.
    pub at: i64,
    /// The session, `das_…`.
    pub session_id: String,
    /// What its person might do.
    pub role: String,
    /// What the person is called.
    pub name: String,
    /// The method of the request.
    pub method: String,
    /// The path of the merchant's API.
    pub path: String,
}

macro_rules! columns {
    () => {
        "id, role, name, created_at, link_expires_at, redeemed_at, public_id, last_seen_at, expires_at, revoked_at"
    };
}

impl Store {
    /// Keeps a new link.
    ///
    /// # Errors
    /// The database's own.
    pub async fn insert_dashboard_session(&self, new: &NewDashboardSession<'_>) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO dashboard_session (id, merchant_id, role, name, created_at, link_hash, link_expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(new.id)
            .bind(new.merchant)
            .bind(new.role)
            .bind(new.name)
            .bind(new.created_at)
            .bind(new.link_hash)
            .bind(new.link_expires_at)
        )?;
        Ok(())
    }

    /// Uses a link: the one statement that decides who of several gets the session. `hashes` are those of the link's
    /// token and of the cookie's.
    ///
    /// # Errors
    /// The database's own.
    pub async fn redeem_dashboard_link(
        &self,
        merchant: &str,
        hashes: [&str; 2],
        public_id: &str,
        now: i64,
        expires_at: i64,
    ) -> Result<Option<DashboardRow>> {
        run!(
            self.writer,
            fetch_optional,
            sqlx::query_as(concat!(
                "UPDATE dashboard_session
                 SET redeemed_at = $4, last_seen_at = $4, expires_at = $5, public_id = $6, cookie_hash = $3
                 WHERE merchant_id = $1 AND link_hash = $2 AND redeemed_at IS NULL AND revoked_at IS NULL
                   AND link_expires_at > $4
                 RETURNING ",
                columns!(),
            ))
            .bind(merchant)
            .bind(hashes[0])
            .bind(hashes[1])
            .bind(now)
            .bind(expires_at)
            .bind(public_id)
        )
    }

    /// The live session of a cookie, by its hash.
    ///
    /// # Errors
    /// The database's own.
    pub async fn live_dashboard_session(
        &self,
        merchant: &str,
        cookie_hash: &str,
        now: i64,
        idle: i64,
    ) -> Result<Option<DashboardRow>> {
        run!(
            self.readers,
            fetch_optional,
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM dashboard_session
                 WHERE merchant_id = $1 AND cookie_hash = $2 AND revoked_at IS NULL AND expires_at > $3
                   AND last_seen_at > $4",
            ))
            .bind(merchant)
            .bind(cookie_hash)
            .bind(now)
            .bind(now - idle)
        )
    }

    /// Writes activity down.
    ///
    /// # Errors
    /// The database's own.
    pub async fn touch_dashboard_session(&self, merchant: &str, id: &str, now: i64) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "UPDATE dashboard_session SET last_seen_at = $3
                 WHERE merchant_id = $1 AND id = $2 AND last_seen_at < $3",
            )
            .bind(merchant)
            .bind(id)
            .bind(now)
        )?;
        Ok(())
    }

    /// Ends a session, link or browser's. `None` when the merchant has no such session.
    ///
    /// # Errors
    /// The database's own.
    pub async fn revoke_dashboard_session(
        &self,
        merchant: &str,
        id: &str,
        now: i64,
    ) -> Result<Option<DashboardRow>> {
        run!(
            self.writer,
            fetch_optional,
            sqlx::query_as(concat!(
                "UPDATE dashboard_session SET revoked_at = COALESCE(revoked_at, $3)
                 WHERE merchant_id = $1 AND id = $2
                 RETURNING ",
                columns!(),
            ))
            .bind(merchant)
            .bind(findable(id))
            .bind(now)
        )
    }

    /// The newest sessions and links.
    ///
    /// # Errors
    /// The database's own.
    pub async fn dashboard_sessions(
        &self,
        merchant: &str,
        limit: i64,
    ) -> Result<Vec<DashboardRow>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(concat!(
                "SELECT ",
                columns!(),
                " FROM dashboard_session WHERE merchant_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2",
            ))
            .bind(merchant)
            .bind(limit)
        )
    }

    /// Writes a change down.
    ///
    /// # Errors
    /// The database's own.
    pub async fn note_dashboard_change(&self, merchant: &str, change: &ChangeRow) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO dashboard_change (id, merchant_id, at, session_id, role, name, method, path)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(&change.id)
            .bind(merchant)
            .bind(change.at)
            .bind(&change.session_id)
            .bind(&change.role)
            .bind(&change.name)
            .bind(&change.method)
            .bind(&change.path)
        )?;
        Ok(())
    }

    /// Changes, newest first, before `starting_after` when given; one more than `limit` when there are more.
    ///
    /// # Errors
    /// The database's own.
    pub async fn dashboard_changes(
        &self,
        merchant: &str,
        starting_after: Option<&str>,
        limit: i64,
    ) -> Result<Vec<ChangeRow>> {
        run!(
            self.readers,
            fetch_all,
            sqlx::query_as(
                "SELECT id, at, session_id, role, name, method, path FROM dashboard_change AS change
                 WHERE merchant_id = $1
                   AND ($2 IS NULL OR EXISTS (
                       SELECT 1 FROM dashboard_change AS cursor
                       WHERE cursor.merchant_id = $1 AND cursor.id = $2
                         AND (change.at < cursor.at OR (change.at = cursor.at AND change.id < cursor.id))))
                 ORDER BY at DESC, id DESC LIMIT $3",
            )
            .bind(merchant)
            .bind(starting_after.map(findable))
            .bind(limit + 1)
        )
    }
}
