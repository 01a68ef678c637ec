//! What the server is told: where to listen, and which accounts it serves.

pub mod account;
pub mod cli;
mod database;
mod domains;
mod environment;
pub mod file;
mod mail;
mod table;
pub mod url;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

pub use account::{Account, Processor};
pub use database::Database;
pub use domains::Domains;
pub use mail::Mail;
pub use url::PublicUrl;

use crate::limits::{Limits, Network};

/// Everything the server needs to start.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address to listen on.
    pub address: IpAddr,
    /// Port to listen on.
    pub port: u16,
    /// Folder of the databases.
    pub data: PathBuf,
    /// The database that several servers share; without one `portico.db` in `data` is used, by this server.
    pub database: Option<Database>,
    /// Folder with the built client.
    pub dist: PathBuf,
    /// The accounts, each with a host of its own.
    pub accounts: Vec<Arc<Account>>,
    /// Proxies that are believed when they say whom they ask for.
    pub proxies: Vec<Network>,
    /// Where merchants' own domains lead, and how they are looked at.
    pub domains: Domains,
    /// How often one may ask.
    pub limits: Limits,
    /// How mail goes out; without it nobody can ask for a code by e-mail, and no notices are sent.
    pub mail: Option<Mail>,
    /// Folder of fonts for what the program's own typeface does not have.
    pub fonts: Option<PathBuf>,
}

/// What is wrong with the configuration, in one sentence that names the setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(pub String);

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}
