//! One key per intent, so that a repeated request has one effect.

use sha2::{Digest, Sha256};

/// Sent as `Idempotency-Key` with every call that changes something; the same over all tries of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// A key nobody else has, for a call that stands for itself.
    ///
    /// # Panics
    /// When the operating system has no randomness to give.
    pub fn random() -> Self {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).expect("the operating system gives randomness");
        Self(letters(&bytes))
    }

    /// The key of one step of an intent: equal parts give the same key, anything else another.
    ///
    /// Let the parts hold whose intent it is and every parameter of the call: upstream refuses a key that comes back
    /// with other parameters.
    pub fn derive(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(letters(&hash.finalize()[..20]))
    }

    /// As it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In letters only: a run of digits could be taken for a card number by those who look for them.
fn letters(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from(b'a' + half));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_keys_depend_on_every_part_and_border() {
        let key = IdempotencyKey::derive(&["cus_1", "detach", "pm_1"]);
        assert_eq!(key, IdempotencyKey::derive(&["cus_1", "detach", "pm_1"]));
        assert_ne!(key, IdempotencyKey::derive(&["cus_1", "detachpm_1"]));
        assert_ne!(key, IdempotencyKey::derive(&["cus_1", "detac", "hpm_1"]));
        assert_eq!(key.as_str().len(), 40);
    }

    #[test]
    fn random_keys_differ() {
        assert_ne!(IdempotencyKey::random(), IdempotencyKey::random());
    }
}
