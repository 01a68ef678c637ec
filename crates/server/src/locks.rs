//! One lock per customer, so that two tabs do not both decide on the same state.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::OwnedMutexGuard;

/// Locks by merchant and customer, made when first needed and forgotten when nobody holds them.
#[derive(Debug, Default)]
pub struct Locks(Mutex<HashMap<Key, Weak<Lock>>>);

/// Merchant and customer.
type Key = (String, String);

type Lock = tokio::sync::Mutex<()>;

/// How many dead entries may lie about before they are swept.
const SWEEP_AT: usize = 1024;

impl Locks {
    /// Waits for the customer's lock. First come, first served.
    pub async fn customer(&self, merchant: &str, customer: &str) -> OwnedMutexGuard<()> {
        let lock = self.entry(merchant, customer);
        lock.lock_owned().await
    }

    fn entry(&self, merchant: &str, customer: &str) -> Arc<Lock> {
        // The map is whole even if a holder panicked: nothing is awaited while it is locked.
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= SWEEP_AT {
            map.retain(|_, lock| lock.strong_count() > 0);
        }
        let key = (merchant.to_owned(), customer.to_owned());
        if let Some(lock) = map.get(&key).and_then(Weak::upgrade) {
            return lock;
        }
        let lock = Arc::default();
        map.insert(key, Arc::downgrade(&lock));
        lock
    }
}
