//! Adding a payment method: which kinds may be offered, and keeping what the processor's script collected.

use std::collections::BTreeMap;
use std::fmt;

use contract::rules::payment_methods::currencies;
use contract::{Changed, PaymentMethodKind};
use stripe::{NewSetupIntent, SetupIntentStatus};

use super::changes::step;
use super::{Error, Snapshot, Upstream};

/// A setup intent that has just been created.
#[derive(Clone, PartialEq, Eq)]
pub struct StartedSetup {
    /// Stripe's id, `seti_…`.
    pub id: String,
    /// Secret for the processor's script. Never logged.
    pub client_secret: String,
}

impl fmt::Debug for StartedSetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StartedSetup")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

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

/// The types a customer may be offered. The new method becomes the default, so it must be able to pay for every live
/// subscription: `paid_in` holds their currencies. An unknown country or unknown capabilities rule nothing out.
fn offered(
    paid_in: &[&str],
    country: Option<&str>,
    capabilities: &BTreeMap<String, String>,
) -> Vec<String> {
    let fits = |kind: &Kind| {
        let pays = currencies(&kind.kind)
            .is_none_or(|list| paid_in.iter().all(|currency| list.contains(currency)));
        let is_there = kind.countries.is_empty()
            || country.is_none_or(|country| kind.countries.contains(&country));
        let is_able = capabilities.is_empty()
            || capabilities
                .get(kind.capability)
                .is_some_and(|status| status == "active");
        pays && is_there && is_able
    };
    let others = kinds();
    let others = others.iter().filter(|kind| fits(kind));
    std::iter::once("card")
        .chain(others.map(|kind| kind.kind.as_str()))
        .map(str::to_owned)
        .collect()
}

/// Currencies the customer pays in: of live subscriptions, else the customer's own, if one is fixed.
fn paid_in(snapshot: &Snapshot) -> Vec<&str> {
    let subscriptions = snapshot.state.subscriptions.iter();
    let mut currencies: Vec<&str> = subscriptions
        .filter(|subscription| subscription.status.is_live())
        .map(|subscription| subscription.currency.as_str())
        .collect();
    if currencies.is_empty() {
        currencies.extend(snapshot.customer.currency.as_deref());
    }
    currencies.sort_unstable();
    currencies.dedup();
    currencies
}

impl Upstream {
    /// Starts saving a payment method, of the kinds the customer's live subscriptions can be charged with.
    ///
    /// # Errors
    /// As [`Upstream::snapshot`].
    pub async fn create_setup_intent(
        &self,
        customer: &str,
        idempotency_key: &str,
    ) -> Result<StartedSetup, Error> {
        let (snapshot, account) = tokio::try_join!(
            self.snapshot(customer),
            self.0.catalogue.account(&self.0.client)
        )?;
        let paid_in = paid_in(&snapshot);
        let types = offered(&paid_in, account.country.as_deref(), &account.capabilities);
        let types: Vec<&str> = types.iter().map(String::as_str).collect();
        let acss_debit_currency = types
            .contains(&"acss_debit")
            .then(|| paid_in.first().copied().unwrap_or("cad"));
        let new = NewSetupIntent {
            customer,
            payment_method_types: &types,
            acss_debit_currency,
        };
        let mut parts = vec!["setup"];
        parts.extend(&types);
        parts.extend(acss_debit_currency);
        let key = step(idempotency_key, customer, &parts);
        let intent = self.0.client.create_setup_intent(new, &key).await?;
        Ok(StartedSetup {
            id: intent.id,
            client_secret: intent
                .client_secret
                .ok_or(Error::Rejected { request_id: None })?,
        })
    }

    /// Keeps the method of a succeeded setup intent and makes it the customer's default.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the intent is another customer's, [`Error::SetupIncomplete`] when it has not succeeded,
    /// [`Error::Declined`] when the bank declined it.
    pub async fn adopt_setup_intent(
        &self,
        customer: &str,
        setup_intent: &str,
        idempotency_key: &str,
    ) -> Result<Changed, Error> {
        let intent = self.0.client.setup_intent(setup_intent).await?;
        if intent.customer.as_deref() != Some(customer) {
            return Err(Error::NotFound);
        }
        let method = match (
            intent.status,
            intent.payment_method,
            intent.last_setup_error,
        ) {
            (SetupIntentStatus::Succeeded, Some(method), _) => method,
            (SetupIntentStatus::RequiresPaymentMethod, _, Some(error)) => {
                return Err(Error::Declined {
                    decline_code: error.decline_code.or(error.code),
                });
            }
            _ => return Err(Error::SetupIncomplete),
        };
        let done = self.set_default(customer, &method, idempotency_key).await;
        self.after(customer, done).await
    }
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
    }
}
