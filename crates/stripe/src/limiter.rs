//! At most so many calls to one endpoint in any second.
//!
//! A bucket that holds 20 and refills at 20 a second lets 40 through in the first one. So the starts of the last calls
//! are kept instead, and a call takes its place one second after the one that is as many places before it.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

/// Hands out moments to call an endpoint at.
#[derive(Debug)]
pub(crate) struct Limiter {
    per_second: usize,
    starts: Mutex<HashMap<&'static str, VecDeque<Instant>>>,
}

impl Limiter {
    pub(crate) fn new(per_second: usize) -> Self {
        Self {
            per_second: per_second.max(1),
            starts: Mutex::default(),
        }
    }

    /// Reserves the earliest moment from `now` on. `None` when it lies after `latest`; nothing is reserved then.
    pub(crate) fn reserve(
        &self,
        endpoint: &'static str,
        now: Instant,
        latest: Instant,
    ) -> Option<Instant> {
        let mut starts = self.starts.lock().unwrap_or_else(PoisonError::into_inner);
        let starts = starts.entry(endpoint).or_default();
        let at = match starts.front() {
            Some(first) if starts.len() == self.per_second => now.max(*first + SECOND),
            _ => now,
        };
        if at > latest {
            return None;
        }
        if starts.len() == self.per_second {
            starts.pop_front();
        }
        starts.push_back(at);
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_more_than_twenty_in_any_second() {
        let limiter = Limiter::new(20);
        let start = Instant::now();
        let latest = start + Duration::from_secs(3600);
        // A burst, a trickle, and a burst again.
        let asked = (0..50)
            .map(|_| 0)
            .chain((0..100).map(|n| 2_000 + n * 37))
            .chain((0..70).map(|_| 9_000));
        let given: Vec<Instant> = asked
            .filter_map(|ms| limiter.reserve("a", start + Duration::from_millis(ms), latest))
            .collect();
        assert_eq!(given.len(), 220);
        for (index, at) in given.iter().enumerate() {
            let within = given[index..]
                .iter()
                .take_while(|other| **other - *at < SECOND);
            assert!(within.count() <= 20, "call {index}");
        }
    }

    #[test]
    fn endpoints_do_not_share_and_the_first_do_not_wait() {
        let limiter = Limiter::new(2);
        let now = Instant::now();
        assert_eq!(limiter.reserve("a", now, now), Some(now));
        assert_eq!(limiter.reserve("a", now, now), Some(now));
        assert_eq!(limiter.reserve("a", now, now), None);
        assert_eq!(limiter.reserve("b", now, now), Some(now));
        assert_eq!(
            limiter.reserve("a", now, now + SECOND),
            Some(now + SECOND),
            "a refusal reserves nothing"
        );
    }
}
