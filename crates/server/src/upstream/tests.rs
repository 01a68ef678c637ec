//! The upstream against a fake Stripe on a real socket.

mod changing;
mod fake;
mod forwarding;
mod reading;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use stripe::clock::ManualClock;

use super::Upstream;
use super::patience::Patience;
use fake::Fake;

/// An upstream, the clock it goes by, and the fake it talks to.
struct Setup {
    upstream: Upstream,
    clock: Arc<ManualClock>,
    fake: Fake,
}

/// Longer than any test.
const NEVER: Duration = Duration::from_secs(600);

/// A patience that no test outlasts.
const PATIENT: Patience = Patience {
    longest: NEVER,
    stand_in: NEVER,
    silence: NEVER,
    silent: NEVER,
};

async fn setup() -> Setup {
    with_patience(PATIENT).await
}

async fn with_patience(patience: Patience) -> Setup {
    let fake = Fake::start().await;
    let clock = Arc::new(ManualClock::default());
    let config = stripe::Config::new(fake.url(), "sk_test_fake");
    let client = stripe::Client::with_clock(config, clock.clone()).expect("the client is set up");
    Setup {
        upstream: Upstream::with_client(client, patience),
        clock,
        fake,
    }
}
