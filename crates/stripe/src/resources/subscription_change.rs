//! Changes to subscriptions.

use super::redeemable::Redeem;
use super::subscription::Subscription;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::{Params, Value};

/// How a subscription is told to end with its period, or not to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelAt {
    /// At the end of its period.
    PeriodEnd,
    /// Not any more: `cancel_at_period_end` is taken back.
    NotPeriodEnd,
    /// Not any more: `cancel_at` is cleared.
    Never,
}

/// A change of price, quantity or discounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubscriptionChange<'a> {
    /// Id of the item that changes, `si_…`.
    pub item: &'a str,
    /// Its price afterwards.
    pub price: &'a str,
    /// Its quantity afterwards; absent when usage decides.
    pub quantity: Option<i64>,
    /// `none`, `create_prorations` or `always_invoice`.
    pub proration_behavior: &'a str,
    /// The instant prorations are calculated for, Unix seconds.
    pub proration_date: Option<i64>,
    /// Whether a new period begins with the change.
    pub anchor_now: bool,
    /// Whether the trial ends with the change.
    pub ends_trial: bool,
    /// Discounts it has and keeps, `di_…`. Only sent together with a new one, or when some are dropped.
    pub discounts: &'a [&'a str],
    /// Whether discounts that are not among those are dropped.
    pub drops_discounts: bool,
    /// What is redeemed for a new discount.
    pub redeem: Option<&'a Redeem>,
}

impl SubscriptionChange<'_> {
    /// What the change and its preview have in common, without discounts.
    pub(super) fn details(&self) -> Params {
        let item = Params::new()
            .with("id", self.item)
            .with("price", self.price)
            .with_some(
                "quantity",
                self.quantity.map(|quantity| quantity.to_string()),
            );
        let anchor = self.anchor_now.then(|| Params::new().with("type", "now"));
        Params::new()
            .with("items", &[item][..])
            .with("proration_behavior", self.proration_behavior)
            .with_some(
                "proration_date",
                self.proration_date.map(|date| date.to_string()),
            )
            .with_some("billing_cycle_anchor", anchor)
            .with_some("trial_end", self.ends_trial.then_some("now"))
    }

    /// `discounts`, when they change.
    pub(super) fn discounts(&self) -> Option<Value> {
        if self.redeem.is_none() && !self.drops_discounts {
            return None;
        }
        let kept = self.discounts.iter();
        let mut discounts: Vec<Params> =
            kept.map(|id| Params::new().with("discount", *id)).collect();
        discounts.extend(self.redeem.map(Redeem::params));
        // An empty list would send nothing; the empty text clears.
        Some(if discounts.is_empty() {
            Value::from("")
        } else {
            Value::from(&discounts[..])
        })
    }
}

impl Client {
    /// A subscription with its schedule, discounts, and the payment its latest invoice waits for.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none for this key.
    pub async fn subscription(&self, id: &str) -> Result<Subscription, Error> {
        let params = Params::new().expand(&[
            "schedule",
            "discounts.source.coupon",
            "latest_invoice.confirmation_secret",
        ]);
        self.call(Call::get("GET /v1/subscriptions/{}", &[id], params))
            .await
    }

    /// Lets a subscription end with its period, or go on.
    ///
    /// # Errors
    /// [`Error::Api`] when it has ended, or a schedule decides about its end.
    pub async fn set_cancel_at(
        &self,
        id: &str,
        cancel_at: CancelAt,
        key: &IdempotencyKey,
    ) -> Result<Subscription, Error> {
        let params = match cancel_at {
            CancelAt::PeriodEnd => Params::new().with("cancel_at_period_end", true),
            CancelAt::NotPeriodEnd => Params::new().with("cancel_at_period_end", false),
            CancelAt::Never => Params::new().with("cancel_at", ""),
        };
        self.call(Call::post("POST /v1/subscriptions/{}", &[id], params, key))
            .await
    }

    /// Ends a subscription at once. With `prorate`, unused time is credited and, together with everything else that is
    /// not billed yet, invoiced at once, so that a credit reaches the customer's balance.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when it has ended before.
    pub async fn cancel_subscription(
        &self,
        id: &str,
        prorate: bool,
        key: &IdempotencyKey,
    ) -> Result<Subscription, Error> {
        let params = Params::new()
            .with("invoice_now", prorate)
            .with("prorate", prorate);
        let endpoint = "DELETE /v1/subscriptions/{}";
        self.call(Call::delete(endpoint, &[id], params, key)).await
    }

    /// Notes why a customer left. `feedback` is one of Stripe's words, `feedback_option` an id `fo_…`.
    ///
    /// # Errors
    /// [`Error::Api`] when the option does not exist.
    pub async fn set_cancellation_details(
        &self,
        id: &str,
        feedback: Option<&str>,
        comment: Option<&str>,
        feedback_option: Option<&str>,
        key: &IdempotencyKey,
    ) -> Result<Subscription, Error> {
        let details = Params::new()
            .with_some("feedback", feedback)
            .with_some("comment", comment)
            .with_some("feedback_option", feedback_option);
        let params = Params::new().with("cancellation_details", details);
        self.call(Call::post("POST /v1/subscriptions/{}", &[id], params, key))
            .await
    }

    /// Changes a subscription. When the payment this asks for does not succeed at once, the change waits for it
    /// (`pending_update`) and everything stays as it is.
    ///
    /// # Errors
    /// [`Error::Api`] in Stripe's words.
    pub async fn change_subscription(
        &self,
        id: &str,
        change: &SubscriptionChange<'_>,
        key: &IdempotencyKey,
    ) -> Result<Subscription, Error> {
        let params = change
            .details()
            .with_some("discounts", change.discounts())
            .with("payment_behavior", "pending_if_incomplete");
        self.call(Call::post("POST /v1/subscriptions/{}", &[id], params, key))
            .await
    }
}
