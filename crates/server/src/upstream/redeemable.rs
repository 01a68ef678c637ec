//! Whether a discount that a merchant gives to a flow can be redeemed.

use stripe::resources::Redeemable;

use super::{Error, Upstream};
use crate::flow::FlowDiscount;

/// Whether a customer can redeem something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemability {
    /// There is no such coupon or promotion code for this customer.
    Missing,
    /// Not any more.
    Expired,
    /// Yes.
    Redeemable,
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
        let client = &self.0.client;
        let found = match discount {
            FlowDiscount::Coupon(id) => client.redeemable_coupon(id).await,
            FlowDiscount::PromotionCode(id) => client.redeemable_promotion_code(id).await,
        };
        Ok(match found.map_err(Error::from) {
            Ok(Redeemable {
                customer: Some(only),
                ..
            }) if only != customer => Redeemability::Missing,
            Ok(found) if found.valid => Redeemability::Redeemable,
            Ok(_) => Redeemability::Expired,
            Err(Error::NotFound) => Redeemability::Missing,
            Err(error) => return Err(error),
        })
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
