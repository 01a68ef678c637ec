//! Ending subscriptions and taking that back. Each call carries a key derived from the customer's intent.

use contract::{CancelMode, CancellationDetails, Changed, SubscriptionId};
use stripe::resources::{CancelAt, PreviewInvoice};

use super::changes::step;
use super::{Error, Upstream};

/// What ending a subscription would bill, minor units of its currency, neither negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CancelCost {
    /// What comes back to the customer's balance.
    pub credit: i64,
    /// What is charged.
    pub due: i64,
}

impl Upstream {
    /// What ending a subscription would bill. `prorate` matters only for ending it at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the customer's.
    pub async fn preview_cancel(
        &self,
        customer: &str,
        id: &SubscriptionId,
        mode: CancelMode,
        prorate: bool,
    ) -> Result<CancelCost, Error> {
        let found = self.own_subscription(customer, id).await?;
        let client = &self.0.client;
        let preview = match mode {
            // Without prorations no invoice is made.
            CancelMode::Immediately if !prorate => return Ok(CancelCost::default()),
            CancelMode::Immediately => client.preview_cancel(&found.id).await,
            CancelMode::AtPeriodEnd => client.preview_cancel_at_period_end(&found.id).await,
        };
        Ok(match upcoming(preview)? {
            None => CancelCost::default(),
            Some(preview) => CancelCost {
                credit: (-preview.total).max(0),
                due: preview.amount_due.max(0),
            },
        })
    }

    /// Ends a subscription. With `prorate`, one that ends at once is invoiced for what is left of its period, so that
    /// the credit reaches the customer's balance.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the customer's or has ended.
    pub async fn cancel(
        &self,
        customer: &str,
        id: &SubscriptionId,
        mode: CancelMode,
        prorate: bool,
        idempotency_key: &str,
    ) -> Result<Changed, Error> {
        let done = self.end(customer, id, mode, prorate, idempotency_key).await;
        self.after(customer, done).await
    }

    async fn end(
        &self,
        customer: &str,
        id: &SubscriptionId,
        mode: CancelMode,
        prorate: bool,
        intent: &str,
    ) -> Result<(), Error> {
        let found = self.own_subscription(customer, id).await?;
        let client = &self.0.client;
        let key = step(intent, customer, &["cancel", id.as_str()]);
        match mode {
            CancelMode::Immediately => client.cancel_subscription(&found.id, prorate, &key).await?,
            CancelMode::AtPeriodEnd => {
                self.let_go(customer, &found, intent).await?;
                client
                    .set_cancel_at(&found.id, CancelAt::PeriodEnd, &key)
                    .await?
            }
        };
        Ok(())
    }

    /// Lets a subscription that was to end go on.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the customer's.
    pub async fn renew(
        &self,
        customer: &str,
        id: &SubscriptionId,
        idempotency_key: &str,
    ) -> Result<Changed, Error> {
        let done = self.go_on(customer, id, idempotency_key).await;
        self.after(customer, done).await
    }

    async fn go_on(&self, customer: &str, id: &SubscriptionId, intent: &str) -> Result<(), Error> {
        let found = self.own_subscription(customer, id).await?;
        self.let_go(customer, &found, intent).await?;
        // In classic billing mode the flag decides and the date follows it; in flexible mode there is only the date.
        let cancel_at = if found.cancel_at_period_end {
            CancelAt::NotPeriodEnd
        } else {
            CancelAt::Never
        };
        let key = step(intent, customer, &["renew", id.as_str()]);
        let client = &self.0.client;
        client.set_cancel_at(&found.id, cancel_at, &key).await?;
        Ok(())
    }

    /// Notes why a customer left.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the customer's, or was not cancelled.
    pub async fn set_cancellation_details(
        &self,
        customer: &str,
        id: &SubscriptionId,
        details: &CancellationDetails,
        idempotency_key: &str,
    ) -> Result<Changed, Error> {
        let found = self.own_subscription(customer, id).await?;
        let ended = found.status == stripe::SubscriptionStatus::Canceled;
        if !ended && found.cancel_at.is_none() && !found.cancel_at_period_end {
            return Err(Error::NotFound);
        }
        let key = step(idempotency_key, customer, &["details", id.as_str()]);
        let client = &self.0.client;
        let noted = client.set_cancellation_details(
            &found.id,
            details.feedback.map(|feedback| feedback.as_str()),
            details.comment.as_deref(),
            details.feedback_option.as_deref(),
            &key,
        );
        let noted = noted.await.map(drop).map_err(Error::from);
        self.after(customer, noted).await
    }

    /// Undoes a planned change: the schedule lets go of the subscription, which stays what it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the customer's, or nothing is planned.
    pub async fn cancel_change(
        &self,
        customer: &str,
        id: &SubscriptionId,
        idempotency_key: &str,
    ) -> Result<Changed, Error> {
        let found = self.own_subscription(customer, id).await?;
        let done = self.let_go(customer, &found, idempotency_key).await;
        self.after(customer, done).await
    }

    /// A subscription that plans nothing may still have a schedule, which would not let its end be changed.
    pub(super) async fn let_go(
        &self,
        customer: &str,
        found: &stripe::Subscription,
        intent: &str,
    ) -> Result<(), Error> {
        let schedule = found.schedule.as_ref().and_then(|held| held.object());
        let Some(schedule) = schedule.filter(|schedule| schedule.is_running()) else {
            return Ok(());
        };
        let key = step(intent, customer, &["release", &schedule.id]);
        self.0.client.release_schedule(&schedule.id, &key).await?;
        Ok(())
    }

    /// A subscription of this customer; somebody else's is answered like one that does not exist.
    pub(super) async fn own_subscription(
        &self,
        customer: &str,
        id: &SubscriptionId,
    ) -> Result<stripe::Subscription, Error> {
        let found = self.0.client.subscription(id.as_str()).await?;
        if found.customer.as_deref() != Some(customer) {
            return Err(Error::NotFound);
        }
        Ok(found)
    }
}

/// A preview; `None` when there is nothing to bill.
pub(super) fn upcoming(
    preview: Result<PreviewInvoice, stripe::Error>,
) -> Result<Option<PreviewInvoice>, Error> {
    match preview.map_err(Error::from) {
        Ok(preview) => Ok(Some(preview)),
        // Upstream's `invoice_upcoming_none`: the subscription itself was found a moment ago.
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
