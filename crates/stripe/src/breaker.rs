//! A circuit breaker: when half of the recent calls failed, stop asking for a while.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How far back calls are counted.
const WINDOW: Duration = Duration::from_secs(10);
/// Fewer calls than this say nothing.
const ENOUGH: usize = 20;
/// While open, one call in this time tries whether upstream is back.
const PROBE: Duration = Duration::from_secs(10);

/// Counts what became of calls and decides whether the next may be made.
#[derive(Debug, Default)]
pub(crate) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Ends of calls within the window: when, and whether the call failed.
    calls: VecDeque<(Instant, bool)>,
    failures: usize,
    /// While open: when the next probe may go.
    next_probe: Option<Instant>,
}

impl Breaker {
    /// Whether a call made now would be let through. Does not use up the probe.
    pub(crate) fn would_admit(&self, now: Instant) -> bool {
        self.lock().next_probe.is_none_or(|at| now >= at)
    }

    /// Lets a call through, or not. While open, the call let through is the probe.
    pub(crate) fn admit(&self, now: Instant) -> bool {
        let mut state = self.lock();
        match state.next_probe {
            None => true,
            Some(at) if now >= at => {
                state.next_probe = Some(now + PROBE);
                true
            }
            Some(_) => false,
        }
    }

    /// Notes how a call ended. Returns whether this opened the breaker.
    pub(crate) fn record(&self, now: Instant, failed: bool) -> bool {
        let mut state = self.lock();
        if state.next_probe.is_some() {
            // A success while open, the probe's or a straggler's, shows that upstream is back.
            if !failed {
                *state = State::default();
            }
            return false;
        }
        while let Some((at, failed)) = state.calls.front().copied()
            && now.saturating_duration_since(at) >= WINDOW
        {
            state.calls.pop_front();
            state.failures -= usize::from(failed);
        }
        state.calls.push_back((now, failed));
        state.failures += usize::from(failed);
        let opens = state.calls.len() >= ENOUGH && state.failures * 2 >= state.calls.len();
        if opens {
            *state = State {
                next_probe: Some(now + PROBE),
                ..State::default()
            };
        }
        opens
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(failures: usize, successes: usize, now: Instant) -> Breaker {
        let breaker = Breaker::default();
        for _ in 0..successes {
            breaker.record(now, false);
        }
        for _ in 0..failures {
            breaker.record(now, true);
        }
        breaker
    }

    #[test]
    fn opens_at_half_of_twenty() {
        let now = Instant::now();
        assert!(after(19, 0, now).admit(now), "too few calls");
        assert!(after(9, 11, now).admit(now), "too few failures");
        assert!(!after(10, 10, now).admit(now));
        assert!(!after(20, 0, now).admit(now));
    }

    #[test]
    fn old_calls_do_not_count() {
        let now = Instant::now();
        let breaker = after(19, 0, now);
        let later = now + WINDOW;
        assert!(!breaker.record(later, true));
        assert!(breaker.admit(later));
    }

    #[test]
    fn one_probe_in_ten_seconds_decides() {
        let now = Instant::now();
        let breaker = after(20, 0, now);
        assert!(!breaker.admit(now + Duration::from_secs(9)));
        let probe = now + PROBE;
        assert!(breaker.would_admit(probe));
        assert!(breaker.admit(probe));
        assert!(!breaker.would_admit(probe), "only one");
        assert!(!breaker.admit(probe), "only one");
        breaker.record(probe, true);
        assert!(!breaker.admit(probe + Duration::from_secs(9)), "still open");
        assert!(breaker.admit(probe + PROBE));
        breaker.record(probe + PROBE, false);
        assert!(breaker.admit(probe + PROBE), "closed again");
        assert!(
            !breaker.record(probe + PROBE, true),
            "and counts from nothing"
        );
    }
}
