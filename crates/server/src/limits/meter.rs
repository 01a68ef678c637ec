//! Counting by key: the generic cell rate algorithm, one number per key.
//!
//! The number is the moment at which everything counted so far would have been used up at the steady rate. Source: ITU-T
//! I.371, Annex A.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Keys at most. Above it, what is used up is swept.
const KEYS: usize = 100_000;

/// A steady rate with room for a burst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Milliseconds that one costs.
    cost: i64,
    /// Milliseconds that may be used up in advance.
    burst: i64,
}

impl Rate {
    /// So many in any second, and `burst` at once after a pause.
    pub const fn per_second(steady: u32, burst: u32) -> Self {
        let cost = 1000 / steady as i64;
        Self {
            cost,
            burst: cost * burst as i64,
        }
    }

    /// So many in any minute, and `burst` at once after a pause.
    pub const fn per_minute(steady: u32, burst: u32) -> Self {
        let cost = 60_000 / steady as i64;
        Self {
            cost,
            burst: cost * burst as i64,
        }
    }
}

/// What has been counted, by key.
#[derive(Debug)]
pub(super) struct Meter<K> {
    rate: Option<Rate>,
    used_until: Mutex<HashMap<K, i64>>,
}

impl<K: Hash + Eq> Meter<K> {
    pub(super) fn new(rate: Option<Rate>) -> Self {
        Self {
            rate,
            used_until: Mutex::default(),
        }
    }

    /// Counts one at `now`, Unix seconds. An error says after how many seconds there is room again.
    pub(super) fn count(&self, key: K, now: i64) -> Result<(), u32> {
        let Some(rate) = self.rate else {
            return Ok(());
        };
        let now = now.saturating_mul(1000);
        let mut used_until = self
            .used_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if used_until.len() >= KEYS {
            used_until.retain(|_, until| *until > now);
            if used_until.len() >= KEYS {
                // So many at once is an attack from everywhere, which counting by key does not stop anyway.
                used_until.clear();
            }
        }
        let until = used_until.entry(key).or_insert(now);
        // Further ahead than a burst reaches only after the clock was set back.
        if *until < now || *until > now + rate.burst {
            *until = now;
        }
        let next = *until + rate.cost;
        let over = next - now - rate.burst;
        if over > 0 {
            return Err(u32::try_from((over + 999) / 1000).unwrap_or(u32::MAX));
        }
        *until = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_then_the_steady_rate() {
        let meter = Meter::new(Some(Rate::per_second(2, 10)));
        let allowed = |now: i64| (0..100).filter(|_| meter.count("a", now).is_ok()).count();
        assert_eq!(allowed(1000), 10);
        assert_eq!(meter.count("a", 1000), Err(1));
        assert_eq!(allowed(1001), 2);
        assert_eq!(allowed(1003), 4);
        assert_eq!(
            allowed(2000),
            10,
            "a pause does not save up more than a burst"
        );
        assert_eq!(meter.count("b", 2000), Ok(()), "keys do not share");
    }

    #[test]
    fn says_when_to_come_back() {
        let meter = Meter::new(Some(Rate::per_second(1, 1)));
        assert_eq!(meter.count((), 50), Ok(()));
        assert_eq!(meter.count((), 50), Err(1));
        assert_eq!(meter.count((), 51), Ok(()));
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let meter = Meter::new(Some(Rate::per_second(1, 5)));
        assert_eq!(meter.count((), 1_000_000), Ok(()));
        assert_eq!(meter.count((), 1_000), Ok(()));
    }

    #[test]
    fn many_keys_are_swept_and_no_rate_is_no_limit() {
        let meter = Meter::new(Some(Rate::per_second(1, 1)));
        for key in 0..KEYS + 10 {
            assert_eq!(meter.count(key, 7), Ok(()));
        }
        assert!(meter.used_until.lock().unwrap().len() <= KEYS);
        let open = Meter::new(None);
        assert!((0..1000).all(|_| open.count((), 7).is_ok()));
    }
}
