//! Snapshots by customer: read once for all who ask at the same time, fresh for a minute, a stopgap for fifteen.
//!
//! A snapshot whose reading began before a change says nothing about the state after it, even when it arrives later.
//! So changes and readings draw numbers from one counter, and a snapshot with a smaller number than the latest change
//! is not fresh.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::future::Cache as Moka;
use stripe::clock::Clock;

use super::{Error, Snapshot};
use crate::store::Changes;

/// How long a snapshot is shown without asking again.
pub(super) const FRESH: Duration = Duration::from_secs(60);
/// How long it may stand in while upstream does not answer.
pub(super) const STOPGAP: Duration = Duration::from_secs(15 * 60);
/// Longer than any reading takes, so that no snapshot outlives the note of a change before it.
const NOTED: Duration = Duration::from_secs(30 * 60);
/// Customers of one merchant.
const CUSTOMERS: u64 = 10_000;

/// When a reading began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    at: Instant,
    number: u64,
}

/// A snapshot that may stand in.
pub(super) struct Older {
    pub(super) snapshot: Arc<Snapshot>,
    /// Whether no change is known since.
    pub(super) is_current: bool,
}

type Held = (Begun, Arc<Snapshot>);

/// Snapshots of one merchant's customers.
pub(super) struct Cache {
    /// Readings of the last minute, and those under way.
    fresh: Moka<String, Held>,
    /// The last reading of each customer.
    last: Moka<String, Held>,
    /// Numbers of changes to single customers.
    changes: Moka<String, u64>,
    /// Number of the last change that may concern anybody.
    change_of_all: AtomicU64,
    /// How often each customer had changed when we last heard of it, in the database's counting.
    heard: Moka<String, i64>,
    /// The same for changes that may concern anybody.
    heard_of_all: AtomicI64,
    counter: AtomicU64,
}

impl Default for Cache {
    fn default() -> Self {
        let held = |life| {
            Moka::builder()
                .max_capacity(CUSTOMERS)
                .time_to_live(life)
                .build()
        };
        Self {
            fresh: held(FRESH),
            last: held(STOPGAP),
            changes: Moka::builder().time_to_live(NOTED).build(),
            change_of_all: AtomicU64::new(0),
            heard: Moka::builder().time_to_live(NOTED).build(),
            heard_of_all: AtomicI64::new(0),
            counter: AtomicU64::new(1),
        }
    }
}

impl Cache {
    /// A snapshot that needs no asking.
    pub(super) async fn fresh(&self, customer: &str, now: Instant) -> Option<Arc<Snapshot>> {
        let held = self.fresh.get(customer).await?;
        self.is_fresh(customer, &held, now).await.then_some(held.1)
    }

    /// The last snapshot, if it may still stand in.
    pub(super) async fn older(&self, customer: &str, now: Instant) -> Option<Older> {
        let (begun, snapshot) = self.last.get(customer).await?;
        if now.saturating_duration_since(begun.at) >= STOPGAP {
            return None;
        }
        Some(Older {
            snapshot,
            is_current: self.is_current(customer, begun).await,
        })
    }

    /// Notes that a reading begins.
    pub(super) fn begin(&self, now: Instant) -> Begun {
        Begun {
            at: now,
            number: self.counter.fetch_add(1, Ordering::SeqCst),
        }
    }

    /// Keeps a reading, or what it says about a customer who is gone.
    pub(super) async fn keep(
        &self,
        customer: &str,
        begun: Begun,
        read: Result<Snapshot, Error>,
    ) -> Result<Arc<Snapshot>, Error> {
        let held = self.remember(customer, begun, read).await?;
        self.fresh.insert(customer.to_owned(), held.clone()).await;
        Ok(held.1)
    }

    /// Reads with `read`, unless somebody else is doing so already, and keeps the result.
    pub(super) async fn shared<F>(
        &self,
        customer: &str,
        clock: &dyn Clock,
        read: impl Fn() -> F,
    ) -> Result<Arc<Snapshot>, Error>
    where
        F: Future<Output = Result<Snapshot, Error>>,
    {
        loop {
            let asked = self.counter.load(Ordering::SeqCst);
            let reading = async {
                let begun = self.begin(clock.now());
                self.remember(customer, begun, read().await).await
            };
            let held = self
                .fresh
                .try_get_with_by_ref(customer, reading)
                .await
                .map_err(|error| (*error).clone())?;
            // A reading that began after we asked is good enough even when a change followed: we asked before it.
            if held.0.number >= asked || self.is_fresh(customer, &held, clock.now()).await {
                return Ok(held.1);
            }
            self.fresh.invalidate(customer).await;
        }
    }

    async fn remember(
        &self,
        customer: &str,
        begun: Begun,
        read: Result<Snapshot, Error>,
    ) -> Result<Held, Error> {
        match read {
            Ok(snapshot) => {
                let held = (begun, Arc::new(snapshot));
                self.last.insert(customer.to_owned(), held.clone()).await;
                Ok(held)
            }
            Err(error) => {
                if error == Error::NotFound {
                    self.last.invalidate(customer).await;
                }
                Err(error)
            }
        }
    }

    /// Takes what is known of a customer for outdated.
    pub(super) async fn changed(&self, customer: &str) {
        let number = self.counter.fetch_add(1, Ordering::SeqCst);
        self.changes.insert(customer.to_owned(), number).await;
    }

    /// Forgets a customer: not even a stopgap is left.
    pub(super) async fn forget(&self, customer: &str) {
        self.changed(customer).await;
        self.fresh.invalidate(customer).await;
        self.last.invalidate(customer).await;
    }

    /// The number of the last change that concerns a customer.
    pub(super) async fn last_change(&self, customer: &str) -> u64 {
        let own = self.changes.get(customer).await.unwrap_or(0);
        own.max(self.change_of_all.load(Ordering::SeqCst))
    }

    /// Takes what is known of every customer for outdated.
    pub(super) fn all_changed(&self) {
        let number = self.counter.fetch_add(1, Ordering::SeqCst);
        self.change_of_all.fetch_max(number, Ordering::SeqCst);
    }

    /// Hears the database's counts. Another number than before is a change that somebody else made; a number that is
    /// heard late only makes us read once more.
    pub(super) async fn heed(&self, customer: &str, changes: Changes) {
        if self.heard_of_all.swap(changes.common, Ordering::SeqCst) != changes.common {
            self.all_changed();
        }
        if self.heard.get(customer).await != Some(changes.own) {
            self.changed(customer).await;
            self.heard.insert(customer.to_owned(), changes.own).await;
        }
    }

    /// A change of our own, counted as `own`. When others were counted before it, the next to hear of it finds out.
    pub(super) async fn made_change(&self, customer: &str, own: i64) {
        if self.heard.get(customer).await == Some(own - 1) {
            self.heard.insert(customer.to_owned(), own).await;
        }
    }

    /// The same for a change that may concern anybody.
    pub(super) fn made_change_of_all(&self, all: i64) {
        // When another was counted before it, the number stays as it was.
        let _ =
            self.heard_of_all
                .compare_exchange(all - 1, all, Ordering::SeqCst, Ordering::SeqCst);
    }

    async fn is_fresh(&self, customer: &str, (begun, _): &Held, now: Instant) -> bool {
        now.saturating_duration_since(begun.at) < FRESH && self.is_current(customer, *begun).await
    }

    async fn is_current(&self, customer: &str, begun: Begun) -> bool {
        let change = self.changes.get(customer).await.unwrap_or(0);
        begun.number > change && begun.number > self.change_of_all.load(Ordering::SeqCst)
    }
}
