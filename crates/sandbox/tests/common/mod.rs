//! A sandbox in a directory of its own, spoken to over its router.
#![allow(dead_code, reason = "every test file uses a part of it")]

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use sandbox::{Config, Sandbox};
use serde_json::Value;
use tower::ServiceExt as _;

/// The secret key of the tests' account.
pub const KEY: &str = "sk_test_tests";
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A running sandbox; its data is deleted when it is dropped.
pub struct Api {
    router: Router,
    data: PathBuf,
    pub key: String,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    pub body: Value,
}

impl Api {
    pub async fn open() -> Self {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("sandbox-test-{}-{count}", std::process::id());
        let data = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&data);
        let config = Config {
            data: data.clone(),
            webhooks: Vec::new(),
            public_origin: "http://localhost:4243".to_owned(),
        };
        let sandbox = Sandbox::open(config).await.expect("the sandbox opens");
        Self {
            router: sandbox.router(),
            data,
            key: KEY.to_owned(),
        }
    }

    /// The same sandbox, with another key.
    pub fn with_key(&self, key: &str) -> Self {
        Self {
            router: self.router.clone(),
            data: PathBuf::new(),
            key: key.to_owned(),
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
            body,
        }
    }

    pub async fn request(
        &self,
        method: Method,
        path: &str,
        form: &str,
        key: Option<&str>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let request = request.body(Body::from(form.replace('\n', "").replace("    ", "")));
        self.send(request.expect("a request")).await
    }

    /// A GET that succeeds.
    pub async fn get(&self, path: &str) -> Value {
        self.request(Method::GET, path, "", None).await.ok()
    }

    /// A POST that succeeds.
    pub async fn post(&self, path: &str, form: &str) -> Value {
        self.request(Method::POST, path, form, None).await.ok()
    }

    /// A DELETE that succeeds.
    pub async fn delete(&self, path: &str) -> Value {
        self.request(Method::DELETE, path, "", None).await.ok()
    }

    /// A POST that is refused: status, code and message.
    pub async fn refused(&self, path: &str, form: &str) -> (u16, String, String) {
        self.request(Method::POST, path, form, None).await.error()
    }

    /// A customer with a payment method as its default.
    pub async fn customer_with(&self, method: &str) -> Value {
        self.customer_of(method, "").await
    }

    /// The same, with more parameters.
    pub async fn customer_of(&self, method: &str, more: &str) -> Value {
        let form = format!(
            "name=Jenny Rosen&email=jenny@example.com&payment_method={method}&invoice_settings[default_payment_method]={method}{more}"
        );
        self.post("/v1/customers", &form).await
    }

    /// A monthly price.
    pub async fn monthly(&self, amount: i64, currency: &str) -> Value {
        let form = format!(
            "product_data[name]=Pro&currency={currency}&unit_amount={amount}&recurring[interval]=month"
        );
        self.post("/v1/prices", &form).await
    }

    /// A clock standing at a moment.
    pub async fn clock(&self, at: i64) -> String {
        let clock = self
            .post("/v1/test_helpers/test_clocks", &format!("frozen_time={at}"))
            .await;
        id(&clock)
    }

    /// Lets the clock run and waits until it is ready.
    pub async fn advance(&self, clock: &str, to: i64) {
        let path = format!("/v1/test_helpers/test_clocks/{clock}");
        let answer = self
            .post(&format!("{path}/advance"), &format!("frozen_time={to}"))
            .await;
        assert_eq!(answer["status"], "advancing");
        let clock = self.get(&path).await;
        assert_eq!(clock["status"], "ready");
        assert_eq!(clock["frozen_time"], to);
    }

    /// The types of the account's events, oldest first.
    pub async fn events(&self) -> Vec<String> {
        let mut types = Vec::new();
        let mut after = String::new();
        loop {
            let page = self.get(&format!("/v1/events?limit=100{after}")).await;
            let events = page["data"].as_array().expect("events");
            types.extend(events.iter().map(|event| text(event, "type")));
            if page["has_more"] != true {
                types.reverse();
                return types;
            }
            let last = events.last().map(id).unwrap_or_default();
            after = format!("&starting_after={last}");
        }
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        if !self.data.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.data);
        }
    }
}

impl Answer {
    /// The body of a success.
    pub fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{:#}", self.body);
        self.body
    }

    /// Status, code and message of a refusal.
    pub fn error(&self) -> (u16, String, String) {
        let error = &self.body["error"];
        assert!(error.is_object(), "{:#}", self.body);
        (
            self.status.as_u16(),
            text(error, "code"),
            text(error, "message"),
        )
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// An object's id.
pub fn id(object: &Value) -> String {
    text(object, "id")
}

/// A member as text.
pub fn text(object: &Value, name: &str) -> String {
    object[name].as_str().unwrap_or_default().to_owned()
}

/// A day of 2026, at midnight UTC.
pub fn day(text: &str) -> i64 {
    format!("{text}T00:00:00Z")
        .parse::<jiff::Timestamp>()
        .expect("a day")
        .as_second()
}
