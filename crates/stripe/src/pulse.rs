//! Whether upstream answers at all: how long calls have been made in vain.
//!
//! The breaker knows of an outage when calls have failed, and a call that hangs fails after ten seconds only. Somebody
//! who waits for a page should learn of it sooner, and without a slow answer being taken for none.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When the last try ended so long ago, the silence before says nothing about now.
const FORGOTTEN: Duration = Duration::from_secs(10);

/// Notes when tries begin and what becomes of them.
#[derive(Debug, Default)]
pub(crate) struct Pulse(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    under_way: usize,
    /// Since when tries have been made and none was answered.
    silent_since: Option<Instant>,
    last_end: Option<Instant>,
}

impl State {
    /// Whether what is known of silence says anything about now: a try is under way, or the last ended just now and may
    /// be about to be repeated.
    fn is_telling(&self, now: Instant) -> bool {
        let is_recent = |end: Instant| now.saturating_duration_since(end) < FORGOTTEN;
        self.under_way > 0 || self.last_end.is_some_and(is_recent)
    }
}

impl Pulse {
    /// A try begins.
    pub(crate) fn begin(&self, now: Instant) -> Try<'_> {
        let mut state = self.lock();
        if !state.is_telling(now) {
            state.silent_since = None;
        }
        state.under_way += 1;
        state.silent_since.get_or_insert(now);
        Try {
            pulse: self,
            latest: now,
        }
    }

    /// How long tries have been made without an answer to any of them.
    pub(crate) fn silent_for(&self, now: Instant) -> Duration {
        let state = self.lock();
        state
            .silent_since
            .filter(|_| state.is_telling(now))
            .map_or(Duration::ZERO, |since| now.saturating_duration_since(since))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A try under way. Dropped without [`Try::end`], it ended without an answer.
#[derive(Debug)]
pub(crate) struct Try<'a> {
    pulse: &'a Pulse,
    latest: Instant,
}

impl Try<'_> {
    /// The try ended, with an answer of a healthy upstream or without.
    pub(crate) fn end(mut self, now: Instant, answered: bool) {
        self.latest = now;
        if answered {
            let mut state = self.pulse.lock();
            // Those that are still under way are in vain from now on only.
            state.silent_since = (state.under_way > 1).then_some(now);
        }
    }
}

impl Drop for Try<'_> {
    fn drop(&mut self) {
        let mut state = self.pulse.lock();
        state.under_way -= 1;
        state.last_end = state.last_end.max(Some(self.latest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn silence_lasts_from_the_first_try_in_vain_to_the_next_answer() {
        let start = Instant::now();
        let pulse = Pulse::default();
        assert_eq!(pulse.silent_for(start), Duration::ZERO, "nobody asked");
        let first = pulse.begin(start);
        let second = pulse.begin(start + SECOND);
        assert_eq!(pulse.silent_for(start + 2 * SECOND), 2 * SECOND);
        second.end(start + 3 * SECOND, true);
        assert_eq!(pulse.silent_for(start + 5 * SECOND), 2 * SECOND);
        // Broken off: the next try goes on in the same silence.
        first.end(start + 5 * SECOND, false);
        let third = pulse.begin(start + 6 * SECOND);
        assert_eq!(pulse.silent_for(start + 7 * SECOND), 4 * SECOND);
        drop(third);
        assert_eq!(pulse.silent_for(start + 8 * SECOND), 5 * SECOND);
        assert_eq!(
            pulse.silent_for(start + 6 * SECOND + FORGOTTEN),
            Duration::ZERO
        );
    }

    #[test]
    fn an_outage_of_long_ago_does_not_count() {
        let start = Instant::now();
        let pulse = Pulse::default();
        pulse.begin(start).end(start + 9 * SECOND, false);
        let later = start + 9 * SECOND + FORGOTTEN;
        let call = pulse.begin(later);
        assert_eq!(pulse.silent_for(later + SECOND), SECOND);
        call.end(later + SECOND, true);
        let next = pulse.begin(later + 2 * SECOND);
        assert_eq!(pulse.silent_for(later + 3 * SECOND), SECOND);
        drop(next);
    }
}
