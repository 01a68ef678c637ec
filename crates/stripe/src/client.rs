//! The client: bounded, repeated, limited calls.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{Method, Url};
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;

use crate::breaker::Breaker;
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Limits};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::limiter::Limiter;
use crate::params::{Params, escape};
use crate::pulse::Pulse;
use crate::retry::{self, Failure};
use crate::transport::{Answer, Outgoing, Transport};

/// A client of one account. Cheap to clone; clones share connections, limits and breaker.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    base: Url,
    limits: Limits,
    transport: Transport,
    breaker: Breaker,
    pulse: Pulse,
    limiter: Limiter,
    places: Semaphore,
    clock: Arc<dyn Clock>,
}

/// One call, before it is repeated.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    method: Method,
    /// Method and path with `{}` for ids: the name of the endpoint in limits and logs.
    endpoint: &'static str,
    ids: &'a [&'a str],
    params: Params,
    key: Option<&'a IdempotencyKey>,
}

impl<'a> Call<'a> {
    /// A read. `endpoint` is `GET /v1/…`.
    pub(crate) fn get(endpoint: &'static str, ids: &'a [&'a str], params: Params) -> Self {
        Self {
            method: Method::GET,
            endpoint,
            ids,
            params,
            key: None,
        }
    }

    /// A change. `endpoint` is `POST /v1/…`.
    pub(crate) fn post(
        endpoint: &'static str,
        ids: &'a [&'a str],
        params: Params,
        key: &'a IdempotencyKey,
    ) -> Self {
        Self {
            method: Method::POST,
            endpoint,
            ids,
            params,
            key: Some(key),
        }
    }

    /// The end of an object. `endpoint` is `DELETE /v1/…`.
    pub(crate) fn delete(
        endpoint: &'static str,
        ids: &'a [&'a str],
        params: Params,
        key: &'a IdempotencyKey,
    ) -> Self {
        Self {
            method: Method::DELETE,
            ..Self::post(endpoint, ids, params, key)
        }
    }

    /// The same read without what its answer is to carry along; `None` when that is nothing, or it is no read.
    fn plain(&self) -> Option<Self> {
        let params = self.params.without_expansions()?;
        (self.method == Method::GET).then(|| Self::get(self.endpoint, self.ids, params))
    }
}

impl Client {
    /// A client on the machine's clock. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Config`] when the base URL, the key or TLS cannot be used.
    pub fn new(config: Config) -> Result<Self, Error> {
        Self::with_clock(config, Arc::new(SystemClock))
    }

    /// A client that waits and measures by another clock. Only the time of a single try stays real.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_clock(config: Config, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let base = Url::parse(&config.base_url)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .filter(|url| url.path() == "/" && url.query().is_none() && url.fragment().is_none())
            .filter(|url| url.username().is_empty() && url.password().is_none())
            .ok_or(Error::Config("the base URL is not scheme and authority"))?;
        Ok(Self {
            inner: Arc::new(Inner {
                transport: Transport::new(&config, &base)?,
                base,
                limits: config.limits,
                breaker: Breaker::default(),
                pulse: Pulse::default(),
                limiter: Limiter::new(config.limits.per_second),
                places: Semaphore::new(config.limits.concurrent.clamp(1, Semaphore::MAX_PERMITS)),
                clock,
            }),
        })
    }

    /// The clock the client goes by.
    pub fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    /// How long calls have been made without a healthy answer to any of them; zero when the last one was answered, or
    /// when nobody has asked of late.
    pub fn silent_for(&self) -> Duration {
        self.inner.pulse.silent_for(self.inner.clock.now())
    }

    /// Makes a call and reads its answer. A read whose expansions upstream does not know, as an older one may not, is made
    /// once more without: ids where objects were hoped for say less, and are better than nothing.
    pub(crate) async fn call<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, Error> {
        let plain = call.plain();
        let answer = match (self.inner.repeat(call).await, plain) {
            (Err(Error::Api(refusal)), Some(plain)) if refusal.status == 400 => {
                self.inner.repeat(plain).await
            }
            (answer, _) => answer,
        };
        let Answer { body, request_id } = answer?;
        serde_json::from_slice(&body).map_err(|error| Error::Decode {
            // serde_json's message may quote a value; category and place never do.
            reason: format!(
                "{:?} error in line {} column {}",
                error.classify(),
                error.line(),
                error.column()
            ),
            request_id,
        })
    }
}

impl Inner {
    async fn repeat(&self, call: Call<'_>) -> Result<Answer, Error> {
        let endpoint = call.endpoint;
        let out = self.outgoing(call)?;
        let deadline = self.clock.now() + self.limits.total;
        let mut attempt = 1;
        loop {
            let failure = match self.attempt(endpoint, &out, deadline).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let left = deadline.saturating_duration_since(self.clock.now());
            let wait = retry::wait(&failure, attempt, self.limits.attempts, left, random());
            tracing::warn!(endpoint, attempt, error = %failure.error, retry = wait.is_some(), "upstream call failed");
            let Some(wait) = wait else {
                return Err(failure.error);
            };
            self.clock.sleep(wait).await;
            attempt += 1;
        }
    }

    /// One try: in turn, with a place, unless the breaker is open.
    async fn attempt(
        &self,
        endpoint: &'static str,
        out: &Outgoing,
        deadline: Instant,
    ) -> Result<Answer, Failure> {
        let now = self.clock.now();
        // Asked first so that a known outage is told at once, and again when the turn has come.
        if !self.breaker.would_admit(now) {
            return Err(Failure::refused(Error::Unavailable));
        }
        let turn = self
            .limiter
            .reserve(endpoint, now, deadline)
            .ok_or_else(|| Failure::refused(Error::RateLimited { retry_after: None }))?;
        let wait = turn.saturating_duration_since(now);
        if wait > Duration::ZERO {
            self.clock.sleep(wait).await;
        }
        let _place = tokio::select! {
            biased;
            place = self.places.acquire() => place.map_err(|_| Failure::refused(Error::Unavailable))?,
            () = self.clock.sleep(self.limits.queue) => return Err(Failure::refused(Error::Unavailable)),
        };
        let now = self.clock.now();
        let left = deadline.saturating_duration_since(now);
        if left.is_zero() {
            return Err(Failure::refused(Error::Timeout));
        }
        if !self.breaker.admit(now) {
            return Err(Failure::refused(Error::Unavailable));
        }
        let pulse = self.pulse.begin(now);
        let result = self
            .transport
            .send(out, left.min(self.limits.attempt))
            .await;
        let failed = result.as_ref().is_err_and(|failure| failure.unhealthy);
        pulse.end(self.clock.now(), !failed);
        if self.breaker.record(self.clock.now(), failed) {
            tracing::error!(endpoint, "upstream fails too often: calls are held back");
        }
        if let Ok(answer) = &result {
            tracing::debug!(
                endpoint,
                request_id = answer.request_id,
                "upstream answered"
            );
        }
        result
    }

    fn outgoing(&self, call: Call<'_>) -> Result<Outgoing, Error> {
        let (_, template) = call.endpoint.split_once(' ').unwrap_or_default();
        let mut pieces = template.split("{}");
        let mut path = pieces.next().unwrap_or_default().to_owned();
        for (piece, id) in pieces.zip(call.ids) {
            // `.` and `..` would change the path even when they are escaped.
            if id.is_empty() || *id == "." || *id == ".." || id.len() > 255 {
                return Err(Error::InvalidId);
            }
            escape(id, &mut path);
            path.push_str(piece);
        }
        let mut url = self.base.clone();
        url.set_path(&path);
        let params = call.params.encode();
        let is_read = call.method == Method::GET;
        if is_read && !params.is_empty() {
            url.set_query(Some(&params));
        }
        Ok(Outgoing {
            method: call.method,
            url,
            body: (!is_read).then_some(params),
            idempotency_key: call.key.map(|key| key.as_str().to_owned()),
        })
    }
}

/// A number from 0 to 1 for jitter. Without randomness the longest wait is chosen.
fn random() -> f64 {
    getrandom::u32().map_or(1.0, |number| f64::from(number) / f64::from(u32::MAX))
}
