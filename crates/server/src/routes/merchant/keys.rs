//! The merchant's secret key, as `Bearer` or as the user of `Basic`.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::secret::Secret;
use crate::stripe_error::{StripeError, StripeResult};

/// Checks the request's key against the account's.
///
/// # Errors
/// 401 in Stripe's words. The key that was sent is not repeated.
pub fn check(headers: &HeaderMap, secret: &Secret) -> StripeResult<()> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let key = values
        .next()
        .and_then(|value| value.to_str().ok())
        .and_then(key_of)
        .filter(|_| values.next().is_none());
    match key {
        None => Err(StripeError::unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using \
             Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
        )),
        Some(key) if secret.matches(&key) => Ok(()),
        Some(_) => Err(StripeError::unauthorized("Invalid API Key provided.")),
    }
}

fn key_of(value: &str) -> Option<String> {
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return (!rest.is_empty()).then(|| rest.to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
    let (user, _) = decoded.split_once(':').unwrap_or((&decoded, ""));
    (!user.is_empty()).then(|| user.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_bearer_and_basic() {
        let check = |value: &str, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, value.parse().unwrap());
            let good = super::check(&headers, &Secret::from("sk_test_portico")).is_ok();
            assert_eq!(good, expected, "{value}");
        };
        check("Bearer sk_test_portico", true);
        check("bearer sk_test_portico", true);
        check("Basic c2tfdGVzdF9wb3J0aWNvOg==", true);
        check("Basic c2tfdGVzdF9wb3J0aWNv", true);
        check("Basic !!", false);
        check("Bearer sk_test_portic", false);
        check("Bearer ", false);
        check("sk_test_portico", false);
        let none = super::check(&HeaderMap::new(), &Secret::from("x")).unwrap_err();
        assert!(none.message.starts_with("You did not provide an API key."));
    }
}
