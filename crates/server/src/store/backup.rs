//! A copy of the `SQLite` database.

use std::path::Path;

use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use super::Result;

/// Writes a copy of `source` to `target`, as it is at one moment, and checks it. Source: `SQLite`, `VACUUM INTO`.
///
/// # Errors
/// When it cannot be written, or is not whole.
pub async fn backup(source: &Path, target: &Path) -> Result<()> {
    let options = SqliteConnectOptions::new().filename(source);
    let mut connection = options.connect().await?;
    let name = target.to_string_lossy().into_owned();
    sqlx::query("VACUUM INTO $1")
        .bind(name)
        .execute(&mut connection)
        .await?;
    let options = SqliteConnectOptions::new().filename(target).read_only(true);
    let mut copy = options.connect().await?;
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut copy)
        .await?;
    match verdict.as_str() {
        "ok" => Ok(()),
        problem => Err(sqlx::Error::Protocol(format!(
            "the copy is not whole: {problem}"
        ))),
    }
}
