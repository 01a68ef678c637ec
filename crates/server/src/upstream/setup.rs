//! Adding a payment method: which kinds may be offered, and keeping what the processor's script collected.

use std::fmt;

use contract::Changed;
use stripe::{NewSetupIntent, SetupIntent, SetupIntentStatus};

use super::changes::step;
use super::offer::{ACSS_DEBIT, offered, reduced};
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
        let mut types = offered(&paid_in, account.country.as_deref(), &account.capabilities);
        let intent = loop {
            let outcome = self
                .offer(customer, &types, &paid_in, idempotency_key)
                .await;
            let refused = match outcome {
                Ok(intent) => break intent,
                Err(stripe::Error::Api(refused)) => refused,
                Err(error) => return Err(error.into()),
            };
            let Some(left) = reduced(&types, &refused) else {
                return Err(stripe::Error::Api(refused).into());
            };
            tracing::warn!(offered = ?types, ?left, "the account does not take every type it was offered with");
            types = left;
        };
        let client_secret = intent.client_secret;
        Ok(StartedSetup {
            id: intent.id,
            client_secret: client_secret.ok_or(Error::Rejected { request_id: None })?,
        })
    }

    async fn offer(
        &self,
        customer: &str,
        types: &[String],
        paid_in: &[&str],
        idempotency_key: &str,
    ) -> Result<SetupIntent, stripe::Error> {
        let types: Vec<&str> = types.iter().map(String::as_str).collect();
        let acss_debit_currency = types
            .contains(&ACSS_DEBIT)
            .then(|| paid_in.first().copied().unwrap_or("cad"));
        let new = NewSetupIntent {
            customer,
            allowed_payment_method_types: &types,
            acss_debit_currency,
        };
        // Upstream refuses a key that comes back with other parameters.
        let mut parts = vec!["setup"];
        parts.extend(&types);
        parts.extend(acss_debit_currency);
        let key = step(idempotency_key, customer, &parts);
        self.0.client.create_setup_intent(new, &key).await
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
