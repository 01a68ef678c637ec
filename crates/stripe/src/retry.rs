//! Whether and when a failed try is repeated. The numbers are those of Stripe's own libraries.

use std::time::Duration;

use crate::error::Error;

/// Longest first wait; doubles with each try.
const BASE: Duration = Duration::from_millis(500);
/// Longest wait we choose ourselves.
const CAP: Duration = Duration::from_secs(5);

/// A failed try.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// What the caller is told when it was the last one.
    pub(crate) error: Error,
    /// Whether repeating may help.
    pub(crate) retryable: bool,
    /// Upstream's `Retry-After`.
    pub(crate) retry_after: Option<Duration>,
    /// Whether it speaks against upstream's health.
    pub(crate) unhealthy: bool,
}

impl Failure {
    /// No answer at all, or half of one.
    pub(crate) fn transport(error: Error) -> Self {
        Self {
            error,
            retryable: true,
            retry_after: None,
            unhealthy: true,
        }
    }

    /// Refused by ourselves: repeating would only add to the load.
    pub(crate) fn refused(error: Error) -> Self {
        Self {
            error,
            retryable: false,
            retry_after: None,
            unhealthy: false,
        }
    }
}

/// Whether an answer of this status is worth another try: locks and idempotency conflicts (409), rate limits and
/// failures, unless `Stripe-Should-Retry` says otherwise.
pub(crate) fn is_retryable(status: u16, should_retry: Option<&str>) -> bool {
    match should_retry {
        Some("true") => true,
        Some("false") => false,
        _ => status == 409 || status == 429 || status >= 500,
    }
}

/// How long to wait before try `attempt + 1`; `None` to give up. `left` is what remains of the call's time, `random` a
/// number from 0 to 1 (full jitter, so that clients that failed together do not come back together).
pub(crate) fn wait(
    failure: &Failure,
    attempt: u32,
    attempts: u32,
    left: Duration,
    random: f64,
) -> Option<Duration> {
    if !failure.retryable || attempt >= attempts {
        return None;
    }
    let longest = BASE.saturating_mul(1 << (attempt - 1).min(8)).min(CAP);
    let chosen = longest.mul_f64(random.clamp(0.0, 1.0));
    let wait = chosen.max(failure.retry_after.unwrap_or_default());
    (wait < left).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(retry_after: Option<u64>) -> Failure {
        Failure {
            retry_after: retry_after.map(Duration::from_secs),
            ..Failure::transport(Error::Unavailable)
        }
    }

    const LEFT: Duration = Duration::from_secs(15);

    #[test]
    fn waits_double_up_to_the_cap() {
        let longest = |attempt| wait(&failure(None), attempt, 99, LEFT, 1.0);
        assert_eq!(longest(1), Some(Duration::from_millis(500)));
        assert_eq!(longest(2), Some(Duration::from_secs(1)));
        assert_eq!(longest(4), Some(Duration::from_secs(4)));
        assert_eq!(longest(5), Some(CAP));
        assert_eq!(longest(60), Some(CAP));
        assert_eq!(wait(&failure(None), 1, 3, LEFT, 0.0), Some(Duration::ZERO));
    }

    #[test]
    fn retry_after_is_the_least_wait_and_never_goes_past_the_end() {
        let after = Some(Duration::from_secs(3));
        assert_eq!(wait(&failure(Some(3)), 1, 3, LEFT, 0.5), after);
        assert_eq!(wait(&failure(Some(15)), 1, 3, LEFT, 0.5), None);
        assert_eq!(wait(&failure(None), 1, 3, Duration::ZERO, 0.5), None);
    }

    #[test]
    fn gives_up_after_the_last_try() {
        assert!(wait(&failure(None), 2, 3, LEFT, 0.5).is_some());
        assert!(wait(&failure(None), 3, 3, LEFT, 0.5).is_none());
        let refused = Failure::refused(Error::Unavailable);
        assert!(wait(&refused, 1, 3, LEFT, 0.5).is_none());
    }

    #[test]
    fn the_header_overrules_the_status() {
        assert!(is_retryable(400, Some("true")));
        assert!(!is_retryable(503, Some("false")));
        for status in [409, 429, 500, 503] {
            assert!(is_retryable(status, None), "{status}");
        }
        for status in [302, 400, 401, 402, 404] {
            assert!(!is_retryable(status, None), "{status}");
        }
    }
}
