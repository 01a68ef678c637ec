//! One lock per customer, so that two tabs do not both decide on the same state, whichever servers they ask.
//!
//! Within a process those who wait queue up, first come, first served. The first of each process takes the row of the
//! customer in the database, for some seconds at a time, and extends that while the change takes; no connection and no
//! transaction stays open while the billing system is asked. A process that dies leaves a row that is over in
//! [`LEASE`] seconds, which is longer than a call that it has sent may still have its effect. A process that was stopped
//! for so long finds that out by its own clock before it sends anything ([`Held::is_held`]). See docs/adr/0023.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use contract::ErrorCode;
use tokio::sync::OwnedMutexGuard;

use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::session::token;

/// For how long the row is taken, seconds. Longer than one call to the billing system lasts.
const LEASE: i64 = 15;

/// How often that is extended.
const EXTEND_EVERY: Duration = Duration::from_secs(4);

/// How long somebody waits for the lock: until what a dead process left is over, and some more.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often the row is looked at, at first and at last.
const LOOK_EVERY: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(160));

/// The queues, by merchant and customer, made when first needed and forgotten when nobody is in them.
#[derive(Debug, Default)]
pub struct Locks(Mutex<HashMap<Key, Weak<Queue>>>);

/// Merchant and customer.
type Key = (String, String);

type Queue = tokio::sync::Mutex<()>;

/// How many dead entries may lie about before they are swept.
const SWEEP_AT: usize = 1024;

/// A customer's lock, held. Given back with [`Held::release`], or soon after it was dropped.
pub struct Held(Option<Row>);

struct Row {
    app: App,
    merchant: Arc<Merchant>,
    customer: String,
    holder: String,
    until: Arc<AtomicI64>,
    extending: tokio::task::JoinHandle<()>,
    _place: OwnedMutexGuard<()>,
}

/// Does `work` with the customer's lock, and answers when other servers can know of it.
///
/// # Errors
/// 503 when somebody else holds it for too long, and the work's.
pub async fn alone<T, W>(
    app: &App,
    merchant: &Arc<Merchant>,
    customer: &str,
    work: impl FnOnce(Arc<Held>) -> W,
) -> ApiResult<T>
where
    W: Future<Output = ApiResult<T>>,
{
    let held = Arc::new(take(app, merchant, customer).await?);
    let answer = work(held.clone()).await;
    if let Some(held) = Arc::into_inner(held) {
        held.release().await;
    }
    answer
}

/// Waits for the customer's lock.
///
/// # Errors
/// 503 when somebody else holds it for too long, and the database's own.
pub async fn take(app: &App, merchant: &Arc<Merchant>, customer: &str) -> ApiResult<Held> {
    let account = &merchant.account.id;
    let taking = async {
        let place = app.locks().queue(account, customer).lock_owned().await;
        let holder = token::new_id("ptk_");
        let (mut pause, most) = LOOK_EVERY;
        loop {
            let now = app.clock().now();
            let store = app.store();
            if store
                .lock_customer(account, customer, &holder, now, now + LEASE)
                .await?
            {
                return Ok(Held::new(app, merchant, customer, holder, now, place));
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(most);
        }
    };
    tokio::time::timeout(PATIENCE, taking)
        .await
        .unwrap_or_else(|_| Err(busy()))
}

/// 503: another change of the customer is under way.
fn busy() -> Failure {
    Failure {
        retry_after: Some(5),
        ..Failure::new(
            ErrorCode::UpstreamUnavailable,
            "Another change of this customer is not finished yet.",
        )
    }
}

impl Locks {
    fn queue(&self, merchant: &str, customer: &str) -> Arc<Queue> {
        // The map is whole even if a holder panicked: nothing is awaited while it is locked.
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= SWEEP_AT {
            map.retain(|_, queue| queue.strong_count() > 0);
        }
        let key = (merchant.to_owned(), customer.to_owned());
        if let Some(queue) = map.get(&key).and_then(Weak::upgrade) {
            return queue;
        }
        let queue = Arc::default();
        map.insert(key, Arc::downgrade(&queue));
        queue
    }
}

impl Held {
    fn new(
        app: &App,
        merchant: &Arc<Merchant>,
        customer: &str,
        holder: String,
        now: i64,
        place: OwnedMutexGuard<()>,
    ) -> Self {
        let until = Arc::new(AtomicI64::new(now + LEASE));
        let (app, merchant, customer) = (app.clone(), merchant.clone(), customer.to_owned());
        let extending = tokio::spawn(extend(
            app.clone(),
            merchant.account.id.clone(),
            customer.clone(),
            holder.clone(),
            until.clone(),
        ));
        Self(Some(Row {
            app,
            merchant,
            customer,
            holder,
            until,
            extending,
            _place: place,
        }))
    }

    /// Whether nobody else can hold it now. To be asked right before anything is sent that depends on that.
    pub fn is_held(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|row| row.app.clock().now() < row.until.load(Ordering::SeqCst))
    }

    /// The same.
    ///
    /// # Errors
    /// 503 when it was lost.
    pub fn check(&self) -> ApiResult<()> {
        self.is_held().then_some(()).ok_or_else(busy)
    }

    /// Gives it back, and tells other servers that what they have read of the customer is outdated.
    pub async fn release(mut self) {
        if let Some(row) = self.0.take() {
            row.release().await;
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(row) = self.0.take() else {
            return;
        };
        row.extending.abort();
        // Work that was given up half-way. Without a runtime the process is about to end, and the row with its time.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(row.release());
        }
    }
}

impl Row {
    async fn release(self) {
        self.extending.abort();
        let account = &self.merchant.account.id;
        let now = self.app.clock().now();
        let store = self.app.store();
        let released = store
            .unlock_customer(account, &self.customer, &self.holder, now)
            .await;
        match released {
            Ok(Some(own)) => {
                self.merchant
                    .upstream
                    .made_change(&self.customer, own)
                    .await
            }
            Ok(None) => tracing::warn!("a change took longer than its lock was held"),
            Err(error) => tracing::error!(%error, "a lock could not be given back"),
        }
    }
}

/// Extends a lock until it is lost.
async fn extend(
    app: App,
    merchant: String,
    customer: String,
    holder: String,
    held_until: Arc<AtomicI64>,
) {
    loop {
        tokio::time::sleep(EXTEND_EVERY).await;
        let until = app.clock().now() + LEASE;
        match app
            .store()
            .extend_lock(&merchant, &customer, &holder, until)
            .await
        {
            Ok(true) => held_until.store(until, Ordering::SeqCst),
            Ok(false) => return held_until.store(0, Ordering::SeqCst),
            // The time that is left is for trying again.
            Err(error) => tracing::error!(%error, "a lock could not be extended"),
        }
    }
}
