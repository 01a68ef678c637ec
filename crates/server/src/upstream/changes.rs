//! Changes to payment methods, each step with an idempotency key of its own derived from the customer's intent.

use contract::rules::removal::Removal;
use contract::{Changed, PaymentMethodId, SubscriptionId};
use stripe::IdempotencyKey;

use super::{Error, Snapshot, Upstream};

impl Upstream {
    /// Makes a method the customer's default.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the method is not the customer's.
    pub async fn make_default(
        &self,
        customer: &str,
        method: &PaymentMethodId,
        idempotency_key: &str,
    ) -> Result<Changed, Error> {
        self.require_own(customer, method).await?;
        let done = self.set_default(customer, method.as_str(), idempotency_key);
        let done = done.await;
        self.after(customer, done).await
    }

    /// Takes subscriptions' own methods away, so that they are charged to the customer's default.
    ///
    /// # Errors
    /// Upstream's. Asked again with the same key after a failure, it goes on where it stopped.
    pub async fn use_default(
        &self,
        customer: &str,
        subscriptions: &[SubscriptionId],
        idempotency_key: &str,
    ) -> Result<Changed, Error> {
        let plan = Removal {
            new_default: None,
            moves: subscriptions.iter().map(|id| (id.clone(), None)).collect(),
        };
        let moved = self.move_away(customer, &plan, idempotency_key).await;
        self.after(customer, moved).await
    }

    /// Carries out a removal planned by [`contract::rules::removal::plan`] on a [`Upstream::fresh`] snapshot: default,
    /// then subscriptions, then detaching. Asked again with the same key after a failure, it goes on where it stopped.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the method is not the customer's.
    pub async fn remove(
        &self,
        customer: &str,
        method: &PaymentMethodId,
        plan: &Removal,
        idempotency_key: &str,
    ) -> Result<Changed, Error> {
        self.require_own(customer, method).await?;
        let moved = self.move_away(customer, plan, idempotency_key).await;
        if moved.is_err() {
            return self.after(customer, moved).await;
        }
        let key = step(idempotency_key, customer, &["detach", method.as_str()]);
        let detached = self
            .0
            .client
            .detach_payment_method(method.as_str(), &key)
            .await;
        let detached = detached.map(drop).map_err(Error::from);
        match detached {
            // Another server, or the merchant, may have been quicker: what counts is that it is gone.
            Err(Error::Rejected { .. } | Error::NotFound) => {
                let state = self.after(customer, Ok(())).await?;
                let is_gone = !state.payment_methods.iter().any(|held| held.id == *method);
                if is_gone {
                    Ok(state)
                } else {
                    detached.map(|()| state)
                }
            }
            detached => self.after(customer, detached).await,
        }
    }

    async fn move_away(
        &self,
        customer: &str,
        plan: &Removal,
        idempotency_key: &str,
    ) -> Result<(), Error> {
        if let Some(heir) = &plan.new_default {
            self.set_default(customer, heir.as_str(), idempotency_key)
                .await?;
        }
        for (subscription, target) in &plan.moves {
            let target = target.as_ref().map(PaymentMethodId::as_str);
            let parts = ["move", subscription.as_str(), target.unwrap_or("")];
            let key = step(idempotency_key, customer, &parts);
            // Without a method of its own, a subscription is charged with the customer's default.
            self.0
                .client
                .set_subscription_default(subscription.as_str(), target, &key)
                .await?;
        }
        Ok(())
    }

    pub(super) async fn set_default(
        &self,
        customer: &str,
        method: &str,
        idempotency_key: &str,
    ) -> Result<(), Error> {
        let key = step(idempotency_key, customer, &["default", method]);
        self.0
            .client
            .set_customer_default(customer, method, &key)
            .await?;
        Ok(())
    }

    /// What a change leaves behind: nothing known of before, and on success the state after it.
    pub(super) async fn after(
        &self,
        customer: &str,
        done: Result<(), Error>,
    ) -> Result<Changed, Error> {
        self.invalidate(customer).await;
        done?;
        let after = self.fresh(customer).await.map_err(Error::after_change)?;
        Ok(after.state.clone())
    }

    /// A method of somebody else is answered like one that does not exist. One that was added a moment ago may be
    /// missing from the cache, so a miss is looked up.
    async fn require_own(&self, customer: &str, method: &PaymentMethodId) -> Result<(), Error> {
        let owns = |snapshot: &Snapshot| {
            let mut methods = snapshot.state.payment_methods.iter();
            methods.any(|held| held.id == *method)
        };
        if owns(&*self.snapshot(customer).await?) || owns(&*self.fresh(customer).await?) {
            return Ok(());
        }
        Err(Error::NotFound)
    }
}

/// The key of one step: the same when the intent is repeated, another for another customer or other parameters.
pub(super) fn step(intent: &str, customer: &str, parts: &[&str]) -> IdempotencyKey {
    let mut all = vec![intent, customer];
    all.extend(parts);
    IdempotencyKey::derive(&all)
}
