//! What all customers share and what seldom changes, so that it is kept longer: names of products, tiers of prices, tax
//! rates, the account.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache as Moka;
use stripe::{
    Account, BillingScheme, Client, FeedbackOption, Invoice, Price, Product, Subscription, TaxRate,
};

use super::Error;

/// How long a name may lag behind.
const KEPT: Duration = Duration::from_secs(10 * 60);
/// Products of one merchant.
const PRODUCTS: u64 = 10_000;
/// Stripe lists at most so many at once.
const BATCH: usize = 100;

/// Products by id.
pub(super) type Products = HashMap<String, Arc<Product>>;

/// Prices by id.
pub(super) type Prices = HashMap<String, Arc<Price>>;

/// What is known of one merchant's products and prices.
pub(super) struct Catalogue {
    products: Moka<String, Arc<Product>>,
    /// Calls by the ids they asked for, so that pages that miss the same products ask once.
    batches: Moka<Vec<String>, Arc<Vec<Arc<Product>>>>,
    prices: Moka<String, Arc<Price>>,
    /// `None` is remembered, too: it may not be read.
    tax_rates: Moka<String, Option<Arc<TaxRate>>>,
    /// `None` is remembered here, too.
    feedback_options: Moka<String, Option<Arc<FeedbackOption>>>,
    account: Moka<(), Arc<Account>>,
    /// `None` is remembered here, too.
    connected: Moka<String, Option<Arc<Account>>>,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self {
            products: kept(),
            batches: kept(),
            prices: kept(),
            tax_rates: kept(),
            feedback_options: kept(),
            account: kept(),
            connected: kept(),
        }
    }
}

fn kept<K, V>() -> Moka<K, V>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    Moka::builder()
        .max_capacity(PRODUCTS)
        .time_to_live(KEPT)
        .build()
}

impl Catalogue {
    /// The products that subscriptions and invoices name.
    pub(super) async fn products(
        &self,
        client: &Client,
        subscriptions: &[Subscription],
        planned: &Prices,
        invoices: &[Invoice],
    ) -> Result<Products, Error> {
        let of_subscriptions = subscriptions
            .iter()
            .flat_map(|subscription| &subscription.items.data)
            .filter_map(|item| item.price.as_ref()?.product_id());
        let of_invoices = invoices
            .iter()
            .flat_map(|invoice| &invoice.lines.data)
            .filter_map(|line| line.product.as_deref());
        let of_planned = planned.values().filter_map(|price| price.product_id());
        let wanted: BTreeSet<&str> = of_subscriptions
            .chain(of_planned)
            .chain(of_invoices)
            .collect();

        let mut found = Products::new();
        let mut missing = Vec::new();
        for id in wanted {
            match self.products.get(id).await {
                Some(product) => drop(found.insert(id.to_owned(), product)),
                None => missing.push(id.to_owned()),
            }
        }
        for ids in missing.chunks(BATCH) {
            for product in self.batch(client, ids).await?.iter() {
                found.insert(product.id.clone(), Arc::clone(product));
            }
        }
        Ok(found)
    }

    async fn batch(
        &self,
        client: &Client,
        ids: &[String],
    ) -> Result<Arc<Vec<Arc<Product>>>, Error> {
        let fetch = async {
            let asked: Vec<&str> = ids.iter().map(String::as_str).collect();
            let mut listed = match client.products(&asked).await.map_err(Error::from) {
                Ok(list) => list.data,
                // A restricted key may not read them, and another upstream may not find them by their ids. What they are
                // called is no reason to show nothing.
                Err(Error::NotFound | Error::Rejected { .. }) => Vec::new(),
                Err(error) => return Err(error),
            };
            // A deleted product is not listed. Remembering it nameless keeps it from being asked for again.
            for id in asked {
                if !listed.iter().any(|product| product.id == id) {
                    listed.push(Product {
                        id: id.to_owned(),
                        name: None,
                        description: None,
                        unit_label: None,
                    });
                }
            }
            let mut products = Vec::with_capacity(listed.len());
            for product in listed.into_iter().map(Arc::new) {
                let id = product.id.clone();
                self.products.insert(id, Arc::clone(&product)).await;
                products.push(product);
            }
            Ok::<_, Error>(Arc::new(products))
        };
        self.batches
            .try_get_with(ids.to_vec(), fetch)
            .await
            .map_err(|error| (*error).clone())
    }

    /// Fills in the tiers of tiered prices, which subscriptions do not carry.
    pub(super) async fn fill_tiers(
        &self,
        client: &Client,
        subscriptions: &mut [Subscription],
    ) -> Result<(), Error> {
        let prices = subscriptions
            .iter_mut()
            .flat_map(|subscription| &mut subscription.items.data)
            .filter_map(|item| item.price.as_mut())
            .filter(|price| price.billing_scheme == Some(BillingScheme::Tiered))
            .filter(|price| price.tiers.is_none());
        for price in prices {
            // An older upstream has plans and no prices: shown as tiered, without the amount.
            if let Some(full) = self.price(client, &price.id).await? {
                price.tiers.clone_from(&full.tiers);
            }
        }
        Ok(())
    }

    /// A price with its tiers; `None` when there is no such price, or it may not be read.
    pub(super) async fn price(
        &self,
        client: &Client,
        id: &str,
    ) -> Result<Option<Arc<Price>>, Error> {
        let fetch = async {
            let full = client.price_with_tiers(id).await?;
            Ok::<_, Error>(Arc::new(full))
        };
        match self.prices.try_get_with(id.to_owned(), fetch).await {
            Ok(price) => Ok(Some(price)),
            Err(error) if matches!(*error, Error::NotFound | Error::Rejected { .. }) => Ok(None),
            Err(error) => Err((*error).clone()),
        }
    }

    /// A rate of tax; `None` when it may not be read, as with a restricted key.
    pub(super) async fn tax_rate(
        &self,
        client: &Client,
        id: &str,
    ) -> Result<Option<Arc<TaxRate>>, Error> {
        let fetch = async {
            match client.tax_rate(id).await.map_err(Error::from) {
                Ok(rate) => Ok(Some(Arc::new(rate))),
                Err(Error::NotFound | Error::Rejected { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        };
        self.tax_rates
            .try_get_with(id.to_owned(), fetch)
            .await
            .map_err(|error: Arc<Error>| (*error).clone())
    }

    /// A reason of the merchant's own for cancelling; `None` when there is no such reason.
    pub(super) async fn feedback_option(
        &self,
        client: &Client,
        id: &str,
    ) -> Result<Option<Arc<FeedbackOption>>, Error> {
        let fetch = async {
            match client.feedback_option(id).await.map_err(Error::from) {
                Ok(option) => Ok(Some(Arc::new(option))),
                Err(Error::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        };
        self.feedback_options
            .try_get_with(id.to_owned(), fetch)
            .await
            .map_err(|error: Arc<Error>| (*error).clone())
    }

    /// An account connected to the merchant's; `None` when there is none, or it may not be read.
    pub(super) async fn connected(
        &self,
        client: &Client,
        id: &str,
    ) -> Result<Option<Arc<Account>>, Error> {
        let fetch = async {
            match client.connected_account(id).await.map_err(Error::from) {
                Ok(account) => Ok(Some(Arc::new(account))),
                Err(Error::NotFound | Error::Rejected { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        };
        self.connected
            .try_get_with(id.to_owned(), fetch)
            .await
            .map_err(|error: Arc<Error>| (*error).clone())
    }

    /// The merchant's account. One that may not be read, as with a restricted key, is as if nothing were known of it.
    pub(super) async fn account(&self, client: &Client) -> Result<Arc<Account>, Error> {
        let fetch = async {
            match client.account().await.map_err(Error::from) {
                Ok(account) => Ok(Arc::new(account)),
                Err(Error::NotFound | Error::Rejected { .. }) => Ok(Arc::new(Account {
                    id: String::new(),
                    country: None,
                    capabilities: BTreeMap::new(),
                    settings: stripe::AccountSettings::default(),
                    business_profile: stripe::BusinessProfile::default(),
                })),
                Err(error) => Err(error),
            }
        };
        self.account
            .try_get_with((), fetch)
            .await
            .map_err(|error: Arc<Error>| (*error).clone())
    }
}
