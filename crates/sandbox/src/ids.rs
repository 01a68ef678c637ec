//! Object ids in Stripe's shapes.

use crate::error::ApiError;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// `length` characters of the base-62 alphabet, evenly distributed.
pub(crate) fn random(length: usize) -> Result<String, ApiError> {
    let mut text = String::with_capacity(length);
    let mut bytes = [0_u8; 64];
    while text.len() < length {
        getrandom::fill(&mut bytes)
            .map_err(|error| ApiError::internal(&format!("no randomness: {error}")))?;
        // 248 is the largest multiple of 62 in a byte; what lies above would favour the first letters.
        let letters = bytes.iter().filter(|byte| **byte < 248);
        for byte in letters.take(length - text.len()) {
            text.push(char::from(ALPHABET[usize::from(byte % 62)]));
        }
    }
    Ok(text)
}

/// A short id such as `cus_NffrFeUfNV2Hib`.
pub(crate) fn short(prefix: &str) -> Result<String, ApiError> {
    Ok(format!("{prefix}_{}", random(14)?))
}

/// A long id such as `pm_1MtwBwLkdIwHu7ix28a3tqPa`.
pub(crate) fn long(prefix: &str) -> Result<String, ApiError> {
    Ok(format!("{prefix}_1{}", random(23)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_their_shape_and_do_not_repeat() {
        let first = long("pm").unwrap_or_default();
        assert_eq!(first.len(), "pm_1MtwBwLkdIwHu7ix28a3tqPa".len());
        assert!(first.starts_with("pm_1"));
        assert_ne!(first, long("pm").unwrap_or_default());
        assert_eq!(short("cus").unwrap_or_default().len(), 18);
    }
}
