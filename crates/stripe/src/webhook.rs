//! `Stripe-Signature`: whether a webhook's body really comes from upstream, and recently.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// How old a signature may be, seconds: the default of Stripe's libraries.
pub const TOLERANCE: i64 = 300;

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// The header is not `t=…,v1=…`.
    Malformed,
    /// No signature fits any of the secrets.
    Forged,
    /// The signature fits, but was made too long ago or lies in the future.
    OutOfTime,
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "the signature header is malformed",
            Self::Forged => "no signature fits",
            Self::OutOfTime => "the signature is out of time",
        })
    }
}

impl std::error::Error for Rejected {}

/// Verifies the raw bytes of a webhook against its `Stripe-Signature` header.
///
/// Several secrets are tried, as during the rotation of one; the header may hold several `v1` values, as upstream sends
/// them then. `tolerance` and `now` are seconds, `now` since the Unix epoch.
///
/// # Errors
/// [`Rejected`]. Treat all reasons alike towards the sender.
pub fn verify<S: AsRef<str>>(
    raw_body: &[u8],
    header: &str,
    secrets: &[S],
    tolerance: i64,
    now: i64,
) -> Result<(), Rejected> {
    let mut timestamp = None;
    let mut signatures: Vec<[u8; 32]> = Vec::new();
    for item in header.split(',') {
        let (name, value) = item.split_once('=').ok_or(Rejected::Malformed)?;
        match name {
            "t" if timestamp.is_some() => return Err(Rejected::Malformed),
            "t" => timestamp = Some(value),
            // A value that is no signature of this scheme cannot fit; another one may.
            "v1" => signatures.extend(decode(value)),
            // `v0` is made for tests of Stripe's own and is never believed.
            _ => {}
        }
    }
    let timestamp = timestamp
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .ok_or(Rejected::Malformed)?;
    let seconds: i64 = timestamp.parse().map_err(|_| Rejected::Malformed)?;

    let mut fits = Choice::from(0);
    // Anybody can sign with the empty secret of an incomplete configuration.
    for secret in secrets
        .iter()
        .map(AsRef::as_ref)
        .filter(|secret| !secret.is_empty())
    {
        let expected = mac(secret, timestamp, raw_body);
        for signature in &signatures {
            fits |= expected.ct_eq(signature);
        }
    }
    if !bool::from(fits) {
        return Err(Rejected::Forged);
    }
    if now.abs_diff(seconds) > tolerance.unsigned_abs() {
        return Err(Rejected::OutOfTime);
    }
    Ok(())
}

/// The header for a body sent at `now` (Unix seconds).
pub fn sign(raw_body: &[u8], secret: &str, now: i64) -> String {
    let signature = mac(secret, &now.to_string(), raw_body);
    let hex: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={now},v1={hex}")
}

fn mac(secret: &str, timestamp: &str, body: &[u8]) -> [u8; 32] {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

/// 64 lower-case hexadecimal digits, as upstream writes them.
fn decode(hex: &str) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = hex.as_bytes().as_chunks::<2>();
    let mut bytes = [0_u8; 32];
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"id":"evt_1","object":"event"}"#;
    const NOW: i64 = 1_800_000_000;

    fn check(header: &str, secrets: &[&str], now: i64) -> Result<(), Rejected> {
        verify(BODY, header, secrets, TOLERANCE, now)
    }

    /// Made with `printf '%s.%s' … | openssl dgst -sha256 -hmac whsec_test`, not with this code.
    #[test]
    fn accepts_a_signature_made_elsewhere() {
        let header =
            "t=1800000000,v1=0f1bebceb66c16b38bee6c528eb2e1e8a8b464a6d5ba72f4befa95635b543b07";
        assert_eq!(check(header, &["whsec_test"], NOW), Ok(()));
        assert_eq!(sign(BODY, "whsec_test", NOW), header);
    }

    #[test]
    fn several_secrets_and_several_signatures() {
        let header = sign(BODY, "new", NOW);
        assert_eq!(check(&header, &["old", "new"], NOW), Ok(()));
        let both = format!("{header},v1={}", "0".repeat(64));
        assert_eq!(check(&both, &["new"], NOW), Ok(()));
        let odd_first = header.replace(",v1=", ",v1=zz,v0=11,v1=");
        assert_eq!(check(&odd_first, &["new"], NOW), Ok(()));
        assert_eq!(check(&header, &["old"], NOW), Err(Rejected::Forged));
        assert_eq!(check(&header, &[], NOW), Err(Rejected::Forged));
    }

    #[test]
    fn an_empty_secret_opens_nothing() {
        let header = sign(BODY, "", NOW);
        assert_eq!(check(&header, &[""], NOW), Err(Rejected::Forged));
    }

    #[test]
    fn only_five_minutes_either_way() {
        let header = sign(BODY, "s", NOW);
        for (age, expected) in [
            (300, Ok(())),
            (301, Err(Rejected::OutOfTime)),
            (-300, Ok(())),
            (-301, Err(Rejected::OutOfTime)),
        ] {
            assert_eq!(check(&header, &["s"], NOW + age), expected, "{age}");
        }
        let past_the_end = sign(BODY, "s", i64::MAX);
        assert_eq!(check(&past_the_end, &["s"], -1), Err(Rejected::OutOfTime));
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let header = sign(BODY, "s", NOW);
        for index in 0..BODY.len() * 8 {
            let mut body = BODY.to_vec();
            body[index / 8] ^= 1 << (index % 8);
            assert!(
                verify(&body, &header, &["s"], TOLERANCE, NOW).is_err(),
                "body bit {index}"
            );
        }
        for index in 0..header.len() * 7 {
            let mut bytes = header.clone().into_bytes();
            bytes[index / 7] ^= 1 << (index % 7);
            let changed = String::from_utf8(bytes).expect("seven bits stay ASCII");
            assert!(
                check(&changed, &["s"], NOW).is_err(),
                "header bit {index}: {changed}"
            );
        }
    }

    #[test]
    fn forged_headers() {
        let header = sign(BODY, "s", NOW);
        let signature = header.split_once("v1=").expect("has v1").1;
        let cases = [
            (String::new(), Rejected::Malformed),
            (signature.to_owned(), Rejected::Malformed),
            (format!("v1={signature}"), Rejected::Malformed),
            (format!("t=,v1={signature}"), Rejected::Malformed),
            (format!("t=+{NOW},v1={signature}"), Rejected::Malformed),
            (format!("t= {NOW},v1={signature}"), Rejected::Malformed),
            (
                format!("t={NOW}0000000000000,v1={signature}"),
                Rejected::Malformed,
            ),
            (
                format!("t={NOW},t={NOW},v1={signature}"),
                Rejected::Malformed,
            ),
            (format!("t={NOW}"), Rejected::Forged),
            (format!("t={NOW},v0={signature}"), Rejected::Forged),
            (format!("t={NOW}, v1={signature}"), Rejected::Forged),
            (format!("t=0{NOW},v1={signature}"), Rejected::Forged),
            (
                format!("t={NOW},v1={}", signature.to_uppercase()),
                Rejected::Forged,
            ),
            (format!("t={NOW},v1={}", &signature[..62]), Rejected::Forged),
            (format!("t={NOW},v1={signature}00"), Rejected::Forged),
        ];
        for (header, expected) in cases {
            assert_eq!(check(&header, &["s"], NOW), Err(expected), "{header}");
        }
    }
}
