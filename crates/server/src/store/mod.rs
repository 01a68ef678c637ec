//! What Portico keeps of its own, in `SQLite` or in `PostgreSQL`.

mod activity;
mod backup;
mod checkouts;
mod configurations;
mod customer_locks;
mod dashboard;
mod domains;
mod embed_origins;
mod endpoints;
mod engine;
mod events;
mod forget;
mod idempotency;
mod intents;
mod login_sessions;
mod logins;
mod looks;
mod mail;
mod media;
mod preview_links;
mod session_begins;
mod session_ends;
mod session_flows;
mod sessions;
mod webhooks;

use std::path::Path;

use crate::config::Database;
use engine::{Engine, run};

pub use activity::ActivityRow;
pub use backup::backup;
pub use checkouts::Checkout;
pub use configurations::ConfigurationRow;
pub use customer_locks::Changes;
pub use dashboard::{ChangeRow, DashboardRow, NewDashboardSession};
pub use domains::{Added, DomainLimits, DomainRow, ServedDomain};
pub use embed_origins::EmbedOriginRow;
pub use endpoints::EndpointRow;
pub use events::{DeliveryRow, EventRow};
pub use idempotency::Claim;
pub use intents::{Action, Intent, NewIntent, Outcome};
pub use login_sessions::NewLoginSession;
pub use logins::{CodeLimits, LoginRow, NewCode, NewLogin, WaitingLogin};
pub use looks::{DraftRow, LookOf, LookRow};
pub use mail::MailRow;
pub use media::Media;
pub use preview_links::PreviewLinkRow;
pub use session_begins::NewBrowser;
pub use sessions::{NewSession, SessionRow};

/// A store's answer. Errors are the database's own and never hold a bound value.
pub type Result<T> = std::result::Result<T, sqlx::Error>;

/// The open database.
#[derive(Debug)]
pub struct Store {
    writer: Engine,
    readers: Engine,
}

/// A text from outside, to be looked for. `PostgreSQL` takes no NUL in a text, not even to say that there is none; no id
/// is empty.
fn findable(text: &str) -> &str {
    if text.contains('\0') { "" } else { text }
}

impl Store {
    /// Opens a `PostgreSQL` database, or without one `portico.db` in `folder`, and brings its tables up to date.
    ///
    /// # Errors
    /// When the database cannot be reached or the folder cannot be written, or it holds something else.
    pub async fn open(database: Option<&Database>, folder: &Path) -> Result<Self> {
        let (writer, readers) = match database {
            Some(database) => {
                let pool = engine::open_postgres(database.options()).await?;
                (pool.clone(), pool)
            }
            None => {
                std::fs::create_dir_all(folder)?;
                engine::open_sqlite(&folder.join("portico.db")).await?
            }
        };
        Ok(Self { writer, readers })
    }

    /// Proves that the database can be read and written.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn probe(&self, now: i64) -> Result<()> {
        run!(
            self.writer,
            execute,
            sqlx::query(
                "INSERT INTO probe (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
            )
            .bind(now)
        )?;
        let _: i64 = run!(
            self.readers,
            fetch_one,
            sqlx::query_scalar("SELECT at FROM probe WHERE id = 1")
        )?;
        Ok(())
    }

    /// Closes the database after the last statement. `SQLite` folds its write-ahead log back into the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}
