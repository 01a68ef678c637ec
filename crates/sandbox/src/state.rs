//! What every handler shares.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::watch;

use crate::db::Db;
use crate::outbox::Outbox;

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

/// What a transaction did that others wait for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct News {
    /// Events were written.
    pub(crate) announced: bool,
    /// Something was put off.
    pub(crate) deferred: bool,
    /// Webhook endpoints were made, changed or deleted.
    pub(crate) endpoints: bool,
}

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
    deferred: watch::Sender<u64>,
    endpoints: watch::Sender<u64>,
    outbox: Outbox,
    in_flight: Mutex<HashSet<(String, String)>>,
}

impl AppState {
    pub(crate) fn new(config: Config, db: Db) -> Self {
        Self(Arc::new(Inner {
            config,
            db,
            announced: watch::Sender::new(0),
            deferred: watch::Sender::new(0),
            endpoints: watch::Sender::new(0),
            outbox: Outbox::default(),
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

    /// Mail that was sent to nobody.
    pub(crate) fn outbox(&self) -> &Outbox {
        &self.0.outbox
    }

    /// Wakes whoever waits for what a transaction did; called after its commit. Most transactions concern nobody, so
    /// nobody looks into the database without need.
    pub(crate) fn tell(&self, news: News) {
        let channels = [
            (news.announced, &self.0.announced),
            (news.deferred, &self.0.deferred),
            (news.endpoints, &self.0.endpoints),
        ];
        for (concerned, channel) in channels {
            if concerned {
                channel.send_modify(|count| *count += 1);
            }
        }
    }

    /// Changes whenever something was put off.
    pub(crate) fn deferrals(&self) -> watch::Receiver<u64> {
        self.0.deferred.subscribe()
    }

    /// Changes whenever webhook endpoints were made, changed or deleted.
    pub(crate) fn endpoints(&self) -> watch::Receiver<u64> {
        self.0.endpoints.subscribe()
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
