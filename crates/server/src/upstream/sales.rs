//! What a configuration sells: prices with their products.

use std::collections::BTreeSet;
use std::sync::Arc;

use contract::Price;

use super::catalogue::Prices;
use super::{Error, Upstream, convert};

/// A price of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldPrice {
    /// Id of its product.
    pub product: String,
    /// The price as customers are shown it.
    pub price: Price,
    /// Whether new sales are allowed.
    pub active: bool,
    /// Stripe's `tax_behavior`: `exclusive`, `inclusive` or `unspecified`.
    pub tax_behavior: Option<String>,
}

/// A product of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sold {
    /// `prod_…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// What one of it is called.
    pub unit_label: Option<String>,
}

impl Upstream {
    /// A price; `None` when there is no such price.
    ///
    /// # Errors
    /// Upstream's.
    pub async fn sold_price(&self, id: &str) -> Result<Option<SoldPrice>, Error> {
        let found = self.0.catalogue.price(&self.0.client, id).await?;
        Ok(found.map(|found| SoldPrice {
            product: found.product_id().unwrap_or_default().to_owned(),
            active: found.active,
            tax_behavior: found.tax_behavior.clone(),
            price: convert::price(&found),
        }))
    }

    /// The products of these prices, in no particular order.
    ///
    /// # Errors
    /// Upstream's.
    pub async fn sold_products(&self, prices: &[&str]) -> Result<Vec<Sold>, Error> {
        let client = &self.0.client;
        let mut known = Prices::new();
        for id in prices.iter().collect::<BTreeSet<_>>() {
            if let Some(price) = self.0.catalogue.price(client, id).await? {
                known.insert((*id).to_owned(), Arc::clone(&price));
            }
        }
        let products = self.0.catalogue.products(client, &[], &known, &[]).await?;
        Ok(products
            .values()
            .filter_map(|product| {
                Some(Sold {
                    id: product.id.clone(),
                    name: product.name.clone()?,
                    description: product.description.clone(),
                    unit_label: product.unit_label.clone(),
                })
            })
            .collect())
    }
}
