//! The two databases, and how one text of a statement runs on either (docs/adr/0023).
//!
//! Statements use `$1` placeholders and what both dialects mean by the same words. A statement that must be alone is one
//! guarded `INSERT … ON CONFLICT` or `UPDATE … WHERE`: both engines lock the row and look at its latest version before
//! they write. What takes several statements to decide runs in [`Engine::begin_alone`].

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{Connection, Postgres, Sqlite};

use super::Result;
use sha2::{Digest, Sha256};

/// How long a statement waits for another process, or for a connection, before it gives up.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many connections read `SQLite`. Reads are single rows by key; more would only cost memory.
const READERS: u32 = 4;

/// Connections to `PostgreSQL` per process. None is held while the billing system is asked, so a few carry hundreds of
/// requests; ten processes stay below the hundred that a server takes unless it is told otherwise.
const CONNECTIONS: u32 = 9;

/// Something of one engine or the other.
#[derive(Clone, Debug)]
pub(super) enum On<S, P> {
    /// `SQLite`.
    Sqlite(S),
    /// `PostgreSQL`.
    Postgres(P),
}

/// Connections.
pub(super) type Engine = On<SqlitePool, PgPool>;

/// Statements that happen together or not at all; rolled back when dropped.
pub(super) type Transaction =
    On<sqlx::Transaction<'static, Sqlite>, sqlx::Transaction<'static, Postgres>>;

/// Runs a query: `run!(self.readers, fetch_optional, sqlx::query_as("SELECT …").bind(id))?`.
///
/// The query is written once and compiled for both engines. `execute` answers how many rows it wrote.
macro_rules! run {
    ($place:expr, execute, $query:expr) => {
        match $place.executor() {
            $crate::store::engine::On::Sqlite(it) => {
                $query.execute(it).await.map(|done| done.rows_affected())
            }
            $crate::store::engine::On::Postgres(it) => {
                $query.execute(it).await.map(|done| done.rows_affected())
            }
        }
    };
    ($place:expr, $fetch:ident, $query:expr) => {
        match $place.executor() {
            $crate::store::engine::On::Sqlite(it) => $query.$fetch(it).await,
            $crate::store::engine::On::Postgres(it) => $query.$fetch(it).await,
        }
    };
}

pub(super) use run;

impl Engine {
    /// What runs a statement.
    pub(super) fn executor(&self) -> On<&SqlitePool, &PgPool> {
        match self {
            Self::Sqlite(pool) => On::Sqlite(pool),
            Self::Postgres(pool) => On::Postgres(pool),
        }
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin(&self) -> Result<Transaction> {
        Ok(match self {
            // A transaction that begins by reading could not be sure to be let write later.
            Self::Sqlite(pool) => On::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => On::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that no other of the same `name` runs beside, in this process or in another one. For what is
    /// decided on several rows, or on rows that are not there.
    ///
    /// `SQLite` lets one transaction write at a time anyway. `PostgreSQL` is given a lock that ends with the transaction
    /// and needs no row; two names that meet in one number only wait for each other.
    pub(super) async fn begin_alone(&self, name: &str) -> Result<Transaction> {
        let mut begun = self.begin().await?;
        begun.alone(name).await?;
        Ok(begun)
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Transaction {
    /// What runs a statement.
    pub(super) fn executor(&mut self) -> On<&mut SqliteConnection, &mut PgConnection> {
        match self {
            Self::Sqlite(transaction) => On::Sqlite(transaction),
            Self::Postgres(transaction) => On::Postgres(transaction),
        }
    }

    /// From here on as if begun with [`Engine::begin_alone`].
    pub(super) async fn alone(&mut self, name: &str) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(transaction) => lock(transaction, name).await,
        }
    }

    pub(super) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }

    pub(super) async fn rollback(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.rollback().await,
            Self::Postgres(transaction) => transaction.rollback().await,
        }
    }
}

/// Opens a file, creating it, and brings its tables up to date. Returns who writes and who reads.
///
/// One connection writes and a few read, so a write never waits on a lock held by another statement of ours and never
/// answers "database is locked".
pub(super) async fn open_sqlite(file: &std::path::Path) -> Result<(Engine, Engine)> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL may lose the last commits on power loss; a redeemed link must stay redeemed.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
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
    Ok((On::Sqlite(writer), On::Sqlite(readers)))
}

/// Connects to a server and brings its tables up to date.
pub(super) async fn open_postgres(options: &PgConnectOptions) -> Result<Engine> {
    // By itself and not from the pool, which would only say that it waited for too long.
    let connecting = tokio::time::timeout(PATIENCE, PgConnection::connect_with(options));
    let mut connection = connecting
        .await
        .map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))??;
    prepare(&mut connection).await?;
    sqlx::migrate!().run(&mut connection).await?;
    connection.close().await?;
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
        .after_connect(|connection, _| {
            Box::pin(async move {
                // Guarded statements need the latest version of a row, whatever the server's own default is.
                let settings = "SET default_transaction_isolation = 'read committed';
                    SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '30s'";
                sqlx::raw_sql(settings).execute(connection).await?;
                Ok(())
            })
        })
        .connect_lazy_with(options.clone());
    Ok(On::Postgres(pool))
}

/// `SQLite` calls bytes `BLOB`, `PostgreSQL` calls them `BYTEA`. Taught the other word, it reads the same migrations.
async fn prepare(connection: &mut PgConnection) -> Result<()> {
    let mut alone = connection.begin().await?;
    lock(&mut alone, "prepare").await?;
    sqlx::raw_sql(
        "DO $$ BEGIN
             IF NOT EXISTS (SELECT 1 FROM pg_type
                            WHERE typname = 'blob' AND typnamespace = current_schema()::regnamespace) THEN
                 CREATE DOMAIN blob AS bytea;
             END IF;
         END $$",
    )
    .execute(&mut *alone)
    .await?;
    alone.commit().await
}

async fn lock(connection: &mut PgConnection, name: &str) -> Result<()> {
    let digest = Sha256::digest(name);
    let (number, _) = digest.split_first_chunk().unwrap_or((&[0; 8], &[]));
    sqlx::query("SELECT pg_advisory_xact_lock($1)")
        .bind(i64::from_be_bytes(*number))
        .execute(connection)
        .await?;
    Ok(())
}
