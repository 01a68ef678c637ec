//! Setup intents: how the browser saves a method without us seeing a number.

use std::fmt;

use serde::Deserialize;

use super::list::id_of;
use super::open_enum::open_enum;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::Params;

open_enum! {
    /// Where a setup intent stands.
    SetupIntentStatus {
        /// Waiting for a method.
        RequiresPaymentMethod = "requires_payment_method",
        /// Waiting to be confirmed.
        RequiresConfirmation = "requires_confirmation",
        /// Waiting for the customer to authenticate.
        RequiresAction = "requires_action",
        /// Being set up; some banks take days.
        Processing = "processing",
        /// Given up.
        Canceled = "canceled",
        /// The method is saved.
        Succeeded = "succeeded",
    }
}

/// A setup intent.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct SetupIntent {
    /// `seti_…`.
    pub id: String,
    /// For the browser's script. Not in logs.
    pub client_secret: Option<String>,
    /// Where it stands.
    pub status: SetupIntentStatus,
    /// Id of the customer it saves for.
    #[serde(default, deserialize_with = "id_of")]
    pub customer: Option<String>,
    /// Id of the method it saved.
    #[serde(default, deserialize_with = "id_of")]
    pub payment_method: Option<String>,
    /// Why the latest confirmation failed.
    pub last_setup_error: Option<SetupError>,
}

impl fmt::Debug for SetupIntent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetupIntent")
            .field("id", &self.id)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Why a confirmation failed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SetupError {
    /// Such as `card_declined`.
    pub code: Option<String>,
    /// Why the bank declined.
    pub decline_code: Option<String>,
}

/// What a setup intent is created with. It saves for charges without the customer present (`usage=off_session`).
#[derive(Clone, Copy, Debug)]
pub struct NewSetupIntent<'a> {
    /// Whom it saves for.
    pub customer: &'a str,
    /// Types the browser may offer.
    pub allowed_payment_method_types: &'a [&'a str],
    /// Currency of pre-authorised debits, which Stripe wants for `acss_debit`: `cad` or `usd`.
    pub acss_debit_currency: Option<&'a str>,
    /// The configuration of payment methods that decides, `pmc_…`; the account's default without one.
    pub payment_method_configuration: Option<&'a str>,
}

/// `payment_method_options` with the mandate of pre-authorised debits.
pub(super) fn acss_debit_options(currency: Option<&str>) -> Option<Params> {
    let currency = currency?;
    // Invoices come on their own schedule and out of turn, so the mandate covers both.
    let mandate = Params::new()
        .with("default_for", &["invoice", "subscription"][..])
        .with("payment_schedule", "combined")
        .with("interval_description", "when an invoice is due")
        .with("transaction_type", "personal");
    let acss_debit = Params::new()
        .with("currency", currency)
        .with("mandate_options", mandate);
    Some(Params::new().with("acss_debit", acss_debit))
}

impl Client {
    /// Creates a setup intent.
    ///
    /// # Errors
    /// [`Error::Api`] when a type is not activated for the account.
    pub async fn create_setup_intent(
        &self,
        new: NewSetupIntent<'_>,
        key: &IdempotencyKey,
    ) -> Result<SetupIntent, Error> {
        let params = Params::new()
            .with("customer", new.customer)
            .with("usage", "off_session")
            .with(
                "allowed_payment_method_types",
                new.allowed_payment_method_types,
            )
            .with_some(
                "payment_method_options",
                acss_debit_options(new.acss_debit_currency),
            )
            .with_some(
                "payment_method_configuration",
                new.payment_method_configuration,
            );
        self.call(Call::post("POST /v1/setup_intents", &[], params, key))
            .await
    }

    /// A setup intent.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none for this key.
    pub async fn setup_intent(&self, id: &str) -> Result<SetupIntent, Error> {
        self.call(Call::get("GET /v1/setup_intents/{}", &[id], Params::new()))
            .await
    }
}
