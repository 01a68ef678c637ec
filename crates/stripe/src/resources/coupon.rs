//! Coupons, and subscriptions that are given one.

use super::discount::Coupon;
use super::subscription::Subscription;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::Params;

impl Client {
    /// A coupon, with what it takes off in other currencies.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none, or no longer.
    pub async fn coupon(&self, id: &str) -> Result<Coupon, Error> {
        let params = Params::new().expand(&["currency_options"]);
        self.call(Call::get("GET /v1/coupons/{}", &[id], params))
            .await
    }

    /// Gives a subscription a coupon beside the discounts it has, and notes that under `note` in its metadata. Both
    /// happen, or neither.
    ///
    /// # Errors
    /// [`Error::Api`] when the coupon cannot be redeemed any more.
    pub async fn add_coupon(
        &self,
        subscription: &str,
        kept: &[&str],
        coupon: &str,
        note: &str,
        key: &IdempotencyKey,
    ) -> Result<Subscription, Error> {
        let mut discounts: Vec<Params> = kept
            .iter()
            .map(|id| Params::new().with("discount", *id))
            .collect();
        discounts.push(Params::new().with("coupon", coupon));
        let params = Params::new()
            .with("discounts", &discounts[..])
            .with("metadata", Params::new().with(note, coupon));
        let endpoint = "POST /v1/subscriptions/{}";
        self.call(Call::post(endpoint, &[subscription], params, key))
            .await
    }
}
