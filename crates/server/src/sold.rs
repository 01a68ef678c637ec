//! What a subscription can be changed to.

use std::collections::HashMap;

use contract::{Catalogue, CatalogueProduct, Price, QuantityRange, Subscription, UsageType};

use crate::configuration::{SoldProduct, SubscriptionUpdate};
use crate::upstream::{self, Sold, SoldPrice, Upstream};

/// Reads the catalogue of a configuration for one subscription with one item.
///
/// # Errors
/// Upstream's.
pub async fn catalogue(
    upstream: &Upstream,
    settings: &SubscriptionUpdate,
    subscription: &Subscription,
) -> Result<Catalogue, upstream::Error> {
    let Some(item) = subscription.items.first() else {
        return Ok(Catalogue {
            products: Vec::new(),
        });
    };
    let sold = settings.products();
    let mut prices = HashMap::new();
    let listed = sold.iter().flat_map(|product| &product.prices);
    for id in listed.chain([&item.price.id]) {
        if let Some(price) = upstream.sold_price(id).await? {
            prices.insert(id.clone(), price);
        }
    }
    let ids: Vec<&str> = prices.keys().map(String::as_str).collect();
    let products = upstream.sold_products(&ids).await?;
    let allows = |what: &str| settings.default_allowed_updates.iter().any(|it| it == what);
    let held = Held {
        current: prices.get(&item.price.id),
        price: &item.price,
        name: &item.product_name,
        unit_label: item.unit_label.as_deref(),
        currency: &subscription.currency,
    };
    Ok(held.catalogue(
        &sold,
        &prices,
        &products,
        allows("price"),
        allows("quantity"),
    ))
}

/// What the customer has.
struct Held<'a> {
    /// As it is sold, if it can still be read.
    current: Option<&'a SoldPrice>,
    price: &'a Price,
    name: &'a str,
    unit_label: Option<&'a str>,
    currency: &'a str,
}

impl Held<'_> {
    fn catalogue(
        &self,
        sold: &[SoldProduct],
        prices: &HashMap<String, SoldPrice>,
        products: &[Sold],
        other_prices: bool,
        quantities: bool,
    ) -> Catalogue {
        let mut offered: Vec<CatalogueProduct> = Vec::new();
        for product in sold {
            let Some(details) = products.iter().find(|found| found.id == product.product) else {
                // Deleted since the merchant chose it.
                continue;
            };
            let fits = |id: &&String| {
                let is_held = **id == self.price.id;
                prices
                    .get(*id)
                    .is_some_and(|found| is_held || (other_prices && self.fits(found)))
            };
            let fitting = product.prices.iter().filter(fits);
            let prices: Vec<Price> = fitting.map(|id| prices[id].price.clone()).collect();
            if prices.is_empty() {
                continue;
            }
            let quantity = product.adjustable_quantity;
            offered.push(CatalogueProduct {
                id: details.id.clone(),
                name: details.name.clone(),
                description: details.description.clone(),
                unit_label: details.unit_label.clone(),
                prices,
                quantity: (quantities && quantity.enabled).then_some(QuantityRange {
                    minimum: quantity.minimum,
                    maximum: quantity.maximum,
                }),
            });
        }
        self.add_held(&mut offered, sold, products, quantities);
        Catalogue { products: offered }
    }

    /// Whether the subscription can change to a price: a recurring one that is paid in advance, in its currency, with
    /// taxes calculated in the same way (docs/adr/0016).
    fn fits(&self, found: &SoldPrice) -> bool {
        let recurring = found.price.recurring.as_ref();
        let tax = |price: &SoldPrice| {
            let behavior = price.tax_behavior.as_deref();
            behavior.unwrap_or("unspecified").to_owned()
        };
        found.active
            && found.price.currency == self.currency
            && recurring.is_some_and(|recurring| recurring.usage_type == UsageType::Licensed)
            && self
                .current
                .is_none_or(|current| tax(current) == tax(found))
    }

    /// What the customer has is always there. Beside a newer price of the same product for the same interval it
    /// stands alone, so that every entry has one price for an interval.
    fn add_held(
        &self,
        offered: &mut Vec<CatalogueProduct>,
        sold: &[SoldProduct],
        products: &[Sold],
        quantities: bool,
    ) {
        let has = |product: &CatalogueProduct| product.prices.iter().any(|p| p.id == self.price.id);
        if offered.iter().any(has) {
            return;
        }
        let id = self
            .current
            .map(|current| current.product.as_str())
            .unwrap_or_default();
        let every = |price: &Price| {
            let recurring = price.recurring.as_ref();
            recurring.map(|recurring| (recurring.interval, recurring.interval_count))
        };
        let is_same = |price: &Price| every(price) == every(self.price);
        let place = offered.iter_mut().find(|product| product.id == id);
        if let Some(product) = place
            && !product.prices.iter().any(is_same)
        {
            product.prices.insert(0, self.price.clone());
            return;
        }
        let details = products.iter().find(|found| found.id == id);
        let range = sold.iter().find(|product| product.product == id);
        let quantity = range
            .map(|product| product.adjustable_quantity)
            .filter(|quantity| quantities && quantity.enabled);
        offered.insert(
            0,
            CatalogueProduct {
                id: id.to_owned(),
                name: self.name.to_owned(),
                description: details.and_then(|found| found.description.clone()),
                unit_label: self.unit_label.map(str::to_owned),
                prices: vec![self.price.clone()],
                quantity: quantity.map(|quantity| QuantityRange {
                    minimum: quantity.minimum,
                    maximum: quantity.maximum,
                }),
            },
        );
    }
}
