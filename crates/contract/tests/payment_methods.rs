//! Which method can be charged for what, and when a card is over.

use contract::rules::payment_methods::{Expiry, currencies, expiry, is_chargeable};
use contract::{Card, PaymentMethod, PaymentMethodKind};

fn card(exp_month: u8, exp_year: u16) -> Card {
    Card {
        brand: "visa".into(),
        last4: "4242".into(),
        exp_month,
        exp_year,
        funding: "credit".into(),
        wallet: None,
    }
}

fn last4() -> String {
    "6789".into()
}

/// Every kind with the currencies Stripe's customer portal charges it in.
fn table() -> Vec<(PaymentMethodKind, Option<Vec<&'static str>>)> {
    use PaymentMethodKind::*;
    vec![
        (Card(card(12, 2030)), None),
        (Link { email: None }, None),
        (Paypal { email: None }, None),
        (
            Other {
                name: "kr_card".into(),
            },
            None,
        ),
        (
            UsBankAccount {
                bank_name: None,
                last4: last4(),
            },
            Some(vec!["usd"]),
        ),
        (AmazonPay, Some(vec!["usd"])),
        (Cashapp { cashtag: None }, Some(vec!["usd"])),
        (
            SepaDebit {
                last4: last4(),
                country: None,
            },
            Some(vec!["eur"]),
        ),
        (
            BacsDebit {
                last4: last4(),
                sort_code: None,
            },
            Some(vec!["gbp"]),
        ),
        (
            AuBecsDebit {
                last4: last4(),
                bsb_number: None,
            },
            Some(vec!["aud"]),
        ),
        (
            AcssDebit {
                bank_name: None,
                last4: last4(),
            },
            Some(vec!["cad", "usd"]),
        ),
        (Boleto, Some(vec!["brl"])),
    ]
}

#[test]
fn each_kind_is_charged_in_its_own_currencies() {
    const NOW: i64 = 1_795_262_400;
    for (kind, expected) in table() {
        assert_eq!(
            currencies(&kind).map(<[_]>::to_vec),
            expected,
            "{}",
            kind.as_str()
        );
        let method = PaymentMethod {
            id: "pm_1".into(),
            kind,
            is_default: false,
            created: 0,
        };
        for currency in ["usd", "eur", "gbp", "aud", "cad", "brl", "jpy", "sek"] {
            let fits = expected
                .as_ref()
                .is_none_or(|list| list.contains(&currency));
            assert_eq!(is_chargeable(&method, currency, NOW), fits);
            assert_eq!(is_chargeable(&method, &currency.to_uppercase(), NOW), fits);
        }
    }
}

#[test]
fn an_expired_card_cannot_be_charged_and_one_in_its_last_month_can() {
    let method = |card| PaymentMethod {
        id: "pm_1".into(),
        kind: PaymentMethodKind::Card(card),
        is_default: true,
        created: 0,
    };
    // The last second of October 2026.
    let end = 1_793_491_199;
    assert!(is_chargeable(&method(card(10, 2026)), "eur", end));
    assert!(!is_chargeable(&method(card(10, 2026)), "eur", end + 1));
}

#[test]
fn known_instants() {
    for (now, exp_month, exp_year, expected) in [
        // 2026-11-01T00:00:00Z and the second before.
        (1_793_491_199, 10, 2026, Expiry::Soon),
        (1_793_491_200, 10, 2026, Expiry::Expired),
        (1_793_491_199, 12, 2026, Expiry::Valid),
        (1_793_491_200, 12, 2026, Expiry::Soon),
        // 2027-01-01T00:00:00Z: the turn of a year.
        (1_798_761_599, 12, 2026, Expiry::Soon),
        (1_798_761_599, 1, 2027, Expiry::Soon),
        (1_798_761_599, 2, 2027, Expiry::Valid),
        (1_798_761_600, 12, 2026, Expiry::Expired),
        // 2028-02-29T23:59:59Z: a leap day.
        (1_835_481_599, 2, 2028, Expiry::Soon),
        (1_835_481_600, 2, 2028, Expiry::Expired),
        // The epoch and the second before.
        (0, 12, 1969, Expiry::Expired),
        (-1, 12, 1969, Expiry::Soon),
        (0, 1, 1970, Expiry::Soon),
        (0, 12, 9999, Expiry::Valid),
    ] {
        assert_eq!(
            expiry(&card(exp_month, exp_year), now),
            expected,
            "{now} {exp_month}/{exp_year}"
        );
    }
}

/// Every month from 1970 to 2400, with its length counted the slow way.
#[test]
fn every_month_ends_with_its_last_second() {
    let mut start = 0_i64;
    for year in 1970..=2400_u16 {
        let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for month in 1..=12_u8 {
            let days = match month {
                2 if leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            let next = start + days * 86_400;
            let this = card(month, year);
            assert_eq!(expiry(&this, start), Expiry::Soon);
            assert_eq!(expiry(&this, next - 1), Expiry::Soon);
            assert_eq!(expiry(&this, next), Expiry::Expired);
            let (month, year) = if month == 12 {
                (1, year + 1)
            } else {
                (month + 1, year)
            };
            let following = card(month, year);
            assert_eq!(expiry(&following, start - 1), Expiry::Valid);
            assert_eq!(expiry(&following, start), Expiry::Soon);
            start = next;
        }
    }
}
