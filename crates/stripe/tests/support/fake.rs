//! As much of Stripe as the client's tests need: it answers what it was told, remembers what it was asked, and has one
//! effect per idempotency key.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Method, path and query.
    pub line: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

#[derive(Clone, Default)]
pub struct Fake(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    answers: HashMap<String, Value>,
    seen: Vec<Seen>,
    keys: HashSet<String>,
    effects: usize,
}

impl Fake {
    /// Answers `line` (`GET /v1/account`, query included) with `body`.
    pub fn answer(&self, line: &str, body: Value) {
        self.0.lock().unwrap().answers.insert(line.into(), body);
    }

    /// What was asked so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.0.lock().unwrap().seen.clone()
    }

    /// The one thing that was asked so far.
    pub fn only_seen(&self) -> Seen {
        let [seen] = self.seen().try_into().expect("one request");
        seen
    }

    /// Changes with an effect, replays not counted.
    pub fn effects(&self) -> usize {
        self.0.lock().unwrap().effects
    }

    pub fn router(&self) -> Router {
        Router::new().fallback(handle).with_state(self.clone())
    }

    fn take(&self, line: String, headers: HeaderMap, body: &Bytes) -> Response {
        let mut inner = self.0.lock().unwrap();
        if line.starts_with("POST") {
            let key = headers.get("idempotency-key").expect("a key on every POST");
            let key = key.to_str().unwrap().to_owned();
            let is_new = inner.keys.insert(key);
            inner.effects += usize::from(is_new);
        }
        let answer = inner.answers.get(&line).cloned();
        inner.seen.push(Seen {
            line,
            headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        });
        let (status, body) = match answer {
            Some(body) => (StatusCode::OK, body),
            None => (StatusCode::NOT_FOUND, missing()),
        };
        (status, [("request-id", "req_fake")], axum::Json(body)).into_response()
    }
}

async fn handle(State(fake): State<Fake>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let line = format!("{} {}", head.method, head.uri);
    fake.take(line, head.headers, &body)
}

fn missing() -> Value {
    json!({"error": {"type": "invalid_request_error", "code": "resource_missing", "message": "No such object", "param": "id"}})
}

/// A payment method.
pub fn payment_method(id: &str) -> Value {
    json!({
        "id": id, "object": "payment_method", "type": "card", "created": 1_700_000_000, "customer": "cus_1",
        "card": {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2030, "funding": "credit", "wallet": null}
    })
}
