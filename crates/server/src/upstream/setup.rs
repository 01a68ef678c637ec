//! Adding a payment method: which kinds may be offered, and keeping what the processor's script collected.

use std::fmt;

use contract::{Changed, PaymentMethodId};
use stripe::{IdempotencyKey, NewSetupIntent, SetupIntent, SetupIntentStatus};

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

/// A method that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// The state after it.
    pub state: Changed,
    /// The method.
    pub method: PaymentMethodId,
    /// The setup intent that saved it.
    pub intent: String,
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

/// What a customer is offered, until upstream takes it.
pub(super) struct Offer {
    types: Vec<String>,
    paid_in: Vec<String>,
    configuration: Option<String>,
}

impl Offer {
    /// The types, cards first.
    pub(super) fn types(&self) -> Vec<&str> {
        self.types.iter().map(String::as_str).collect()
    }

    /// The currency that pre-authorised debits need, where they are offered.
    pub(super) fn acss_debit_currency(&self) -> Option<&str> {
        let is_offered = self.types.iter().any(|kind| kind == ACSS_DEBIT);
        is_offered.then(|| self.paid_in.first().map_or("cad", String::as_str))
    }

    /// The configuration of payment methods that decides, unless the account's default does.
    pub(super) fn configuration(&self) -> Option<&str> {
        self.configuration.as_deref()
    }

    /// The key of asking for this offer: upstream refuses one that comes back with other parameters.
    pub(super) fn key(
        &self,
        idempotency_key: &str,
        customer: &str,
        what: &[&str],
    ) -> IdempotencyKey {
        let mut parts = what.to_vec();
        parts.extend(self.types());
        parts.extend(self.acss_debit_currency());
        parts.extend(self.configuration());
        step(idempotency_key, customer, &parts)
    }

    /// Offers less, when upstream has refused the offer as a whole.
    ///
    /// # Errors
    /// Upstream's, when it was about something else or nothing is left to offer.
    pub(super) fn reduce(&mut self, refused: stripe::Error) -> Result<(), Error> {
        let about = match &refused {
            stripe::Error::Api(refused) => refused.param.as_deref(),
            _ => None,
        };
        if about == Some("payment_method_configuration")
            && let Some(configuration) = self.configuration.take()
        {
            tracing::warn!(%configuration, "the configuration of payment methods is refused; the account's default decides");
            return Ok(());
        }
        let left = match &refused {
            stripe::Error::Api(refused) => reduced(&self.types, refused),
            _ => None,
        };
        let Some(left) = left else {
            return Err(refused.into());
        };
        tracing::warn!(offered = ?self.types, ?left, "the account does not take every type it was offered with");
        self.types = left;
        Ok(())
    }
}

impl Upstream {
    /// What the customer may be offered: kinds that the live subscriptions can be charged with.
    pub(super) async fn offer(
        &self,
        customer: &str,
        configuration: Option<&str>,
    ) -> Result<Offer, Error> {
        let (snapshot, account) = tokio::try_join!(
            self.snapshot(customer),
            self.0.catalogue.account(&self.0.client)
        )?;
        let paid_in = paid_in(&snapshot);
        Ok(Offer {
            types: offered(&paid_in, account.country.as_deref(), &account.capabilities),
            paid_in: paid_in.into_iter().map(str::to_owned).collect(),
            configuration: configuration.map(str::to_owned),
        })
    }

    /// Starts saving a payment method, of the kinds the customer's live subscriptions can be charged with.
    /// `configuration` is the one of payment methods that decides, `pmc_…`; where it is refused, the account's default does.
    ///
    /// # Errors
    /// As [`Upstream::snapshot`].
    pub async fn create_setup_intent(
        &self,
        customer: &str,
        configuration: Option<&str>,
        idempotency_key: &str,
    ) -> Result<StartedSetup, Error> {
        let mut offer = self.offer(customer, configuration).await?;
        let intent = loop {
            let new = NewSetupIntent {
                customer,
                allowed_payment_method_types: &offer.types(),
                acss_debit_currency: offer.acss_debit_currency(),
                payment_method_configuration: offer.configuration(),
            };
            let key = offer.key(idempotency_key, customer, &["setup"]);
            match self.0.client.create_setup_intent(new, &key).await {
                Ok(intent) => break intent,
                Err(refused) => offer.reduce(refused)?,
            }
        };
        let client_secret = intent.client_secret;
        Ok(StartedSetup {
            id: intent.id,
            client_secret: client_secret.ok_or(Error::Rejected { request_id: None })?,
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
    ) -> Result<Adopted, Error> {
        let intent = self.0.client.setup_intent(setup_intent).await?;
        self.adopt(customer, intent, idempotency_key).await
    }

    /// The same for an intent that has just been read.
    pub(super) async fn adopt(
        &self,
        customer: &str,
        intent: SetupIntent,
        idempotency_key: &str,
    ) -> Result<Adopted, Error> {
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
        Ok(Adopted {
            state: self.after(customer, done).await?,
            method: PaymentMethodId::from(method),
            intent: intent.id,
        })
    }
}
