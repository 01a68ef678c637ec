//! What a payment method shows of itself, by kind.

use jiff::tz::TimeZone;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Expiry, TestMethod};

/// The member named after the kind: `card`, `sepa_debit`, …
pub(crate) fn details(method: &TestMethod, now: i64) -> Value {
    let fingerprint = fingerprint(method.id);
    match method.kind {
        "card" => card(method, now, &fingerprint),
        "us_bank_account" => json!({
            "account_holder_type": "individual",
            "account_type": "checking",
            "bank_name": "STRIPE TEST BANK",
            "financial_connections_account": null,
            "fingerprint": fingerprint,
            "last4": method.last4,
            "networks": { "preferred": "ach", "supported": ["ach"] },
            "routing_number": "110000000",
            "status_details": {},
        }),
        "sepa_debit" => json!({
            "bank_code": "37040044",
            "branch_code": "",
            "country": method.country,
            "fingerprint": fingerprint,
            "generated_from": { "charge": null, "setup_attempt": null },
            "last4": method.last4,
        }),
        "bacs_debit" => {
            json!({ "fingerprint": fingerprint, "last4": method.last4, "sort_code": "108800" })
        }
        "au_becs_debit" => {
            json!({ "bsb_number": "000000", "fingerprint": fingerprint, "last4": method.last4 })
        }
        "acss_debit" => json!({
            "bank_name": "STRIPE TEST BANK",
            "fingerprint": fingerprint,
            "institution_number": "000",
            "last4": method.last4,
            "transit_number": "11000",
        }),
        "boleto" => json!({ "tax_id": "00000000000191" }),
        "link" => json!({ "email": "jenny.rosen@example.com" }),
        "paypal" => json!({
            "country": method.country,
            "payer_email": "jenny.rosen@example.com",
            "payer_id": "LTQ3QMDTESTPP",
        }),
        "cashapp" => json!({ "buyer_id": "test_buyer_id", "cashtag": "$jennyrosen" }),
        _ => json!({}),
    }
}

fn card(method: &TestMethod, now: i64, fingerprint: &str) -> Value {
    let (exp_month, exp_year) = card_expiry(method.expiry, now);
    let display_brand = match method.brand {
        Some("amex") => Some("american_express"),
        Some("diners") => Some("diners_club"),
        Some("unionpay") => Some("union_pay"),
        brand => brand,
    };
    json!({
        "brand": method.brand,
        "checks": {
            "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass",
        },
        "country": method.country,
        "display_brand": display_brand,
        "exp_month": exp_month,
        "exp_year": exp_year,
        "fingerprint": fingerprint,
        "funding": method.funding,
        "generated_from": null,
        "last4": method.last4,
        "networks": { "available": [method.brand], "preferred": null },
        "regulated_status": "unregulated",
        "three_d_secure_usage": { "supported": true },
        "wallet": null,
    })
}

/// Month and year of expiry.
fn card_expiry(expiry: Expiry, now: i64) -> (i8, i16) {
    let today = jiff::Timestamp::from_second(now)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(TimeZone::UTC)
        .date();
    match expiry {
        Expiry::Far => (12, today.year() + 4),
        Expiry::Past => (12, today.year() - 1),
        Expiry::Soon if today.month() == 12 => (1, today.year() + 1),
        Expiry::Soon => (today.month() + 1, today.year()),
    }
}

/// `billing_details` in which nothing is known.
pub(crate) fn blank_billing_details() -> Value {
    json!({
        "address": {
            "city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null,
        },
        "email": null,
        "name": null,
        "phone": null,
        "tax_id": null,
    })
}

/// Equal for the same test method, so that a merchant can tell that a card was added twice.
fn fingerprint(id: &str) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyzABCDEF";
    Sha256::digest(id.as_bytes())
        .iter()
        .take(16)
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_is_told_from_today() {
        let day = |text: &str| {
            text.parse::<jiff::Timestamp>()
                .map_or(0, jiff::Timestamp::as_second)
        };
        assert_eq!(
            card_expiry(Expiry::Soon, day("2026-11-21T00:00:00Z")),
            (12, 2026)
        );
        assert_eq!(
            card_expiry(Expiry::Soon, day("2026-12-31T23:59:59Z")),
            (1, 2027)
        );
        assert_eq!(
            card_expiry(Expiry::Past, day("2026-01-01T00:00:00Z")),
            (12, 2025)
        );
    }
}
