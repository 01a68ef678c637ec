//! The database: `SQLite` in WAL mode, one writer, several readers.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::error::Error;

/// A transaction of either pool.
pub(crate) type Tx = Transaction<'static, Sqlite>;

/// Readers that may run beside each other and beside the writer.
const READERS: u32 = 4;
/// Writers wait for their turn in the pool, not in `SQLite`, so `SQLITE_BUSY` does not occur within one process.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Both pools.
#[derive(Debug, Clone)]
pub(crate) struct Db {
    writer: SqlitePool,
    reader: SqlitePool,
}

impl Db {
    /// Opens (creating when missing) and migrates the database file.
    ///
    /// # Errors
    /// When the directory or file cannot be used, or the schema is newer than this version.
    pub(crate) async fn open(directory: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(directory).map_err(Error::Directory)?;
        let options = SqliteConnectOptions::new()
            .filename(directory.join("sandbox.db"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL could lose the last acknowledged commits when power fails.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .foreign_keys(true)
            .pragma("trusted_schema", "OFF");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(LONGEST_WAIT)
            .connect_with(options.clone())
            .await?;
        sqlx::migrate!().run(&writer).await.map_err(Error::Schema)?;
        let reader = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(LONGEST_WAIT)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self { writer, reader })
    }

    /// Begins a transaction that may write; only one exists at a time.
    pub(crate) async fn write(&self) -> Result<Tx, sqlx::Error> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }

    /// Begins a transaction that sees one state of the database and cannot write.
    pub(crate) async fn read(&self) -> Result<Tx, sqlx::Error> {
        self.reader.begin().await
    }
}
