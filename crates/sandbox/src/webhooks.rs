//! Delivery of events to webhook endpoints: at least once, in no promised order, with growing pauses between tries.
//!
//! What was delivered is kept in the database, so a restart loses nothing. A round that is cut off is repeated, which
//! is why a receiver may see an event twice; Stripe's guarantees are the same.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::auth;
use crate::cx::Cx;
use crate::db::Db;
use crate::error::Error;
use crate::state::AppState;

mod endpoints;
mod signature;
mod store;
mod target;

use endpoints::Supervisor;
use store::{Delivery, Outcome, Store};
use target::Target;

/// How many requests one endpoint gets at a time.
const BATCH: u32 = 16;
/// How long an endpoint may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The pause before the second try; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause between tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(3_600);
/// Tries before an event is given up: with the pauses above, about five hours.
const TRIES: u32 = 17;
/// How long a worker rests after the database failed.
const REST: Duration = Duration::from_secs(5);

/// Starts delivering committed events in the background. The workers end when the last [`AppState`] is dropped.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn start(state: &AppState) -> Result<(), Error> {
    let supervisor = Supervisor::new(state);
    tokio::spawn(supervisor.run());
    let webhooks = &state.config().webhooks;
    if webhooks.is_empty() {
        return Ok(());
    }
    let Some(client) = client() else {
        tracing::error!("webhooks are not delivered: no HTTP client could be made");
        return Ok(());
    };
    for webhook in webhooks {
        let target = Target {
            account: auth::account_of(&webhook.account_key),
            key: webhook.url.clone(),
            url: webhook.url.clone(),
            secret: webhook.secret.clone(),
            events: vec!["*".to_owned()],
            body: None,
        };
        let worker = Worker::new(state.db(), target, client.clone(), state.announcements());
        worker.register().await?;
        tokio::spawn(worker.run());
    }
    Ok(())
}

/// Lets a new endpoint of the caller's account hear of every event after this transaction.
pub(crate) async fn register(cx: &mut Cx, endpoint: &str) -> Result<(), sqlx::Error> {
    let name = store::name(&cx.caller.account, endpoint);
    store::begin(&mut cx.tx, &name).await
}

/// The client of all endpoints. Events carry customer data, so they follow no redirect and pass no proxy.
fn client() -> Option<reqwest::Client> {
    // Another part of the process may have chosen a provider already; either is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .inspect_err(|error| tracing::error!(%error, "webhook client"))
        .ok()
}

/// Serves one endpoint.
struct Worker {
    target: Target,
    store: Store,
    client: reqwest::Client,
    announcements: watch::Receiver<u64>,
    /// Ends the worker between two rounds when its sender is dropped; `None` for one that is not ended.
    stop: Option<watch::Receiver<()>>,
}

impl Worker {
    fn new(
        db: &Db,
        target: Target,
        client: reqwest::Client,
        announcements: watch::Receiver<u64>,
    ) -> Self {
        let store = Store::new(db.clone(), target.account.clone(), &target.key);
        Self {
            target,
            store,
            client,
            announcements,
            stop: None,
        }
    }

    /// Remembers that the endpoint is there.
    async fn register(&self) -> Result<(), sqlx::Error> {
        self.store.register().await
    }

    async fn run(mut self) {
        loop {
            // Marked as seen before looking, so that nothing committed meanwhile is slept through.
            self.announcements.borrow_and_update();
            let pause = match self.round().await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::warn!(%error, "webhook deliveries are delayed");
                    Some(REST)
                }
            };
            if !self.wait(pause).await {
                return;
            }
        }
    }

    /// Waits for new events, or until the pause is over; `false` when the sandbox was closed.
    async fn wait(&mut self, pause: Option<Duration>) -> bool {
        let pause = pause.unwrap_or(LONGEST_PAUSE);
        tokio::select! {
            // Closing comes before another round, however short the pause is.
            biased;
            () = stopped(self.stop.as_mut()) => false,
            changed = self.announcements.changed() => changed.is_ok(),
            () = tokio::time::sleep(pause) => true,
        }
    }

    /// Delivers what is due; returns how long to pause, `None` for until the next event.
    async fn round(&self) -> Result<Option<Duration>, sqlx::Error> {
        let now = jiff::Timestamp::now().as_millisecond();
        let due = self.store.due(now, BATCH).await?;
        if due.is_empty() {
            let next = self.store.next_due().await?;
            return Ok(next.map(|at| Duration::from_millis(at.saturating_sub(now).unsigned_abs())));
        }
        // Looked at after the events: those that were found are older than any change of the endpoint.
        if !self.store.is_current(&self.target).await? {
            return Ok(None);
        }
        let mut requests = JoinSet::new();
        let mut outcomes = Vec::new();
        for delivery in due {
            if !self.target.wants(&delivery.body) {
                outcomes.push((delivery, Outcome::Delivered));
                continue;
            }
            let request = self.request(&delivery);
            requests.spawn(async move {
                let delivered = match request.send().await {
                    Ok(answer) => answer.status().is_success(),
                    Err(_) => false,
                };
                (delivery, delivered)
            });
        }
        while let Some(ended) = requests.join_next().await {
            // A task that panicked leaves its event undelivered, and the whole round is repeated.
            let (delivery, delivered) = ended.map_err(|_| sqlx::Error::WorkerCrashed)?;
            outcomes.push(judge(delivery, delivered));
        }
        self.store.settle(&outcomes).await?;
        Ok(Some(Duration::ZERO))
    }

    fn request(&self, delivery: &Delivery) -> reqwest::RequestBuilder {
        let now = crate::clock::now();
        let signature = signature::header(&self.target.secret, now, &delivery.body);
        self.client
            .post(&self.target.url)
            .header("content-type", "application/json; charset=utf-8")
            .header("user-agent", "Portico-Sandbox/1.0")
            .header("stripe-signature", signature)
            .body(delivery.body.clone())
    }
}

async fn stopped(stop: Option<&mut watch::Receiver<()>>) {
    match stop {
        Some(stop) => while stop.changed().await.is_ok() {},
        None => std::future::pending().await,
    }
}

/// What becomes of a delivery after a try.
fn judge(delivery: Delivery, delivered: bool) -> (Delivery, Outcome) {
    let attempts = delivery.attempts + 1;
    let outcome = if delivered {
        Outcome::Delivered
    } else if attempts >= TRIES {
        tracing::warn!(
            event = delivery.seq,
            attempts,
            "a webhook event was given up"
        );
        Outcome::GivenUp
    } else {
        let due = jiff::Timestamp::now().as_millisecond() + millis(pause(attempts));
        Outcome::Retry { attempts, due }
    };
    (delivery, outcome)
}

/// The pause after so many failed tries.
fn pause(attempts: u32) -> Duration {
    let doubled = 1_u32.checked_shl(attempts - 1).unwrap_or(u32::MAX);
    FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        assert_eq!(pause(1), Duration::from_millis(500));
        assert_eq!(pause(2), Duration::from_secs(1));
        assert_eq!(pause(5), Duration::from_secs(8));
        assert_eq!(pause(TRIES), LONGEST_PAUSE);
        assert_eq!(pause(200), LONGEST_PAUSE);
    }

    #[test]
    fn tries_are_bounded() {
        let delivery = |attempts| Delivery {
            seq: 1,
            attempts,
            body: String::new(),
        };
        assert_eq!(judge(delivery(0), true).1, Outcome::Delivered);
        assert_eq!(judge(delivery(TRIES - 1), false).1, Outcome::GivenUp);
        let again = judge(delivery(0), false).1;
        assert!(matches!(again, Outcome::Retry { attempts: 1, .. }));
    }
}
