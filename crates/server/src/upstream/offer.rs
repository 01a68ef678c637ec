//! Which kinds of payment method a customer may be offered. Pure.

use std::collections::BTreeMap;

use contract::PaymentMethodKind;
use contract::rules::payment_methods::currencies;
use stripe::ApiError;

/// Offered to everybody.
pub(super) const CARD: &str = "card";
/// Pre-authorised debits: the only kind whose setup needs options.
pub(super) const ACSS_DEBIT: &str = "acss_debit";

/// Where a kind can be offered.
struct Kind {
    kind: PaymentMethodKind,
    /// Countries of the business; empty means most.
    countries: &'static [&'static str],
    /// What the account must have.
    capability: &'static str,
}

/// Countries of Europe where Stripe takes businesses.
const EUROPE: &[&str] = &[
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR",
    "HU", "IE", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];
/// The same and those outside where SEPA can be collected from.
const SEPA: &[&str] = &[
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR",
    "HU", "IE", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    "AU", "CA", "HK", "JP", "MX", "NZ", "SG", "US",
];

/// Every kind but cards, which are always offered. Source: Stripe, "Supported payment methods" of the customer portal.
fn kinds() -> [Kind; 10] {
    let last4 = String::new;
    let kind = |kind, countries, capability| Kind {
        kind,
        countries,
        capability,
    };
    [
        kind(
            PaymentMethodKind::UsBankAccount {
                bank_name: None,
                last4: last4(),
            },
            &["US"],
            "us_bank_account_ach_payments",
        ),
        kind(
            PaymentMethodKind::SepaDebit {
                last4: last4(),
                country: None,
            },
            SEPA,
            "sepa_debit_payments",
        ),
        kind(
            PaymentMethodKind::BacsDebit {
                last4: last4(),
                sort_code: None,
            },
            &["GB"],
            "bacs_debit_payments",
        ),
        kind(
            PaymentMethodKind::AuBecsDebit {
                last4: last4(),
                bsb_number: None,
            },
            &["AU"],
            "au_becs_debit_payments",
        ),
        kind(
            PaymentMethodKind::AcssDebit {
                bank_name: None,
                last4: last4(),
            },
            &["CA", "US"],
            "acss_debit_payments",
        ),
        kind(PaymentMethodKind::Boleto, &["BR"], "boleto_payments"),
        kind(PaymentMethodKind::AmazonPay, &["US"], "amazon_pay_payments"),
        kind(
            PaymentMethodKind::Cashapp { cashtag: None },
            &["US"],
            "cashapp_payments",
        ),
        kind(
            PaymentMethodKind::Link { email: None },
            &[],
            "link_payments",
        ),
        kind(
            PaymentMethodKind::Paypal { email: None },
            EUROPE,
            "paypal_payments",
        ),
    ]
}

/// The types a customer may be offered, cards first. The new method becomes the default, so it must be able to pay for
/// every live subscription: `paid_in` holds their currencies. Capabilities decide where the account names any of these,
/// because upstream activates them only where the business may accept the kind; else its country does, and an unknown
/// country rules nothing out.
pub(super) fn offered(
    paid_in: &[&str],
    country: Option<&str>,
    capabilities: &BTreeMap<String, String>,
) -> Vec<String> {
    let kinds = kinds();
    let names_any = kinds
        .iter()
        .any(|kind| capabilities.contains_key(kind.capability));
    let fits = |kind: &&Kind| {
        let pays = currencies(&kind.kind)
            .is_none_or(|list| paid_in.iter().all(|currency| list.contains(currency)));
        let is_there = || {
            kind.countries.is_empty()
                || country.is_none_or(|country| kind.countries.contains(&country))
        };
        let is_active = || {
            let status = capabilities.get(kind.capability);
            status.is_some_and(|status| status == "active")
        };
        pays && if names_any { is_active() } else { is_there() }
    };
    let others = kinds.iter().filter(fits).map(|kind| kind.kind.as_str());
    let all = std::iter::once(CARD).chain(others);
    all.map(str::to_owned).collect()
}

/// What is left to offer when upstream refuses an offer as a whole, as it does when the account has not activated one
/// of the types. An upstream that knows no options loses pre-authorised debits alone. `None` when nothing is left, or
/// when the refusal was not about the offer.
pub(super) fn reduced(types: &[String], refused: &ApiError) -> Option<Vec<String>> {
    if refused.status != 400 || refused.is_missing() || types == [CARD] {
        return None;
    }
    let about_options = refused
        .param
        .as_deref()
        .is_some_and(|param| param.starts_with("payment_method_options"));
    let is_left = |kind: &&String| {
        let kind = kind.as_str();
        kind == CARD || (about_options && kind != ACSS_DEBIT)
    };
    let left: Vec<String> = types.iter().filter(is_left).cloned().collect();
    (left.len() < types.len()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered_to(paid_in: &[&str], country: Option<&str>) -> String {
        offered(paid_in, country, &BTreeMap::new()).join(" ")
    }

    #[test]
    fn kinds_by_currency_and_country() {
        assert_eq!(
            offered_to(&["usd"], Some("US")),
            "card us_bank_account acss_debit amazon_pay cashapp link"
        );
        assert_eq!(
            offered_to(&["eur"], Some("NL")),
            "card sepa_debit link paypal"
        );
        assert_eq!(offered_to(&["eur"], Some("US")), "card sepa_debit link");
        assert_eq!(
            offered_to(&["gbp"], Some("GB")),
            "card bacs_debit link paypal"
        );
        assert_eq!(offered_to(&["aud"], Some("AU")), "card au_becs_debit link");
        assert_eq!(offered_to(&["cad"], Some("CA")), "card acss_debit link");
        assert_eq!(offered_to(&["brl"], Some("BR")), "card boleto link");
        assert_eq!(offered_to(&["jpy"], Some("JP")), "card link");
    }

    #[test]
    fn a_method_must_pay_for_everything() {
        assert_eq!(
            offered_to(&["cad", "usd"], Some("US")),
            "card acss_debit link"
        );
        assert_eq!(offered_to(&["eur", "usd"], Some("US")), "card link");
        assert_eq!(
            offered_to(&[], Some("US")),
            "card us_bank_account sepa_debit acss_debit amazon_pay cashapp link"
        );
    }

    #[test]
    fn all_eleven_kinds_are_known() {
        assert_eq!(offered(&[], None, &BTreeMap::new()).len(), 11);
    }

    #[test]
    fn capabilities_rule_out_what_the_account_cannot_do() {
        let capabilities = BTreeMap::from([
            ("card_payments".to_owned(), "inactive".to_owned()),
            ("sepa_debit_payments".to_owned(), "active".to_owned()),
            ("link_payments".to_owned(), "pending".to_owned()),
        ]);
        assert_eq!(
            offered(&["eur"], Some("NL"), &capabilities),
            ["card", "sepa_debit"]
        );
        // Stripe activates it there, whatever our list of countries says.
        assert_eq!(
            offered(&["eur"], Some("BR"), &capabilities),
            ["card", "sepa_debit"]
        );
        let only_cards = BTreeMap::from([("card_payments".to_owned(), "active".to_owned())]);
        assert_eq!(
            offered(&["eur"], Some("NL"), &only_cards).len(),
            4,
            "says nothing about the others"
        );
    }

    #[test]
    fn a_refused_offer_is_reduced_once_or_twice() {
        let types = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
        let refused = |status, param: &str| ApiError {
            status,
            kind: None,
            code: None,
            decline_code: None,
            param: Some(param.to_owned()),
            message: None,
            request_id: None,
        };
        let all = types("card us_bank_account acss_debit");
        let options = refused(400, "payment_method_options[acss_debit]");
        let left = reduced(&all, &options);
        assert_eq!(left, Some(types("card us_bank_account")));
        let left = left.unwrap_or_default();
        assert_eq!(reduced(&left, &options), None);
        let activation = refused(400, "allowed_payment_method_types");
        assert_eq!(reduced(&all, &activation), Some(types("card")));
        assert_eq!(reduced(&types("card"), &activation), None);
        for status in [401, 402, 404, 500] {
            assert_eq!(
                reduced(&all, &refused(status, "allowed_payment_method_types")),
                None
            );
        }
    }
}
