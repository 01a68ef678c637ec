//! A fake upstream behind a proxy that breaks what it is told to break.

#![allow(dead_code, reason = "every test binary uses its own part")]

pub mod fake;
pub mod proxy;

use std::sync::Arc;
use std::time::Duration;

use stripe::clock::ManualClock;
use stripe::{Client, Config, Limits};

pub use fake::Fake;
pub use proxy::{Fault, LARGEST_ANSWER, Proxy};

/// Times short enough that a hanging upstream costs a test little, and long enough for one that answers on a busy
/// machine; everything else as in production.
pub fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(1),
        attempt: Duration::from_millis(500),
        answer: LARGEST_ANSWER,
        ..Limits::default()
    }
}

/// A client, the clock it waits by, and the upstream it talks to.
pub struct Setup {
    pub client: Client,
    pub clock: Arc<ManualClock>,
    pub fake: Fake,
    pub proxy: Proxy,
}

impl Setup {
    pub async fn new() -> Self {
        Self::with(limits()).await
    }

    pub async fn with(limits: Limits) -> Self {
        let fake = Fake::default();
        let proxy = Proxy::start(fake.router()).await;
        let clock = Arc::new(ManualClock::default());
        let mut config = Config::new(proxy.url(), "sk_test_fake");
        config.limits = limits;
        let client = Client::with_clock(config, clock.clone()).expect("the client is set up");
        Self {
            client,
            clock,
            fake,
            proxy,
        }
    }

    /// The next requests meet these faults, one each; later ones none.
    pub fn faults(&self, faults: impl IntoIterator<Item = Fault>) {
        self.proxy.script(faults);
    }
}
