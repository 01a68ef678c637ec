//! Tokens and ids. A token grants something and is stored only as a hash; an id names something.

use sha2::{Digest, Sha256};

/// Prefix of a link's token.
pub const LINK: &str = "pcs_";

/// Prefix of the token in a browser's cookie.
pub const BROWSER: &str = "pcb_";

/// Prefix of the token of a link into the dashboard.
pub const DASHBOARD_LINK: &str = "pds_";

/// Prefix of the token in the cookie of a browser that is signed in to the dashboard.
pub const DASHBOARD: &str = "pdb_";

/// Prefix of the token in the cookie of a browser that asked for a code by e-mail.
pub const LOGIN: &str = "pcl_";

/// Prefix of the token of a link to a draft, which is in the cookie of the browser that opened it as well.
pub const PREVIEW: &str = "pvl_";

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How many letters hold 256 bits: 62^43 > 2^256.
const SECRET_LETTERS: usize = 43;

/// How many letters hold a CRC-32: 62^6 > 2^32.
const CHECKSUM_LETTERS: usize = 6;

/// A token of 256 random bits: prefix, 43 letters, and a checksum of both in 6 letters.
///
/// The checksum lets a secret scanner recognise a leaked token without asking us, and lets us refuse nonsense without
/// asking the database.
pub fn mint(prefix: &str) -> String {
    let secret = base62(&random::<32>(), SECRET_LETTERS);
    let body = format!("{prefix}{secret}");
    let checksum = checksum(&body);
    format!("{body}{checksum}")
}

/// Whether a text is a token as [`mint`] writes it. Says nothing about whether it was ever given out.
pub fn is_well_formed(token: &str, prefix: &str) -> bool {
    let length = prefix.len() + SECRET_LETTERS + CHECKSUM_LETTERS;
    if token.len() != length || !token.is_ascii() || !token.starts_with(prefix) {
        return false;
    }
    let (body, sum) = token.split_at(length - CHECKSUM_LETTERS);
    sum == checksum(body)
}

/// SHA-256 of a text in hexadecimal: how tokens are stored. A fast hash is right for 256 random bits (ASVS 6.5.2).
pub fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// An id: prefix and 25 random letters (144 bits).
pub fn new_id(prefix: &str) -> String {
    format!("{prefix}{}", base62(&random::<18>(), 25))
}

/// Random bytes of the operating system.
///
/// # Panics
/// When the operating system has none: nothing safe can be done without.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

fn checksum(body: &str) -> String {
    base62(
        &crc32fast::hash(body.as_bytes()).to_be_bytes(),
        CHECKSUM_LETTERS,
    )
}

/// A big-endian number in base 62, padded to `letters`.
fn base62(number: &[u8], letters: usize) -> String {
    let mut number = number.to_vec();
    let mut text = vec![ALPHABET[0]; letters];
    for letter in text.iter_mut().rev() {
        let mut remainder = 0u32;
        for byte in &mut number {
            let value = (remainder << 8) | u32::from(*byte);
            // A remainder below 62 keeps every quotient within a byte.
            *byte = (value / 62) as u8;
            remainder = value % 62;
        }
        *letter = ALPHABET[remainder as usize];
    }
    text.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_recognised_and_mistyped_ones_are_not() {
        for _ in 0..200 {
            let token = mint(LINK);
            assert_eq!(token.len(), 4 + 43 + 6);
            assert!(is_well_formed(&token, LINK));
            assert!(!is_well_formed(&token, BROWSER));
            let mut typo = token.clone().into_bytes();
            typo[20] = if typo[20] == b'a' { b'b' } else { b'a' };
            assert!(!is_well_formed(&String::from_utf8(typo).unwrap(), LINK));
            assert!(!is_well_formed(&token[1..], LINK));
        }
        assert!(!is_well_formed("pcs_é", LINK));
    }

    #[test]
    fn base62_keeps_every_bit() {
        assert_eq!(base62(&[0; 32], 43), "0".repeat(43));
        assert_eq!(base62(&[61], 2), "0z");
        assert_eq!(base62(&[62], 2), "10");
        // 2^32 - 1 in base 62.
        assert_eq!(base62(&[255; 4], 6), "4gfFC3");
        assert_ne!(base62(&[255; 32], 43), base62(&[254; 32], 43));
    }
}
