//! The billing system as the server sees it. The only module of the server that makes [`stripe`] calls.
//!
//! One [`Upstream`] serves one merchant account: it reads what the first screen needs (`read`), turns it into the
//! contract's types (`convert`), keeps it per customer (`cache`), does not let a page wait for too long (`patience`), and carries out changes to payment methods
//! (`changes`; `setup`, `checkout` and `offer` for adding one), to
//! subscriptions (`subscriptions`, `retention`) and to billing information (`customer`). [`Forwarder`] passes the merchant's own API calls on.

mod behalf;
mod cache;
mod catalogue;
mod changes;
mod checkout;
mod convert;
mod customer;
mod detail;
mod error;
mod feedback;
mod foretell;
mod forward;
mod invoice;
mod invoices;
mod login;
mod offer;
mod patience;
mod paused;
mod read;
mod redeemable;
mod retention;
mod sales;
mod setup;
mod subscriptions;
mod taxes;
#[cfg(test)]
mod tests;
mod upcoming;
mod updates;

use std::sync::Arc;

use contract::{Changed, Customer, Invoice, Page};

pub use checkout::{StartedCheckout, WaysBack};
pub use customer::DetailsError;
pub use error::Error;
pub use foretell::Foretold;
pub use forward::Forwarder;
pub use invoice::{Payment, Standing, Waiting};
pub use invoices::{History, InvoicePage, MOST as MOST_INVOICES, Wanted as WantedInvoices};
pub use login::Found;
pub use redeemable::Redeemability;
pub use sales::{Sold, SoldPrice};
pub use setup::{Adopted, StartedSetup};
pub use stripe::webhook::sign;
pub use stripe::{API_VERSION, Limits};
pub use subscriptions::CancelCost;
pub use updates::{Redeemed, Update, Updated};

use crate::store::Changes;
use behalf::Behalf;
use cache::Cache;
use catalogue::Catalogue;
use invoices::Histories;
use patience::Patience;
use upcoming::Charges;

/// Metadata of schedules made here, which customers may undo.
pub(crate) const OURS: &str = "portico";

/// Everything the first screen needs of one customer, as it was at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Billing information.
    pub customer: Customer,
    /// Payment methods and the subscriptions that have not ended, with their version.
    pub state: Changed,
    /// The newest ten invoices.
    pub invoices: Page<Invoice>,
    /// The customer's languages in order of preference, BCP 47.
    pub preferred_locales: Vec<String>,
    /// Whether real money moves.
    pub livemode: bool,
    /// When the customer was created, Unix seconds; 0 when upstream does not say.
    pub customer_since: i64,
    /// The connected accounts that subscriptions and invoices are charged for, by their ids.
    pub(super) behalf: Behalf,
    /// When it was read, Unix seconds.
    pub fetched_at: i64,
    /// Whether it stands in for one that could not be read.
    pub stands_in: bool,
}

/// One merchant account at the billing system. Cheap to clone; clones share cache, limits and breaker. With a connected
/// account, only what is charged for it is there, see [`Upstream::on_behalf_of`].
#[derive(Clone)]
pub struct Upstream(Arc<Inner>, Option<Arc<str>>);

struct Inner {
    client: stripe::Client,
    snapshots: Cache,
    catalogue: Catalogue,
    charges: Charges,
    histories: Histories,
    patience: Patience,
}

impl Upstream {
    /// Connects an account. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when `base_url` is not scheme and authority, or TLS cannot be set up.
    pub fn connect(base_url: &str, secret_key: &str, limits: Limits) -> Result<Self, Error> {
        let mut config = stripe::Config::new(base_url, secret_key);
        config.limits = limits;
        let client = stripe::Client::new(config)?;
        Ok(Self::with_client(client, Patience::default()))
    }

    fn with_client(client: stripe::Client, patience: Patience) -> Self {
        let inner = Inner {
            client,
            snapshots: Cache::default(),
            catalogue: Catalogue::default(),
            charges: Charges::default(),
            histories: Histories::default(),
            patience,
        };
        Self(Arc::new(inner), None)
    }

    /// What the first screen needs, at most a minute old; older (up to fifteen minutes) while upstream does not answer,
    /// or answers too slowly.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the customer is deleted or belongs to somebody else, [`Error::Unavailable`] when a page
    /// has waited long enough (see `patience`).
    pub async fn snapshot(&self, customer: &str) -> Result<Arc<Snapshot>, Error> {
        let now = self.0.client.clock().now();
        if let Some(fresh) = self.0.snapshots.fresh(customer, now).await {
            return Ok(self.seen(fresh));
        }
        let older = self.0.snapshots.older(customer, now).await;
        let longest = match &older {
            Some(older) if older.is_current => self.0.patience.stand_in,
            _ => self.0.patience.longest,
        };
        let (upstream, id) = (self.clone(), customer.to_owned());
        let read = self
            .patiently(longest, async move { upstream.read_once(&id).await })
            .await;
        match (read, older) {
            (Err(error), Some(older)) if error.leaves_open() => {
                let mut snapshot = Snapshot::clone(&older.snapshot);
                snapshot.stands_in = true;
                Ok(self.seen(Arc::new(snapshot)))
            }
            (read, _) => read.map(|read| self.seen(read)),
        }
    }

    /// The same, read now. For decisions that money depends on; call it under the customer's lock.
    ///
    /// # Errors
    /// As [`Upstream::snapshot`], but never an old answer.
    pub async fn fresh(&self, customer: &str) -> Result<Arc<Snapshot>, Error> {
        // A reading that began earlier must not replace this one.
        self.0.snapshots.changed(customer).await;
        let begun = self.0.snapshots.begin(self.0.client.clock().now());
        let read = self.read(customer).await;
        let kept = self.0.snapshots.keep(customer, begun, read).await;
        kept.map(|kept| self.seen(kept))
    }

    /// Hears how often a customer has changed by now, whichever server changed them. What was read before a change that
    /// this server did not hear of is outdated.
    pub async fn heed(&self, customer: &str, changes: Changes) {
        self.0.snapshots.heed(customer, changes).await;
    }

    /// Notes that a change of a customer is known here, and counted as `own`.
    pub async fn made_change(&self, customer: &str, own: i64) {
        self.0.snapshots.made_change(customer, own).await;
    }

    /// Notes that a change which may concern anybody is known here, and counted as `all`.
    pub fn made_change_of_all(&self, all: i64) {
        self.0.snapshots.made_change_of_all(all);
    }

    /// Forgets what is known of one customer.
    pub async fn invalidate(&self, customer: &str) {
        self.0.snapshots.forget(customer).await;
    }

    /// Takes what is known of this merchant's customers for outdated. It still serves while upstream does not answer.
    pub fn invalidate_all(&self) {
        self.0.snapshots.all_changed();
    }

    /// Reads a customer's snapshot, once for all who ask at the same time.
    async fn read_once(&self, customer: &str) -> Result<Arc<Snapshot>, Error> {
        let clock = self.0.client.clock();
        self.0
            .snapshots
            .shared(customer, clock, || self.read(customer))
            .await
    }
}
