//! Checkout sessions in setup mode: a page of Stripe's on which a payment method is saved.

use std::fmt;

use serde::Deserialize;

use super::list::{Expandable, id_of};
use super::open_enum::open_enum;
use super::setup_intent::{SetupIntent, acss_debit_options};
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::Params;

open_enum! {
    /// What a checkout session is for.
    CheckoutMode {
        /// Saving a payment method.
        Setup = "setup",
        /// Paying once.
        Payment = "payment",
        /// Subscribing.
        Subscription = "subscription",
    }
}

open_enum! {
    /// Where a checkout session stands.
    CheckoutStatus {
        /// The customer may be on the page.
        Open = "open",
        /// The customer has done it.
        Complete = "complete",
        /// Nothing can be done there any more.
        Expired = "expired",
    }
}

/// A checkout session.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct CheckoutSession {
    /// `cs_…`.
    pub id: String,
    /// What it is for.
    pub mode: CheckoutMode,
    /// Where it stands.
    pub status: Option<CheckoutStatus>,
    /// Id of the customer it is for.
    #[serde(default, deserialize_with = "id_of")]
    pub customer: Option<String>,
    /// The page, while it is open. Not in logs: whoever has it may fill it in.
    pub url: Option<String>,
    /// What saves the method; the object where it is read with [`Client::checkout_session`].
    pub setup_intent: Option<Expandable<SetupIntent>>,
}

impl fmt::Debug for CheckoutSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckoutSession")
            .field("id", &self.id)
            .field("mode", &self.mode)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// What a checkout session is created with.
#[derive(Clone, Copy, Debug)]
pub struct NewCheckoutSession<'a> {
    /// Whom it saves for.
    pub customer: &'a str,
    /// Types the page may offer, of those that Stripe finds fit for the customer.
    pub allowed_payment_method_types: &'a [&'a str],
    /// Currency of pre-authorised debits, which Stripe wants for `acss_debit`: `cad` or `usd`.
    pub acss_debit_currency: Option<&'a str>,
    /// The configuration of payment methods that decides, `pmc_…`; the account's default without one.
    pub payment_method_configuration: Option<&'a str>,
    /// Where the customer goes afterwards; `{CHECKOUT_SESSION_ID}` in it becomes the session's id.
    pub success_url: &'a str,
    /// Where the customer goes without saving a method.
    pub cancel_url: &'a str,
    /// Language of the page, one of Stripe's; its own choice without one.
    pub locale: Option<&'a str>,
}

impl Client {
    /// Creates a checkout session in setup mode.
    ///
    /// # Errors
    /// [`Error::Api`] when none of the types is there for the account.
    pub async fn create_checkout_session(
        &self,
        new: NewCheckoutSession<'_>,
        key: &IdempotencyKey,
    ) -> Result<CheckoutSession, Error> {
        let params = Params::new()
            .with("mode", "setup")
            .with("customer", new.customer)
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
            )
            .with("success_url", new.success_url)
            .with("cancel_url", new.cancel_url)
            .with_some("locale", new.locale);
        self.call(Call::post("POST /v1/checkout/sessions", &[], params, key))
            .await
    }

    /// A checkout session, with its setup intent.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none for this key.
    pub async fn checkout_session(&self, id: &str) -> Result<CheckoutSession, Error> {
        let params = Params::new().expand(&["setup_intent"]);
        self.call(Call::get("GET /v1/checkout/sessions/{}", &[id], params))
            .await
    }
}
