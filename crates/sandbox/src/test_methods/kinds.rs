//! The kinds of payment method a portal can hold, and where they may be used.

/// A kind of payment method with its limits, from Stripe's table of payment methods in the customer portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    /// The payment method's `type`.
    pub(crate) name: &'static str,
    /// Currencies it can be charged in; empty means any.
    pub(crate) currencies: &'static [&'static str],
    /// Countries whose businesses may accept it; empty means any.
    countries: &'static [&'static str],
    /// Whether the customer leaves the page to save it.
    pub(crate) redirects: bool,
    /// For debits and vouchers: in how many days the bank says whether a payment arrived. `None` settles at once.
    pub(crate) settles_after_days: Option<i64>,
}

/// The European Economic Area, Switzerland and the United Kingdom.
const EUROPE: [&str; 32] = [
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU",
    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Europe and the other countries whose businesses may debit by SEPA.
const SEPA: [&str; 40] = [
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU",
    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    "AU", "CA", "HK", "JP", "MX", "NZ", "SG", "US",
];

const fn limited(
    name: &'static str,
    currencies: &'static [&'static str],
    countries: &'static [&'static str],
) -> Kind {
    Kind {
        name,
        currencies,
        countries,
        redirects: false,
        settles_after_days: None,
    }
}

/// A kind whose payments take days, as long as Stripe's documentation of the kind says.
const fn delayed(kind: Kind, days: i64) -> Kind {
    Kind {
        settles_after_days: Some(days),
        ..kind
    }
}

/// A kind that is saved on a page of its provider's.
const fn redirecting(kind: Kind) -> Kind {
    Kind {
        redirects: true,
        ..kind
    }
}

/// All of them.
pub(crate) const KINDS: [Kind; 11] = [
    limited("card", &[], &[]),
    delayed(limited("us_bank_account", &["usd"], &["US"]), 4),
    redirecting(limited("amazon_pay", &["usd"], &["US"])),
    delayed(limited("au_becs_debit", &["aud"], &["AU"]), 3),
    delayed(limited("boleto", &["brl"], &["BR"]), 2),
    limited("cashapp", &["usd"], &["US"]),
    limited("link", &[], &[]),
    redirecting(limited("paypal", &[], &EUROPE)),
    delayed(limited("acss_debit", &["cad", "usd"], &["CA", "US"]), 5),
    delayed(limited("sepa_debit", &["eur"], &SEPA), 5),
    delayed(limited("bacs_debit", &["gbp"], &["GB"]), 4),
];

/// The kind of a `type`.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

impl Kind {
    /// Whether it can be charged in a currency.
    pub(crate) fn takes(&self, currency: &str) -> bool {
        self.currencies.is_empty() || self.currencies.contains(&currency)
    }
}

/// Whether a business of a country may accept the kind. A sandbox account without a country may accept all of them.
pub(crate) fn allowed_in(kind: &Kind, country: Option<&str>) -> bool {
    country.is_none_or(|country| kind.countries.is_empty() || kind.countries.contains(&country))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_the_table() {
        // kind, a currency, whether it takes it, a country, whether a business there may use it
        let cases = [
            ("card", "jpy", true, "BR", true),
            ("us_bank_account", "eur", false, "DE", false),
            ("sepa_debit", "eur", true, "JP", true),
            ("sepa_debit", "usd", false, "BR", false),
            ("bacs_debit", "gbp", true, "GB", true),
            ("bacs_debit", "eur", false, "US", false),
            ("acss_debit", "cad", true, "US", true),
            ("boleto", "brl", true, "US", false),
            ("paypal", "usd", true, "US", false),
            ("paypal", "sek", true, "SE", true),
        ];
        for (name, currency, takes, country, allowed) in cases {
            let found = kind(name).expect(name);
            assert_eq!(found.takes(currency), takes, "{name} {currency}");
            assert_eq!(
                allowed_in(found, Some(country)),
                allowed,
                "{name} {country}"
            );
            assert!(allowed_in(found, None));
        }
    }
}
