//! Coupons for staying: what they would take off, whether a customer took one before, and giving one.

use contract::{Changed, OfferDuration, RetentionOffer, SubscriptionId};
use sha2::{Digest, Sha256};
use stripe::resources::{Coupon, CouponDuration};

use super::changes::step;
use super::{Error, OURS, Upstream};

impl Upstream {
    /// Whether there is such a coupon.
    ///
    /// # Errors
    /// Upstream's.
    pub async fn has_coupon(&self, coupon: &str) -> Result<bool, Error> {
        match self.0.client.coupon(coupon).await.map_err(Error::from) {
            Ok(_) => Ok(true),
            Err(Error::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What a coupon offers to a customer who stays with a subscription in this currency. `None` when it cannot be
    /// redeemed any more, takes nothing off in that currency, or was taken by this customer before.
    ///
    /// # Errors
    /// Upstream's.
    pub async fn retention_offer(
        &self,
        customer: &str,
        currency: &str,
        coupon: &str,
    ) -> Result<Option<RetentionOffer>, Error> {
        let client = &self.0.client;
        let found = match client.coupon(coupon).await.map_err(Error::from) {
            Ok(found) => found,
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        match offer(&found, currency) {
            Some(offer) if !self.took_coupon(customer, coupon).await? => Ok(Some(offer)),
            _ => Ok(None),
        }
    }

    /// Whether this customer took the coupon before, with whichever subscription. Coupons have no limit for one
    /// customer, so the subscription that got one is marked.
    ///
    /// # Errors
    /// Upstream's.
    pub async fn took_coupon(&self, customer: &str, coupon: &str) -> Result<bool, Error> {
        let note = note(coupon);
        let all = self.0.client.subscriptions(customer, Some("all")).await?;
        Ok(all.data.iter().any(|it| it.metadata.contains_key(&note)))
    }

    /// Gives a subscription the coupon for staying.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the customer's, [`Error::Rejected`] when the coupon cannot be redeemed.
    pub async fn give_coupon(
        &self,
        customer: &str,
        id: &SubscriptionId,
        coupon: &str,
        idempotency_key: &str,
    ) -> Result<Changed, Error> {
        let found = self.own_subscription(customer, id).await?;
        let kept: Vec<&str> = found.discounts.iter().map(|held| held.id()).collect();
        let key = step(idempotency_key, customer, &["offer", id.as_str(), coupon]);
        let client = &self.0.client;
        let note = note(coupon);
        let given = client.add_coupon(&found.id, &kept, coupon, &note, &key);
        let given = given.await.map(drop).map_err(Error::from);
        self.after(customer, given).await
    }
}

/// The name of the mark in a subscription's metadata: names there are short, and coupons' need not be.
fn note(coupon: &str) -> String {
    let hash = Sha256::digest(coupon.as_bytes());
    let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{OURS}_offer_{hash}")
}

fn offer(coupon: &Coupon, currency: &str) -> Option<RetentionOffer> {
    let amount_off = coupon.amount_off_in(currency);
    if !coupon.valid || (coupon.percent_off.is_none() && amount_off.is_none()) {
        return None;
    }
    let duration = match coupon.duration.as_ref()? {
        CouponDuration::Once => OfferDuration::Once,
        CouponDuration::Repeating => OfferDuration::Repeating,
        CouponDuration::Forever => OfferDuration::Forever,
        CouponDuration::Other(_) => return None,
    };
    Some(RetentionOffer {
        name: coupon.name.clone(),
        percent_off: coupon.percent_off,
        amount_off,
        duration,
        months: coupon.duration_in_months,
    })
}
