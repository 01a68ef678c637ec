//! What every handler shares.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::watch;

use crate::db::Db;

/// How to open a sandbox.
#[derive(Debug, Clone)]
pub struct Config {
    /// The directory that holds `sandbox.db`; created when missing.
    pub data: PathBuf,
    /// Where events are delivered.
    pub webhooks: Vec<Webhook>,
    /// The origin the sandbox is reached at from a browser, such as `http://localhost:4243`.
    pub public_origin: String,
}

/// An endpoint that receives events of one account.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Where to POST.
    pub url: String,
    /// `whsec_…`: the key of the `Stripe-Signature` header.
    pub secret: String,
    /// The secret key of the account whose events it receives.
    pub account_key: String,
}

/// Shared by handlers; cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct AppState(Arc<Inner>);

/// The same, without keeping the sandbox open.
#[derive(Debug, Clone)]
pub(crate) struct WeakState(Weak<Inner>);

impl WeakState {
    /// The state, unless the sandbox was closed.
    pub(crate) fn upgrade(&self) -> Option<AppState> {
        self.0.upgrade().map(AppState)
    }
}

#[derive(Debug)]
struct Inner {
    config: Config,
    db: Db,
    announced: watch::Sender<u64>,
    in_flight: Mutex<HashSet<(String, String)>>,
}

impl AppState {
    pub(crate) fn new(config: Config, db: Db) -> Self {
        Self(Arc::new(Inner {
            config,
            db,
            announced: watch::Sender::new(0),
            in_flight: Mutex::new(HashSet::new()),
        }))
    }

    /// A handle that does not keep the sandbox open.
    pub(crate) fn downgrade(&self) -> WeakState {
        WeakState(Arc::downgrade(&self.0))
    }

    /// How the sandbox was opened.
    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    /// The database.
    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    /// Wakes whoever waits on [`AppState::announcements`]; called after the commit that wrote events.
    pub(crate) fn announce(&self) {
        self.0.announced.send_modify(|count| *count += 1);
    }

    /// Changes whenever new events have been committed. They are read from the `events` view by `seq`.
    pub(crate) fn announcements(&self) -> watch::Receiver<u64> {
        self.0.announced.subscribe()
    }

    /// Claims an idempotency key while its request runs; `None` when another request holds it.
    pub(crate) fn claim(&self, account: &str, key: &str) -> Option<Claim> {
        let entry = (account.to_owned(), key.to_owned());
        let mut in_flight = self
            .0
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        in_flight.insert(entry.clone()).then(|| Claim {
            state: self.clone(),
            entry,
        })
    }
}

/// A claimed idempotency key; released when dropped.
#[derive(Debug)]
pub(crate) struct Claim {
    state: AppState,
    entry: (String, String),
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut in_flight = self
            .state
            .0
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        in_flight.remove(&self.entry);
    }
}
