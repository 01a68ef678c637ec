//! Answers kept in the database are sealed with a key that is not in it.
//!
//! A stored answer may hold a link's token or a setup intent's secret. The key is derived from the merchant's secret
//! key: whoever has that could ask for a fresh link anyway.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use ring::hmac;

use crate::session::token;

/// Seals and opens the stored answers of one merchant.
pub struct Sealer {
    seal: LessSafeKey,
    mac: hmac::Key,
}

impl Sealer {
    /// The sealer of the merchant with this secret key.
    ///
    /// # Panics
    /// Never: both lengths are fixed by the algorithm.
    pub fn new(secret_key: &str) -> Self {
        let salt = Salt::new(HKDF_SHA256, b"portico/answers");
        let material = salt.extract(secret_key.as_bytes());
        let key = material
            .expand(&[b"v1"], &AES_256_GCM)
            .map(UnboundKey::from)
            .expect("HKDF gives 32 bytes");
        let mac = material
            .expand(&[b"mac v1"], hmac::HMAC_SHA256)
            .map(hmac::Key::from)
            .expect("HKDF gives 32 bytes");
        Self {
            seal: LessSafeKey::new(key),
            mac,
        }
    }

    /// Seals a text for the place named by `context`.
    ///
    /// # Panics
    /// When the text is longer than AES-GCM can take (64 GiB).
    pub fn seal(&self, text: &[u8], context: &str) -> String {
        let nonce: [u8; NONCE_LEN] = token::random();
        let mut sealed = text.to_vec();
        self.seal
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context.as_bytes()),
                &mut sealed,
            )
            .expect("an answer is shorter than 64 GiB");
        STANDARD.encode([&nonce[..], &sealed].concat())
    }

    /// A keyed hash of texts, in hexadecimal. For what has too few possibilities for a plain hash: a code, an address.
    pub fn mac(&self, texts: &[&str]) -> String {
        let mut context = hmac::Context::with_key(&self.mac);
        for text in texts {
            context.update(&(text.len() as u64).to_be_bytes());
            context.update(text.as_bytes());
        }
        token::hex(context.sign().as_ref())
    }

    /// Opens what [`Sealer::seal`] made for the same place. `None` when it was made with another key or altered.
    pub fn open(&self, sealed: &str, context: &str) -> Option<Vec<u8>> {
        let mut bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, text) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let opened = self
            .seal
            .open_in_place(nonce, Aad::from(context.as_bytes()), text)
            .ok()?;
        Some(opened.to_vec())
    }
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_its_own() {
        let ours = Sealer::new("sk_test_a");
        let sealed = ours.seal(b"pcs_secret", "place");
        assert!(!sealed.contains("pcs_"));
        assert_eq!(
            ours.open(&sealed, "place").as_deref(),
            Some(&b"pcs_secret"[..])
        );
        assert_eq!(ours.open(&sealed, "elsewhere"), None);
        assert_eq!(Sealer::new("sk_test_b").open(&sealed, "place"), None);
        assert_eq!(ours.open("AAAA", "place"), None);
    }

    #[test]
    fn keyed_hashes_depend_on_the_key_and_on_where_texts_end() {
        let ours = Sealer::new("sk_test_a");
        assert_eq!(ours.mac(&["a", "b"]), ours.mac(&["a", "b"]));
        assert_ne!(ours.mac(&["a", "b"]), ours.mac(&["ab", ""]));
        assert_ne!(ours.mac(&["a"]), Sealer::new("sk_test_b").mac(&["a"]));
        assert_eq!(ours.mac(&[]).len(), 64);
    }
}
