//! Adding a payment method on a page of the processor's: a checkout session, and keeping what was saved there.

use std::fmt;

use stripe::{CheckoutMode, CheckoutStatus, Expandable, NewCheckoutSession, SetupIntentStatus};

use super::{Adopted, Error, Upstream};

/// A checkout session that has just been created.
#[derive(Clone, PartialEq, Eq)]
pub struct StartedCheckout {
    /// Stripe's id, `cs_…`.
    pub id: String,
    /// The page. Never logged.
    pub url: String,
}

impl fmt::Debug for StartedCheckout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StartedCheckout")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Shipped languages that Stripe's page does not have; it refuses them by name. Source: Stripe's `OpenAPI` description,
/// 2026-09-30.endive, `POST /v1/checkout/sessions`.
const NOT_ON_THE_PAGE: [&str; 1] = ["ar"];

/// How the customer comes back from the page.
#[derive(Clone, Copy, Debug)]
pub struct WaysBack<'a> {
    /// With a method. `{CHECKOUT_SESSION_ID}` in it becomes the session's id.
    pub success: &'a str,
    /// Without.
    pub cancel: &'a str,
}

impl Upstream {
    /// Starts saving a payment method on the processor's page, of the kinds the customer's live subscriptions can be
    /// charged with. `configuration` is as in [`Upstream::create_setup_intent`]. `locale` is one of the shipped languages;
    /// where Stripe's page does not have it, the browser's decides.
    ///
    /// # Errors
    /// As [`Upstream::snapshot`]; [`Error::Rejected`] when there is no page to go to.
    pub async fn create_checkout(
        &self,
        customer: &str,
        configuration: Option<&str>,
        back: WaysBack<'_>,
        locale: Option<&str>,
        idempotency_key: &str,
    ) -> Result<StartedCheckout, Error> {
        let locale = locale.filter(|tag| !NOT_ON_THE_PAGE.contains(tag));
        let mut offer = self.offer(customer, configuration).await?;
        let session = loop {
            let new = NewCheckoutSession {
                customer,
                allowed_payment_method_types: &offer.types(),
                acss_debit_currency: offer.acss_debit_currency(),
                payment_method_configuration: offer.configuration(),
                success_url: back.success,
                cancel_url: back.cancel,
                locale,
            };
            let what = ["checkout", locale.unwrap_or_default()];
            let key = offer.key(idempotency_key, customer, &what);
            match self.0.client.create_checkout_session(new, &key).await {
                Ok(session) => break session,
                Err(refused) => offer.reduce(refused)?,
            }
        };
        let is_page = |url: &String| url.starts_with("https://") || url.starts_with("http://");
        Ok(StartedCheckout {
            id: session.id,
            url: session
                .url
                .filter(is_page)
                .ok_or(Error::Rejected { request_id: None })?,
        })
    }

    /// Keeps the method that was saved in a complete checkout session and makes it the customer's default.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the session is another customer's or for something else, [`Error::SetupIncomplete`] when
    /// it is not complete, [`Error::SetupProcessing`] when it is and the bank has not confirmed yet.
    pub async fn adopt_checkout(
        &self,
        customer: &str,
        session: &str,
        idempotency_key: &str,
    ) -> Result<Adopted, Error> {
        let session = self.0.client.checkout_session(session).await?;
        let is_own = session.customer.as_deref() == Some(customer);
        if !is_own || session.mode != CheckoutMode::Setup {
            return Err(Error::NotFound);
        }
        if session.status != Some(CheckoutStatus::Complete) {
            return Err(Error::SetupIncomplete);
        }
        let intent = session
            .setup_intent
            .as_ref()
            .and_then(Expandable::object)
            .ok_or(Error::SetupIncomplete)?;
        if matches!(
            intent.status,
            SetupIntentStatus::Processing | SetupIntentStatus::RequiresAction
        ) {
            return Err(Error::SetupProcessing);
        }
        self.adopt(customer, intent.clone(), idempotency_key).await
    }
}
