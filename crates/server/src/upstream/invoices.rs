//! The list of a customer's invoices.
//!
//! Upstream pages it, and filters it by status and time. Searching it for words is done here: Stripe's own search knows
//! no descriptions, lags behind, and is not offered everywhere. So a search reads what the filters leave, a hundred at a
//! time and at most [`MOST`], and keeps it for a minute for whoever searches on or turns the page.

use std::sync::Arc;
use std::time::Duration;

use contract::{Invoice, InvoiceId, InvoiceStatus};
use moka::future::Cache as Moka;
use stripe::InvoiceFilter;

use super::catalogue::Prices;
use super::{Error, Upstream, convert};

/// Invoices of a page upstream.
const PAGE: u32 = 100;
/// Invoices that are searched or exported at most.
pub const MOST: usize = 5_000;
/// Pages of nothing but drafts that are passed over.
const DRAFT_PAGES: usize = 5;
/// How long what a search has read serves the next one.
const KEPT: Duration = Duration::from_secs(60);
/// Invoices that are kept altogether.
const KEPT_INVOICES: u64 = 100_000;
/// A search reads several pages, one after the other, and may take so many times as long as a page.
const SEARCH: u32 = 4;

/// Which invoices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Only those that stand so.
    pub status: Option<InvoiceStatus>,
    /// Only those created in this span, its end not included. Unix seconds.
    pub created: Option<(i64, i64)>,
}

impl Wanted {
    fn filter(&self) -> InvoiceFilter {
        InvoiceFilter {
            status: self.status.map(|status| status.as_str().to_owned()),
            created: self.created,
        }
    }
}

/// A page of invoices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvoicePage {
    /// The invoices, newest first.
    pub data: Vec<Invoice>,
    /// After which invoice older ones follow, if there are any.
    pub next: Option<InvoiceId>,
}

/// All invoices that are wanted, as far back as they were read.
#[derive(Debug, Default)]
pub struct History {
    /// The invoices, newest first.
    pub invoices: Vec<Invoice>,
    /// Whether they reach back to the first.
    pub is_complete: bool,
}

/// What searches have read. The number changes with everything that is known to have changed.
pub(super) struct Histories(Moka<(String, Wanted, u64), Arc<History>>);

impl Default for Histories {
    fn default() -> Self {
        let weight = |_: &_, history: &Arc<History>| {
            u32::try_from(history.invoices.len() + 1).unwrap_or(u32::MAX)
        };
        Self(
            Moka::builder()
                .max_capacity(KEPT_INVOICES)
                .weigher(weight)
                .time_to_live(KEPT)
                .build(),
        )
    }
}

impl Upstream {
    /// The invoices after `starting_after`, or the newest; at most `limit`, of at most a hundred. Drafts are left out.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the invoice is not the customer's, [`Error::Unavailable`] when a page has waited long
    /// enough.
    pub async fn invoice_page(
        &self,
        customer: &str,
        wanted: &Wanted,
        limit: u32,
        starting_after: Option<&InvoiceId>,
    ) -> Result<InvoicePage, Error> {
        let (upstream, customer) = (self.clone(), customer.to_owned());
        let (filter, after) = (wanted.filter(), starting_after.cloned());
        let reading = async move {
            if let Some(id) = &after {
                let owner = upstream.0.client.invoice_owner(id.as_str()).await?;
                if owner.as_deref() != Some(&customer) {
                    return Err(Error::NotFound);
                }
            }
            let after = after.as_ref().map(InvoiceId::as_str);
            let page = upstream
                .visible_invoices(&customer, &filter, limit.min(PAGE), after)
                .await?;
            let data = upstream.named(&page.data).await?;
            let last = data.last().map(|invoice| invoice.id.clone());
            Ok(InvoicePage {
                data,
                next: last.filter(|_| page.has_more),
            })
        };
        self.patiently(self.0.patience.longest, reading).await
    }

    /// All invoices that are wanted, at most a minute old. Drafts are left out.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when a search has waited long enough. The reading goes on, and serves who asks again.
    pub async fn invoice_history(
        &self,
        customer: &str,
        wanted: &Wanted,
    ) -> Result<Arc<History>, Error> {
        let state = self.0.snapshots.last_change(customer).await;
        let whose = match &self.1 {
            Some(account) => format!("{customer} {account}"),
            None => customer.to_owned(),
        };
        let (key, customer) = ((whose, wanted.clone(), state), customer.to_owned());
        let upstream = self.clone();
        let reading = async move {
            let filter = key.1.filter();
            let histories = &upstream.0.histories.0;
            let read = histories.try_get_with(key, upstream.read_history(&customer, &filter));
            read.await.map_err(|error| (*error).clone())
        };
        let longest = self.0.patience.longest * SEARCH;
        self.patiently(longest, reading).await
    }

    async fn read_history(
        &self,
        customer: &str,
        filter: &InvoiceFilter,
    ) -> Result<Arc<History>, Error> {
        let mut history = History::default();
        let mut after: Option<String> = None;
        while history.invoices.len() < MOST {
            let client = &self.0.client;
            let page = client
                .invoices(customer, filter, PAGE, after.as_deref())
                .await?;
            after = page.data.last().map(|invoice| invoice.id.clone());
            let is_there = |it: &stripe::Invoice| self.shows(it);
            let visible: Vec<_> = page.data.into_iter().filter(is_there).collect();
            history.invoices.extend(self.named(&visible).await?);
            if !page.has_more || after.is_none() {
                history.is_complete = true;
                break;
            }
        }
        Ok(Arc::new(history))
    }

    /// Whether a customer may see it here.
    fn shows(&self, invoice: &stripe::Invoice) -> bool {
        convert::is_visible(invoice) && self.sees(invoice.on_behalf_of.as_deref())
    }

    /// A page with at least one invoice that may be shown, unless there is none.
    pub(super) async fn visible_invoices(
        &self,
        customer: &str,
        filter: &InvoiceFilter,
        limit: u32,
        starting_after: Option<&str>,
    ) -> Result<stripe::List<stripe::Invoice>, Error> {
        let client = &self.0.client;
        let mut page = client
            .invoices(customer, filter, limit, starting_after)
            .await?;
        for _ in 0..DRAFT_PAGES {
            let last = page.data.last().map(|invoice| invoice.id.clone());
            page.data.retain(|invoice| self.shows(invoice));
            let (true, true, Some(last)) = (page.data.is_empty(), page.has_more, last) else {
                break;
            };
            page = client
                .invoices(customer, filter, limit, Some(&last))
                .await?;
        }
        Ok(page)
    }

    /// The invoices as the contract shows them, with the names of what they are about.
    pub(super) async fn named(&self, found: &[stripe::Invoice]) -> Result<Vec<Invoice>, Error> {
        let catalogue = &self.0.catalogue;
        let products = catalogue
            .products(&self.0.client, &[], &Prices::new(), found)
            .await?;
        Ok(convert::invoices(found, &products))
    }
}
