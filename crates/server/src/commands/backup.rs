//! `portico backup`.

use std::path::Path;

use super::Failure;
use crate::config::Config;
use crate::store;

/// Writes a copy of the database and checks it. Whoever writes meanwhile is not held up.
///
/// # Errors
/// When the file exists or cannot be written, the copy is not whole, or the database is `PostgreSQL`, which has tools of
/// its own.
pub async fn write(config: &Config, file: &Path) -> Result<(), Failure> {
    if let Some(database) = &config.database {
        return Err(format!("the database is {database}: back it up with pg_dump").into());
    }
    let source = config.data.join("portico.db");
    if !source.exists() {
        return Err(format!("there is no {}", source.display()).into());
    }
    if file.exists() {
        return Err(format!("{} exists: it is not written over", file.display()).into());
    }
    store::backup(&source, file).await?;
    println!("{} is written and whole", file.display());
    Ok(())
}
