//! Reading a customer's state in few calls.
//!
//! Stripe lets an answer carry other objects: the list of payment methods carries their customer, and the customer its
//! subscriptions and tax ids. So two calls made at the same time give the first screen, and methods, default and
//! subscriptions, which the guard of removal weighs against each other, come from one answer.

use std::time::{SystemTime, UNIX_EPOCH};

use contract::Page;
use stripe::{Customer, InvoiceFilter, PaymentMethod, Subscription, TaxId};

use super::{Error, Snapshot, Upstream, convert};

/// Invoices of the first screen.
const INVOICES: u32 = 10;

impl Upstream {
    /// Reads what the first screen needs.
    pub(super) async fn read(&self, customer: &str) -> Result<Snapshot, Error> {
        let client = &self.0.client;
        // It is kept for whoever asks, and cut down for each.
        let whole = self.whole();
        let fetched_at = now();
        let every = InvoiceFilter::default();
        let carried = ["data.customer.subscriptions", "data.customer.tax_ids"];
        let (methods, invoices) = tokio::try_join!(
            async { Ok::<_, Error>(client.payment_methods(customer, &carried).await?.data) },
            whole.visible_invoices(customer, &every, INVOICES, None),
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
        let of_subscriptions = subscriptions.iter().map(|it| (&it.id, &it.on_behalf_of));
        let of_invoices = invoices.data.iter().map(|it| (&it.id, &it.on_behalf_of));
        let behalf = of_subscriptions
            .chain(of_invoices)
            .filter_map(|(id, account)| Some((id.clone(), account.clone()?)))
            .collect();
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
            customer_since: owner.created,
            customer: convert::customer(owner, tax_ids),
            behalf,
            fetched_at,
            stands_in: false,
        })
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
