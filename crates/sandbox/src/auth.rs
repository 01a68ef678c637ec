//! Who is calling: `Authorization: Bearer sk_test_…` or Basic with the key as user name.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use sha2::{Digest, Sha256};

use crate::error::{ApiError, Result};

/// The caller: an account and how much its key may do.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// `acct_…`, derived from the key: every test key is an account of its own.
    pub(crate) account: String,
    /// Whether the key is a publishable one.
    pub(crate) publishable: bool,
    /// The publishable key of the account, for pages of the sandbox; empty for the engine itself.
    pub(crate) publishable_key: String,
    /// The business's country, when the key names one: `sk_test_acme_BR` is a Brazilian business.
    pub(crate) country: Option<String>,
}

/// Reads the key of a request.
///
/// # Errors
/// 401 in Stripe's words when there is none, or none of a sandbox.
pub(crate) fn caller(headers: &HeaderMap) -> Result<Caller> {
    let key = presented_key(headers).ok_or_else(|| {
        ApiError::unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
        )
    })?;
    let (publishable, name) = if let Some(name) = key.strip_prefix("sk_test_") {
        (false, name)
    } else if let Some(name) = key.strip_prefix("pk_test_") {
        (true, name)
    } else {
        return Err(unknown_key(&key));
    };
    let well_formed = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if name.is_empty() || name.len() > 200 || !well_formed {
        return Err(unknown_key(&key));
    }
    Ok(Caller {
        account: account_of(&format!("sk_test_{name}")),
        publishable,
        publishable_key: format!("pk_test_{name}"),
        country: country_of(name),
    })
}

/// Two capital letters after the last underscore are the country of the account; others may use every kind of
/// payment method.
fn country_of(name: &str) -> Option<String> {
    let (_, last) = name.rsplit_once('_')?;
    let country = last.len() == 2 && last.bytes().all(|byte| byte.is_ascii_uppercase());
    country.then(|| last.to_owned())
}

/// The account id of a secret key: the first 16 hexadecimal digits of its SHA-256.
pub(crate) fn account_of(secret_key: &str) -> String {
    let digest = Sha256::digest(secret_key.as_bytes());
    format!("acct_{}", crate::hex(&digest[..8]))
}

fn presented_key(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let key = if scheme.eq_ignore_ascii_case("bearer") {
        rest.trim().to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(rest.trim())
            .ok()?;
        let pair = String::from_utf8(bytes).ok()?;
        pair.split(':').next().unwrap_or_default().to_owned()
    } else {
        return None;
    };
    (!key.is_empty()).then_some(key)
}

/// Shows the first and last letters only, as Stripe does.
fn unknown_key(key: &str) -> ApiError {
    let letters: Vec<char> = key.chars().take(300).collect();
    let shown = if letters.len() > 12 {
        let head: String = letters[..8].iter().collect();
        let tail: String = letters[letters.len() - 4..].iter().collect();
        format!("{head}{}{tail}", "*".repeat(letters.len().min(40) - 12))
    } else {
        "*".repeat(letters.len())
    };
    ApiError::unauthorized(format!("Invalid API Key provided: {shown}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn of(value: &str) -> Option<(String, bool)> {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, HeaderValue::from_str(value).ok()?);
        let caller = caller(&headers).ok()?;
        Some((caller.account, caller.publishable))
    }

    #[test]
    fn both_kinds_of_key_lead_to_one_account() {
        let secret = of("Bearer sk_test_portico");
        let basic = of("Basic c2tfdGVzdF9wb3J0aWNvOg==");
        let publishable = of("Bearer pk_test_portico");
        let account = account_of("sk_test_portico");
        assert_eq!(account.len(), 21);
        assert_eq!(secret, Some((account.clone(), false)));
        assert_eq!(basic, secret);
        assert_eq!(publishable, Some((account, true)));
    }

    #[test]
    fn a_key_may_name_a_country() {
        assert_eq!(country_of("acme_BR"), Some("BR".to_owned()));
        for name in ["acme", "acme_br", "acme_BRA", "BR"] {
            assert_eq!(country_of(name), None, "{name}");
        }
    }

    #[test]
    fn other_keys_are_unknown() {
        for value in [
            "Bearer sk_live_x",
            "Bearer sk_test_",
            "Bearer sk_test_a b",
            "Bearer ",
            "Basic !!",
            "Digest x",
            "sk_test_x",
        ] {
            assert_eq!(of(value), None, "{value}");
        }
    }
}
