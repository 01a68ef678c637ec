//! The billing system as the server sees it. The only module of the server that uses [`stripe`].
//!
//! One [`Upstream`] serves one merchant account: it reads what the first screen needs, caches it per customer, and
//! carries out changes to payment methods.

mod error;
mod forward;

use std::sync::Arc;

use contract::rules::removal::Removal;
use contract::{Changed, Customer, Invoice, InvoiceId, Page, PaymentMethodId};

pub use error::Error;
pub use forward::Forwarder;

/// Everything the first screen needs of one customer, as it was at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Billing information.
    pub customer: Customer,
    /// Payment methods and subscriptions, with their version.
    pub state: Changed,
    /// The newest ten invoices.
    pub invoices: Page<Invoice>,
    /// The customer's languages in order of preference, BCP 47.
    pub preferred_locales: Vec<String>,
    /// Whether real money moves.
    pub livemode: bool,
    /// When it was read, Unix seconds. Older than a minute only while upstream does not answer.
    pub fetched_at: i64,
}

/// A setup intent that has just been created.
#[derive(Clone, PartialEq, Eq)]
pub struct StartedSetup {
    /// Stripe's id, `seti_…`.
    pub id: String,
    /// Secret for the processor's script. Never logged.
    pub client_secret: String,
}

/// One merchant account at the billing system. Cheap to clone; clones share cache, limits and breaker.
#[derive(Clone)]
pub struct Upstream {
    base_url: Arc<str>,
}

impl Upstream {
    /// Connects an account. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when `base_url` is no absolute http(s) URL or TLS cannot be set up.
    pub fn connect(base_url: &str, _secret_key: &str) -> Result<Self, Error> {
        Ok(Self {
            base_url: base_url.into(),
        })
    }

    /// What the first screen needs, at most a minute old; older (up to fifteen minutes) while upstream is down.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the customer is deleted or belongs to somebody else.
    pub async fn snapshot(&self, _customer: &str) -> Result<Arc<Snapshot>, Error> {
        Err(Error::Unavailable)
    }

    /// The same, read now. For decisions that money depends on; call it under the customer's lock.
    ///
    /// # Errors
    /// As [`Upstream::snapshot`], but never an old answer.
    pub async fn fresh(&self, _customer: &str) -> Result<Arc<Snapshot>, Error> {
        Err(Error::Unavailable)
    }

    /// Older invoices: the ten after `starting_after`, or the newest ten. Drafts are left out.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the invoice is not the customer's.
    pub async fn invoices(
        &self,
        _customer: &str,
        _starting_after: Option<&InvoiceId>,
    ) -> Result<Page<Invoice>, Error> {
        Err(Error::Unavailable)
    }

    /// Forgets what is known of one customer.
    pub async fn invalidate(&self, _customer: &str) {}

    /// Forgets what is known of every customer of this merchant.
    pub fn invalidate_all(&self) {}

    /// Starts saving a payment method, of the kinds the customer's live subscriptions can be charged with.
    ///
    /// # Errors
    /// As [`Upstream::snapshot`].
    pub async fn create_setup_intent(
        &self,
        _customer: &str,
        _idempotency_key: &str,
    ) -> Result<StartedSetup, Error> {
        Err(Error::Unavailable)
    }

    /// Keeps the method of a succeeded setup intent and makes it the customer's default.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the intent is another customer's, [`Error::SetupIncomplete`] when it has not succeeded.
    pub async fn adopt_setup_intent(
        &self,
        _customer: &str,
        _setup_intent: &str,
        _idempotency_key: &str,
    ) -> Result<Changed, Error> {
        Err(Error::Unavailable)
    }

    /// Makes a method the customer's default.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the method is not the customer's.
    pub async fn make_default(
        &self,
        _customer: &str,
        _method: &PaymentMethodId,
        _idempotency_key: &str,
    ) -> Result<Changed, Error> {
        Err(Error::Unavailable)
    }

    /// Carries out a removal planned by [`contract::rules::removal::plan`] on a [`Upstream::fresh`] snapshot: default,
    /// then subscriptions, then detaching.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the method is not the customer's.
    pub async fn remove(
        &self,
        _customer: &str,
        _method: &PaymentMethodId,
        _plan: &Removal,
        _idempotency_key: &str,
    ) -> Result<Changed, Error> {
        Err(Error::Unavailable)
    }

    /// Where this account's requests go.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }
}
