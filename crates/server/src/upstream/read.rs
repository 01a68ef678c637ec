//! Reading a customer's state in few calls.
//!
//! Stripe lets an answer carry other objects: the list of payment methods carries their customer, and the customer its
//! subscriptions and tax ids. So two calls made at the same time give the first screen, and methods, default and
//! subscriptions, which the guard of removal weighs against each other, come from one answer.

use std::time::{SystemTime, UNIX_EPOCH};

use contract::{Invoice, InvoiceId, Page};
use stripe::{Customer, List, PaymentMethod, Subscription, TaxId};

use super::catalogue::Prices;
use super::{Error, Snapshot, Upstream, convert};

/// Invoices of a page.
const INVOICES: u32 = 10;
/// Pages of nothing but drafts that are passed over.
const DRAFT_PAGES: usize = 5;

impl Upstream {
    /// Reads what the first screen needs.
    pub(super) async fn read(&self, customer: &str) -> Result<Snapshot, Error> {
        let client = &self.0.client;
        let fetched_at = now();
        let carried = ["data.customer.subscriptions", "data.customer.tax_ids"];
        let (methods, invoices) = tokio::try_join!(
            async { Ok::<_, Error>(client.payment_methods(customer, &carried).await?.data) },
            self.visible_invoices(customer, None),
        )?;
        let mut owner = match carried_customer(&methods) {
            Some(owner) => owner.clone(),
            None => {
                client
                    .customer(customer, &["subscriptions", "tax_ids"])
                    .await?
            }
        };
        if owner.deleted || owner.id != customer {
            return Err(Error::NotFound);
        }
        let subscriptions = self.subscriptions(&mut owner).await?;
        let tax_ids = self.tax_ids(&mut owner).await?;
        let planned = self.planned_prices(&subscriptions).await?;
        let products = self
            .0
            .catalogue
            .products(client, &subscriptions, &planned, &invoices.data)
            .await?;
        let known = convert::Known {
            products: &products,
            prices: &planned,
            invoices: &invoices.data,
        };
        Ok(Snapshot {
            state: convert::changed(&owner, &methods, &subscriptions, known),
            invoices: Page {
                data: convert::invoices(&invoices.data, &products),
                has_more: invoices.has_more,
            },
            preferred_locales: owner.preferred_locales.clone(),
            livemode: owner.livemode,
            customer: convert::customer(owner, tax_ids),
            fetched_at,
        })
    }

    /// Older invoices: the ten after `starting_after`, or the newest ten. Drafts are left out.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the invoice is not the customer's, [`Error::Unavailable`] when a page has waited long
    /// enough.
    pub async fn invoices(
        &self,
        customer: &str,
        starting_after: Option<&InvoiceId>,
    ) -> Result<Page<Invoice>, Error> {
        let (upstream, customer) = (self.clone(), customer.to_owned());
        let after = starting_after.cloned();
        let reading = async move { upstream.read_invoices(&customer, after.as_ref()).await };
        self.patiently(self.0.patience.longest, reading).await
    }

    async fn read_invoices(
        &self,
        customer: &str,
        starting_after: Option<&InvoiceId>,
    ) -> Result<Page<Invoice>, Error> {
        let client = &self.0.client;
        if let Some(id) = starting_after {
            let owner = client.invoice_owner(id.as_str()).await?;
            if owner.as_deref() != Some(customer) {
                return Err(Error::NotFound);
            }
        }
        let starting_after = starting_after.map(InvoiceId::as_str);
        let invoices = self.visible_invoices(customer, starting_after).await?;
        let products = self
            .0
            .catalogue
            .products(client, &[], &Prices::new(), &invoices.data)
            .await?;
        Ok(Page {
            data: convert::invoices(&invoices.data, &products),
            has_more: invoices.has_more,
        })
    }

    /// A page with at least one invoice that may be shown, unless there is none.
    async fn visible_invoices(
        &self,
        customer: &str,
        starting_after: Option<&str>,
    ) -> Result<List<stripe::Invoice>, Error> {
        let client = &self.0.client;
        let mut page = client.invoices(customer, INVOICES, starting_after).await?;
        for _ in 0..DRAFT_PAGES {
            let last = page.data.last().map(|invoice| invoice.id.clone());
            page.data.retain(convert::is_visible);
            let (true, true, Some(last)) = (page.data.is_empty(), page.has_more, last) else {
                break;
            };
            page = client.invoices(customer, INVOICES, Some(&last)).await?;
        }
        Ok(page)
    }

    async fn subscriptions(&self, owner: &mut Customer) -> Result<Vec<Subscription>, Error> {
        let client = &self.0.client;
        let mut subscriptions = match owner.subscriptions.take() {
            Some(all) if !all.has_more => all.data,
            _ => client.subscriptions(&owner.id, None).await?.data,
        };
        for subscription in &mut subscriptions {
            if subscription.items.has_more {
                subscription.items = client.subscription_items(&subscription.id).await?;
            }
        }
        self.fill_details(&owner.id, &mut subscriptions).await?;
        self.0
            .catalogue
            .fill_tiers(client, &mut subscriptions)
            .await?;
        Ok(subscriptions)
    }

    async fn tax_ids(&self, owner: &mut Customer) -> Result<Vec<TaxId>, Error> {
        match owner.tax_ids.take() {
            Some(all) if !all.has_more => Ok(all.data),
            _ => Ok(self.0.client.tax_ids(&owner.id).await?.data),
        }
    }
}

/// The customer as the newest method carries it; `None` without methods, or when upstream does not expand lists.
fn carried_customer(methods: &[PaymentMethod]) -> Option<&Customer> {
    methods.first()?.customer.as_ref()?.object()
}

fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        })
}
