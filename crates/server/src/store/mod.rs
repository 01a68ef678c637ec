//! What Portico keeps of its own, in `SQLite`.
//!
//! One connection writes and a few read, so a write never waits on a lock held by another statement of ours and never
//! answers "database is locked". Statements use `$1` placeholders and no dialect, for a second database later.

mod activity;
mod branding;
mod checkouts;
mod configurations;
mod endpoints;
mod events;
mod idempotency;
mod intents;
mod logins;
mod mail;
mod session_ends;
mod session_flows;
mod sessions;
mod webhooks;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

pub use activity::ActivityRow;
pub use branding::Picture;
pub use checkouts::Checkout;
pub use configurations::ConfigurationRow;
pub use endpoints::EndpointRow;
pub use events::{DeliveryRow, EventRow};
pub use idempotency::Claim;
pub use intents::{Action, Intent, NewIntent, Outcome};
pub use logins::{CodeLimits, LoginRow, NewCode, NewLogin, NewLoginSession, WaitingLogin};
pub use mail::MailRow;
pub use sessions::{NewBrowser, NewSession, SessionRow};

/// A store's answer. Errors are the database's own and never hold a bound value.
pub type Result<T> = std::result::Result<T, sqlx::Error>;

/// How long a statement waits for another process before it gives up.
const BUSY: Duration = Duration::from_secs(5);

/// How many connections read. Reads are single rows by key; more would only cost memory.
const READERS: u32 = 4;

/// The open database.
#[derive(Debug)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Store {
    /// Opens `portico.db` in `folder`, creating both, and brings its tables up to date.
    ///
    /// # Errors
    /// When the folder cannot be written or holds another kind of database.
    pub async fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join("portico.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL may lose the last commits on power loss; a redeemed link must stay redeemed.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY)
            .foreign_keys(true)
            .pragma("trusted_schema", "OFF");
        let pool = |connections| {
            SqlitePoolOptions::new()
                .min_connections(1)
                .max_connections(connections)
                .idle_timeout(None)
                .max_lifetime(None)
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        sqlx::migrate!().run(&writer).await?;
        let readers = pool(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self { writer, readers })
    }

    /// Proves that the database can be read and written.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn probe(&self, now: i64) -> Result<()> {
        sqlx::query(
            "INSERT INTO probe (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
        )
        .bind(now)
        .execute(&self.writer)
        .await?;
        sqlx::query("SELECT at FROM probe WHERE id = 1")
            .fetch_one(&self.readers)
            .await?;
        Ok(())
    }

    /// Forgets what is no longer needed: links and sessions a day after their end, answers and requests for a code after
    /// a day, checkout sessions a day after they close, events that came and events that went out after a month (Stripe repeats an event for three days), closed intents after a month, what customers
    /// did after thirteen months (docs/adr/0021).
    ///
    /// # Errors
    /// The database's own.
    pub async fn forget_old(&self, now: i64) -> Result<()> {
        const DAY: i64 = 86_400;
        /// A year and a month: what is done once a year can be compared with the last time.
        const ACTIVITY: i64 = 396;
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(
            "DELETE FROM portal_session
             WHERE (redeemed_at IS NULL AND link_expires_at < $1) OR expires_at < $1 OR revoked_at < $1",
        )
        .bind(now - DAY)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM idempotency WHERE created_at < $1")
            .bind(now - DAY)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM checkout WHERE created_at < $1")
            .bind(now - 2 * DAY)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM webhook_event WHERE received_at < $1")
            .bind(now - 30 * DAY)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM event WHERE created_at < $1")
            .bind(now - 30 * DAY)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM login WHERE created_at < $1")
            .bind(now - DAY)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM intent WHERE closed_at < $1")
            .bind(now - 30 * DAY)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM activity WHERE at < $1")
            .bind(now - ACTIVITY * DAY)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// Closes the database after the last statement. The write-ahead log is folded back into it.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
