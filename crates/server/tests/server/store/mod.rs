//! Every statement of the store, on both engines.

mod changes;
mod domains;
mod locks;
mod logins;
mod mail;
mod races;
mod sessions;
mod settings;
mod tables;

use portico_server::store::{NewBrowser, NewSession, SessionRow, Store};

use crate::support::{Folder, postgres};

pub const DAY: i64 = 86_400;
pub const M: &str = "acct_0";

/// An empty store on each engine, and what must stay while it is used.
pub async fn stores() -> Vec<(Store, Folder)> {
    let database = postgres::database().await;
    let mut stores = Vec::new();
    for database in [None, Some(&database)] {
        let folder = Folder::new();
        let store = Store::open(database, folder.path()).await.unwrap();
        stores.push((store, folder));
    }
    stores
}

pub fn session<'a>(id: &'a str, customer: &'a str, at: i64) -> NewSession<'a> {
    NewSession {
        id,
        merchant: M,
        customer,
        configuration: "bpc_1",
        return_url: Some("https://acme.test/"),
        locale: None,
        flow: (id == "bps_flow").then_some("{}"),
        on_behalf_of: None,
        created_at: at,
        link_hash: id,
        link_expires_at: at + 300,
    }
}

pub fn browser<'a>(public_id: &'a str, cookie_hash: &'a str, now: i64) -> NewBrowser<'a> {
    NewBrowser {
        now,
        expires_at: now + DAY,
        public_id,
        cookie_hash,
        shown_locale: "en",
    }
}

pub fn ids(rows: &[SessionRow]) -> Vec<&str> {
    rows.iter().map(|row| row.id.as_str()).collect()
}
