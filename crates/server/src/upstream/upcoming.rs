//! What will be charged next. Each subscription costs a call of its own, so this is not part of the first screen, and
//! what is found is kept as long as a snapshot (docs/adr/0021).

use std::sync::Arc;

use contract::{
    Subscription, SubscriptionItem, SubscriptionStatus, Upcoming, UpcomingCharge, Usage, UsageType,
};
use moka::future::Cache as Moka;
use stripe::resources::PreviewInvoice;
use tokio::task::JoinSet;
use tracing::Instrument;

use super::cache::FRESH;
use super::subscriptions::upcoming;
use super::{Error, Snapshot, Upstream};

/// Subscriptions of a customer that are asked for. More would make one page a burden to everybody's limit.
const MOST: usize = 10;
/// Subscriptions of one merchant.
const KEPT: u64 = 10_000;

/// What is foretold of subscriptions. `None` is remembered, too: nothing is to come.
pub(super) struct Charges(Moka<String, Option<Arc<UpcomingCharge>>>);

impl Default for Charges {
    fn default() -> Self {
        Self(
            Moka::builder()
                .max_capacity(KEPT)
                .time_to_live(FRESH)
                .build(),
        )
    }
}

impl Upstream {
    /// The next charges of a customer's first ten live subscriptions, soonest first, at most a minute old.
    ///
    /// # Errors
    /// As [`Upstream::snapshot`].
    pub async fn upcoming(&self, customer: &str) -> Result<Upcoming, Error> {
        let snapshot = self.snapshot(customer).await?;
        let upstream = self.clone();
        let reading = async move { upstream.next_charges(&snapshot).await };
        self.patiently(self.0.patience.longest, reading).await
    }

    async fn next_charges(&self, snapshot: &Snapshot) -> Result<Upcoming, Error> {
        let mut asked = JoinSet::new();
        let bills = snapshot.state.subscriptions.iter().filter(|it| bills(it));
        for subscription in bills.take(MOST) {
            let key = key(snapshot, subscription);
            let (upstream, subscription) = (self.clone(), subscription.clone());
            let reading = async move { upstream.next_charge(key, &subscription).await };
            asked.spawn(reading.in_current_span());
        }
        let mut charges = Vec::new();
        while let Some(answer) = asked.join_next().await {
            let charge = answer.map_err(|_| Error::Unavailable)??;
            charges.extend(charge.map(|charge| (*charge).clone()));
        }
        charges.sort_by(|a, b| (a.at, &a.subscription).cmp(&(b.at, &b.subscription)));
        Ok(Upcoming { charges })
    }

    async fn next_charge(
        &self,
        key: String,
        subscription: &Subscription,
    ) -> Result<Option<Arc<UpcomingCharge>>, Error> {
        let fetch = async {
            let preview = self.0.client.preview_next(subscription.id.as_str()).await;
            match upcoming(preview) {
                Ok(found) => Ok(found.map(|found| Arc::new(charge(subscription, &found)))),
                // What upstream will not foretell, as with a restricted key, is left out.
                Err(Error::Rejected { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        };
        let kept = self.0.charges.0.try_get_with(key, fetch).await;
        kept.map_err(|error: Arc<Error>| (*error).clone())
    }
}

/// Whether an invoice is to come while nothing is done.
fn bills(subscription: &Subscription) -> bool {
    use SubscriptionStatus::{Active, PastDue, Trialing};
    matches!(subscription.status, Active | PastDue | Trialing)
}

/// Names what the amount depends on, so that after a change it is asked for again.
fn key(snapshot: &Snapshot, subscription: &Subscription) -> String {
    let newest = snapshot.invoices.data.first();
    format!(
        "{} {} {} {}",
        subscription.id,
        snapshot.state.version,
        snapshot.customer.balance,
        newest.map_or("", |invoice| invoice.id.as_str())
    )
}

fn charge(subscription: &Subscription, found: &PreviewInvoice) -> UpcomingCharge {
    UpcomingCharge {
        subscription: subscription.id.clone(),
        at: found.created,
        amount: found.amount_due,
        currency: found.currency.clone(),
        due_at: found.due_date,
        usage: subscription
            .items
            .iter()
            .filter(|item| is_metered(item))
            .map(|item| usage(item, found))
            .collect(),
    }
}

fn usage(item: &SubscriptionItem, found: &PreviewInvoice) -> Usage {
    let lines = found.lines.data.iter();
    let own = lines.filter(|line| line.subscription_item.as_deref() == Some(item.id.as_str()));
    let (mut amount, mut quantity) = (0, 0);
    for line in own {
        amount += line.amount;
        quantity += line.quantity.unwrap_or(0);
    }
    Usage {
        item: item.id.clone(),
        // A tier's flat fee is a line with a quantity of its own.
        quantity: (!item.price.tiered).then_some(quantity),
        amount,
    }
}

fn is_metered(item: &SubscriptionItem) -> bool {
    let recurring = item.price.recurring.as_ref();
    recurring.is_some_and(|recurring| recurring.usage_type == UsageType::Metered)
}
