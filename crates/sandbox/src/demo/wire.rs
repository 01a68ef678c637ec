//! A client of our own router: what an SDK would send, without the socket.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use serde_json::Value;
use tower::ServiceExt as _;

use super::calendar;
use crate::error::Error;

/// Largest answer that is read, in bytes.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;

/// Sends requests of one account. Each POST of a story has an idempotency key made of the day, the story and its place
/// in it, so that telling the story again on the same day changes nothing that was told before.
pub(super) struct Wire {
    router: Router,
    authorization: String,
    story: String,
    sent: AtomicU32,
}

impl Wire {
    pub(super) fn new(router: Router, secret_key: &str) -> Self {
        Self {
            router,
            authorization: format!("Bearer {secret_key}"),
            story: String::new(),
            sent: AtomicU32::new(0),
        }
    }

    /// The same account, with a name and day for the idempotency keys.
    pub(super) fn for_story(&self, name: &str, today: i64) -> Self {
        Self {
            router: self.router.clone(),
            authorization: self.authorization.clone(),
            story: format!("demo-{}-{name}", calendar::date(today)),
            sent: AtomicU32::new(0),
        }
    }

    /// # Errors
    /// When the answer is not a success; the text names request and reason.
    pub(super) async fn get(&self, path: &str) -> Result<Value, Error> {
        self.send(Method::GET, path, None, String::new()).await
    }

    /// Leaves a POST out that was done on another day: what follows keeps its place.
    pub(super) fn skip(&self) {
        self.sent.fetch_add(1, Ordering::Relaxed);
    }

    /// # Errors
    /// When the answer is not a success; the text names request and reason.
    pub(super) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<Value, Error> {
        let pairs: Vec<String> = form
            .iter()
            .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
            .collect();
        let place = self.sent.fetch_add(1, Ordering::Relaxed);
        let key = format!("{}-{place}", self.story);
        self.send(Method::POST, path, Some(&key), pairs.join("&"))
            .await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        form: String,
    ) -> Result<Value, Error> {
        let failed = |why: String| Error::Demo(format!("{method} {path}: {why}"));
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header("authorization", &self.authorization);
        if let Some(key) = key {
            request = request
                .header("idempotency-key", key)
                .header("content-type", "application/x-www-form-urlencoded");
        }
        let request = request
            .body(Body::from(form))
            .map_err(|error| failed(error.to_string()))?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), LARGEST_ANSWER)
            .await
            .map_err(|error| failed(error.to_string()))?;
        let answer: Value =
            serde_json::from_slice(&bytes).map_err(|error| failed(error.to_string()))?;
        if status.is_success() {
            Ok(answer)
        } else {
            let reason = answer["error"]["message"].as_str().unwrap_or("no message");
            Err(failed(format!("{status}: {reason}")))
        }
    }
}

/// The id of an answered object.
pub(super) fn id_of(object: &Value) -> String {
    object["id"].as_str().unwrap_or_default().to_owned()
}

/// Percent-encodes everything but unreserved characters.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn brackets_spaces_and_other_scripts_are_escaped() {
        assert_eq!(escape("address[line1]"), "address%5Bline1%5D");
        assert_eq!(escape("Zoë & 東"), "Zo%C3%AB%20%26%20%E6%9D%B1");
    }
}
