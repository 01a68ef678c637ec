//! What a client is told.

use std::fmt;
use std::time::Duration;

/// The API version the client was written against, sent as `Stripe-Version`.
pub const API_VERSION: &str = "2026-10-28.endive";

/// A secret key. `Debug` shows its mode only.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey(String);

impl SecretKey {
    /// Keeps a key, `sk_…` or `rk_…`.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key itself, for the `Authorization` header and nothing else.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = ["sk_test_", "sk_live_", "rk_test_", "rk_live_"]
            .into_iter()
            .find(|prefix| self.0.starts_with(prefix))
            .unwrap_or("");
        write!(f, "SecretKey({mode}…)")
    }
}

/// What a client is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Scheme and authority, such as `https://api.stripe.com`. A path is not allowed.
    pub base_url: String,
    /// The account's key.
    pub secret_key: SecretKey,
    /// Sent as `Stripe-Version`.
    pub api_version: String,
    /// Bounds of time and number.
    pub limits: Limits,
}

impl Config {
    /// The default version and limits.
    pub fn new(base_url: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            secret_key: SecretKey::new(secret_key),
            api_version: API_VERSION.to_owned(),
            limits: Limits::default(),
        }
    }
}

/// Bounds of time and number. The defaults fit a page that somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// To connect. Default 2 s.
    pub connect: Duration,
    /// For one try, connecting and reading the answer included. Default 10 s.
    pub attempt: Duration,
    /// For all tries and the waits between them. Default 15 s.
    pub total: Duration,
    /// Tries of one call. Default 3.
    pub attempts: u32,
    /// Calls under way at the same time. Default 64.
    pub concurrent: usize,
    /// How long a call waits for one of those places. Default 3 s.
    pub queue: Duration,
    /// Calls to one endpoint in any second. Default 20; Stripe allows 25.
    pub per_second: usize,
    /// Bytes of an answer. Default 16 MiB.
    pub answer: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(2),
            attempt: Duration::from_secs(10),
            total: Duration::from_secs(15),
            attempts: 3,
            concurrent: 64,
            queue: Duration::from_secs(3),
            per_second: 20,
            answer: 16 * 1024 * 1024,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_hides_the_key() {
        let config = Config::new("https://api.example.test", "sk_test_very_secret");
        let shown = format!("{config:?}");
        assert!(!shown.contains("very_secret"), "{shown}");
        assert!(shown.contains("sk_test_"), "{shown}");
        assert_eq!(format!("{:?}", SecretKey::new("odd_key")), "SecretKey(…)");
    }
}
