//! Sending events: at least once, in no promised order, for three days with growing pauses. Source: Stripe, "Webhook
//! delivery behaviors".

use std::collections::HashMap;
use std::time::Duration;

use reqwest::redirect;
use tokio::task::{Id, JoinError, JoinSet};

use super::Endpoint;
use crate::app::App;
use crate::store::{self, DeliveryRow};
use crate::upstream::sign;

/// Events that are sent to one endpoint at a time. One that takes its time holds up its own events only.
const TO_ONE: u16 = 4;

/// Events that are sent at a time.
const IN_ALL: u16 = 256;

/// How long an endpoint may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often deliveries are looked for that another process left, or that are to be tried again.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Pauses after a failed try, in seconds; the last one is repeated.
const PAUSES: [i64; 8] = [10, 60, 300, 1_800, 7_200, 18_000, 36_000, 43_200];

/// For so long an event is tried, in seconds.
const LONGEST: i64 = 3 * 86_400;

/// Sends events for ever.
pub async fn keep_delivering(app: App) {
    let Some(http) = client() else {
        tracing::error!("events are not sent: no HTTP client could be made");
        return;
    };
    loop {
        tokio::select! {
            () = app.event_news().notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        if let Err(error) = send_due(&app, &http).await {
            tracing::error!(%error, "events could not be looked for");
        }
    }
}

/// Sends every event that is due and returns how many were taken.
///
/// # Errors
/// The database's own. What is not taken stays for the next time.
pub async fn deliver(app: &App) -> store::Result<usize> {
    match client() {
        Some(http) => send_due(app, &http).await,
        None => Ok(0),
    }
}

async fn send_due(app: &App, http: &reqwest::Client) -> store::Result<usize> {
    let mut taken = 0;
    let mut tries = Tries::default();
    loop {
        let now = app.clock().now();
        for delivery in tries.next(app, now).await? {
            let pause = pause_after(delivery.attempts);
            if app.store().claim_delivery(&delivery, now + pause).await? {
                tries.begin(app, http, delivery, now, pause);
            }
        }
        tokio::select! {
            ended = tries.running.join_next_with_id() => match ended {
                None => return Ok(taken),
                Some(ended) => taken += usize::from(tries.end(ended)?),
            },
            // What came meanwhile does not wait for what is under way.
            () = app.event_news().notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

type Tried = store::Result<bool>;

/// The tries under way, and to which endpoint each of them is.
#[derive(Default)]
struct Tries {
    running: JoinSet<Tried>,
    endpoints: HashMap<Id, String>,
}

impl Tries {
    /// Deliveries that are due and for which there is room.
    async fn next(&self, app: &App, now: i64) -> store::Result<Vec<DeliveryRow>> {
        let room = usize::from(IN_ALL).saturating_sub(self.running.len());
        let mut left: HashMap<String, u16> = HashMap::new();
        for endpoint in self.endpoints.values() {
            *left.entry(endpoint.clone()).or_insert(TO_ONE) -= 1;
        }
        let mut due = app
            .store()
            .due_deliveries(now, TO_ONE.into(), IN_ALL.into())
            .await?;
        due.retain(|delivery| {
            let left = left.entry(delivery.endpoint_id.clone()).or_insert(TO_ONE);
            let has_room = *left > 0;
            *left -= u16::from(has_room);
            has_room
        });
        due.truncate(room);
        Ok(due)
    }

    fn begin(
        &mut self,
        app: &App,
        http: &reqwest::Client,
        delivery: DeliveryRow,
        now: i64,
        pause: i64,
    ) {
        let (app, http) = (app.clone(), http.clone());
        let endpoint = delivery.endpoint_id.clone();
        let attempt = async move { attempt(&app, &http, &delivery, now, pause).await };
        let running = self.running.spawn(attempt);
        self.endpoints.insert(running.id(), endpoint);
    }

    /// Whether the endpoint took it. A task that panicked leaves its event for the next time.
    fn end(&mut self, ended: Result<(Id, Tried), JoinError>) -> Tried {
        let (id, tried) = match ended {
            Ok((id, tried)) => (id, tried),
            Err(error) => (error.id(), Ok(false)),
        };
        self.endpoints.remove(&id);
        tried
    }
}

/// Tries one delivery. `true` when the endpoint took it.
async fn attempt(
    app: &App,
    http: &reqwest::Client,
    delivery: &DeliveryRow,
    now: i64,
    pause: i64,
) -> store::Result<bool> {
    let store = app.store();
    let merchant_id = delivery.merchant_id.as_str();
    let event = store.event(merchant_id, &delivery.event_id).await?;
    let row = store.endpoint(merchant_id, &delivery.endpoint_id).await?;
    let (Some(event), Some(row)) = (event, row) else {
        return Ok(false);
    };
    let Some(merchant) = app.merchant(merchant_id) else {
        // The account is not served any more: it waits until it is, or the event is forgotten.
        return Ok(false);
    };
    let is_last = now + pause > event.created_at + LONGEST && delivery.attempts > 0;
    let Some(endpoint) = Endpoint::open(&merchant, row).filter(|it| it.is_enabled) else {
        store
            .note_delivery(delivery, None, "disabled", true)
            .await?;
        return Ok(false);
    };
    let pending = store.deliveries(merchant_id, &event.id).await?;
    let pending = pending.iter().filter(|it| it.next_at.is_some()).count();
    let body = super::object(&event, pending).to_string();
    let signature = sign(body.as_bytes(), endpoint.secret.expose(), now);
    let sent = http
        .post(&endpoint.url)
        .header("content-type", "application/json; charset=utf-8")
        .header("user-agent", "Portico/1.0")
        .header("stripe-signature", signature)
        .body(body)
        .send()
        .await;
    let (taken, answer) = match sent {
        Ok(answer) => (
            answer.status().is_success(),
            answer.status().as_u16().to_string(),
        ),
        Err(error) => (false, word_of(&error).to_owned()),
    };
    let delivered_at = taken.then_some(now);
    store
        .note_delivery(delivery, delivered_at, &answer, taken || is_last)
        .await?;
    if !taken {
        let (event, endpoint) = (&event.id, &endpoint.id);
        tracing::warn!(event, endpoint, answer, is_last, "an event was not taken");
    }
    Ok(taken)
}

/// Why there was no answer. The error's own text would repeat the address, which may hold a secret.
fn word_of(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "timeout"
    } else if error.is_connect() {
        "unreachable"
    } else {
        "failed"
    }
}

/// The pause after a try that follows so many others.
fn pause_after(attempts: i64) -> i64 {
    let place = usize::try_from(attempts).unwrap_or(0);
    PAUSES[place.min(PAUSES.len() - 1)]
}

/// The client of all endpoints. Events are the merchant's business alone, so they follow no redirect and pass no proxy.
fn client() -> Option<reqwest::Client> {
    // Fails when a provider is installed already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || {
        reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
    };
    // A machine without any certificates can still send to itself.
    let client = builder()
        .build()
        .or_else(|_| builder().tls_certs_only([]).build());
    client
        .inspect_err(|error| tracing::error!(%error, "the client of events"))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_after_three_days() {
        let mut tried_at = vec![0];
        while let Some(last) = tried_at.last().filter(|last| **last < LONGEST) {
            let next = last + pause_after(tried_at.len() as i64 - 1);
            tried_at.push(next);
        }
        assert!(tried_at.len() > 10, "{tried_at:?}");
        assert!(tried_at[3] < 600, "the first tries come soon");
        assert!(tried_at.windows(2).all(|pair| pair[1] - pair[0] <= 43_200));
    }
}
