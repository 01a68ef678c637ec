//! Discounts that a merchant gives to a flow.

use stripe::resources::Redeem;

use super::updates::Redeemed;
use super::{Error, Upstream};
use crate::flow::FlowDiscount;

/// Whether a customer can redeem something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeemability {
    /// There is no such coupon or promotion code for this customer.
    Missing,
    /// Not any more.
    Expired,
    /// Yes.
    Redeemable(Redeemed),
}

impl Upstream {
    /// Whether a customer can redeem a discount now.
    ///
    /// # Errors
    /// Upstream's.
    pub async fn can_redeem(
        &self,
        customer: &str,
        discount: &FlowDiscount,
    ) -> Result<Redeemability, Error> {
        let named = match discount {
            FlowDiscount::Coupon(id) => Redeem::Coupon(id.clone()),
            FlowDiscount::PromotionCode(id) => Redeem::PromotionCode(id.clone()),
        };
        let found = match self.0.client.redeemable(&named).await.map_err(Error::from) {
            Ok(found) => found,
            Err(Error::NotFound) => return Ok(Redeemability::Missing),
            Err(error) => return Err(error),
        };
        if found.customer.is_some_and(|only| only != customer) {
            return Ok(Redeemability::Missing);
        }
        if !found.is_valid {
            return Ok(Redeemability::Expired);
        }
        Ok(Redeemability::Redeemable(Redeemed {
            redeem: named,
            code: found.code,
            is_for_once: found.is_for_once,
        }))
    }

    /// Whether there is a subscription of this customer that is not listed any more because it has ended.
    ///
    /// # Errors
    /// Upstream's.
    pub async fn has_ended(&self, customer: &str, id: &str) -> Result<bool, Error> {
        match self.own_subscription(customer, &id.into()).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
