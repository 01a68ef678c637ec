//! How long a page waits for upstream.
//!
//! See `docs/adr/0012-how-long-a-page-waits.md` for where the figures come from.

use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tracing::Instrument;

use super::{Error, Upstream};

/// How long a page waits for upstream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patience {
    /// While nothing else can be shown and upstream answers others.
    pub(super) longest: Duration,
    /// While an older snapshot could be shown instead.
    pub(super) stand_in: Duration,
    /// Calls made in vain for this long mean that upstream does not answer anybody.
    pub(super) silence: Duration,
    /// From then on, until it answers somebody.
    pub(super) silent: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            longest: Duration::from_millis(2_500),
            stand_in: Duration::from_millis(800),
            silence: Duration::from_millis(900),
            silent: Duration::from_millis(250),
        }
    }
}

impl Upstream {
    /// Reads for a page that waits `longest`, less when upstream answers nobody. The reading itself goes on when the
    /// page has left or has waited long enough.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is no answer in time, else the reading's own.
    pub(super) async fn patiently<T: Send + 'static>(
        &self,
        longest: Duration,
        reading: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let reading = tokio::spawn(reading.in_current_span());
        self.wait(longest, reading)
            .await
            .unwrap_or(Err(Error::Unavailable))
    }

    /// `None` when patience ends first, or the reading panicked.
    async fn wait<T>(&self, longest: Duration, mut reading: JoinHandle<T>) -> Option<T> {
        let patience = self.0.patience;
        let begun = Instant::now();
        loop {
            let quiet_left = patience.silence.saturating_sub(self.0.client.silent_for());
            let bound = if quiet_left.is_zero() {
                longest.min(patience.silent)
            } else {
                longest
            };
            let left = bound.saturating_sub(begun.elapsed());
            let step = match quiet_left.is_zero() {
                true => left,
                false => left.min(quiet_left),
            };
            match tokio::time::timeout(step, &mut reading).await {
                Ok(read) => return read.ok(),
                Err(_) if left <= step => return None,
                Err(_) => {}
            }
        }
    }
}
