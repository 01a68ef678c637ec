//! One try: a request out, an answer in.

use std::time::Duration;

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER, USER_AGENT,
};
use reqwest::{Method, Url, redirect};

use crate::config::Config;
use crate::error::{ApiError, Error};
use crate::retry::{self, Failure};

const USER_AGENT_VALUE: &str = concat!("Portico/", env!("CARGO_PKG_VERSION"));

/// A successful answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) body: Vec<u8>,
    pub(crate) request_id: Option<String>,
}

/// What one try sends. Built once per call, so that every try sends the same.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) body: Option<String>,
    pub(crate) idempotency_key: Option<String>,
}

/// A connection pool to one base URL with one key.
#[derive(Debug)]
pub(crate) struct Transport {
    http: reqwest::Client,
    largest_answer: usize,
}

impl Transport {
    pub(crate) fn new(config: &Config, base: &Url) -> Result<Self, Error> {
        // Fails when a provider is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        let mut key = HeaderValue::try_from(format!("Bearer {}", config.secret_key.expose()))
            .map_err(|_| Error::Config("the key cannot be sent in a header"))?;
        key.set_sensitive(true);
        let version = HeaderValue::try_from(&config.api_version)
            .map_err(|_| Error::Config("the API version cannot be sent in a header"))?;
        headers.insert(AUTHORIZATION, key);
        headers.insert("stripe-version", version);
        headers.insert(USER_AGENT, HeaderValue::from_static(USER_AGENT_VALUE));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let mut builder = reqwest::Client::builder()
            .default_headers(headers)
            .redirect(redirect::Policy::none())
            // Tries are counted and spaced here, not underneath.
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(config.limits.connect)
            .pool_idle_timeout(Duration::from_secs(60));
        if base.scheme() == "http" {
            // A sandbox on loopback must start on a machine without any certificates.
            builder = builder.tls_certs_only([]);
        }
        let http = builder
            .build()
            .map_err(|_| Error::Config("TLS cannot be set up"))?;
        Ok(Self {
            http,
            largest_answer: config.limits.answer,
        })
    }

    /// Sends once and reads the whole answer within `time`.
    pub(crate) async fn send(&self, out: &Outgoing, time: Duration) -> Result<Answer, Failure> {
        let mut request = self
            .http
            .request(out.method.clone(), out.url.clone())
            .timeout(time);
        if let Some(key) = &out.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = &out.body {
            request = request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body.clone());
        }
        let mut response = request.send().await.map_err(|error| broken(&error))?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let request_id = text("request-id").map(str::to_owned);

        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
            if body.len() + chunk.len() > self.largest_answer {
                return Err(Failure::refused(Error::Decode {
                    reason: "the answer is too large".to_owned(),
                    request_id,
                }));
            }
            body.extend_from_slice(&chunk);
        }
        if status.is_success() {
            return Ok(Answer { body, request_id });
        }

        let retry_after = text(RETRY_AFTER.as_str())
            .and_then(|seconds| seconds.trim().parse().ok())
            .map(Duration::from_secs);
        let error = if status.as_u16() == 429 {
            Error::RateLimited { retry_after }
        } else {
            Error::Api(Box::new(ApiError::read(status.as_u16(), request_id, &body)))
        };
        Err(Failure {
            error,
            retryable: retry::is_retryable(status.as_u16(), text("stripe-should-retry")),
            retry_after,
            unhealthy: status.is_server_error(),
        })
    }
}

fn broken(error: &reqwest::Error) -> Failure {
    Failure::transport(if error.is_timeout() {
        Error::Timeout
    } else {
        Error::Unavailable
    })
}
