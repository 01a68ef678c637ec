//! What of a subscription is too deep to be carried along with its customer: schedules and discounts. Only customers
//! who have any cost a call more.

use std::collections::BTreeSet;
use std::sync::Arc;

use stripe::{Expandable, Price, Subscription};

use super::catalogue::Prices;
use super::{Error, Upstream};

impl Upstream {
    /// Fills in schedules and discounts, where there are any.
    pub(super) async fn fill_details(
        &self,
        customer: &str,
        subscriptions: &mut [Subscription],
    ) -> Result<(), Error> {
        if !subscriptions.iter().any(lacks_details) {
            return Ok(());
        }
        let detailed = self.0.client.subscriptions_in_detail(customer).await?.data;
        for subscription in subscriptions {
            let found = detailed.iter().find(|found| found.id == subscription.id);
            if let Some(found) = found {
                subscription.schedule.clone_from(&found.schedule);
                subscription.discounts.clone_from(&found.discounts);
            }
        }
        Ok(())
    }

    /// The prices that subscriptions will change to.
    pub(super) async fn planned_prices(
        &self,
        subscriptions: &[Subscription],
    ) -> Result<Prices, Error> {
        let mut prices = Prices::new();
        let wanted: BTreeSet<&str> = subscriptions
            .iter()
            .filter_map(|subscription| subscription.schedule.as_ref()?.object()?.next_phase())
            .flat_map(|phase| &phase.items)
            .filter_map(|item| item.price_id())
            .collect();
        for id in wanted {
            if let Some(price) = self.known_price(id, subscriptions).await? {
                prices.insert(id.to_owned(), price);
            }
        }
        Ok(prices)
    }

    async fn known_price(
        &self,
        id: &str,
        subscriptions: &[Subscription],
    ) -> Result<Option<Arc<Price>>, Error> {
        let mut items = subscriptions.iter().flat_map(|s| &s.items.data);
        let held = items.find_map(|item| item.price.as_ref().filter(|price| price.id == id));
        if let Some(price) = held {
            return Ok(Some(Arc::new(price.clone())));
        }
        self.0.catalogue.price(&self.0.client, id).await
    }
}

fn lacks_details(subscription: &Subscription) -> bool {
    let is_bare_schedule = matches!(subscription.schedule, Some(Expandable::Id(_)));
    is_bare_schedule
        || subscription.discounts.iter().any(|discount| {
            discount
                .object()
                .and_then(|discount| discount.coupon.as_ref()?.object())
                .is_none()
        })
}
