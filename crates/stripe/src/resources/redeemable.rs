//! Whether coupons and promotion codes can still be redeemed.

use serde::Deserialize;

use super::list::id_of;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::params::Params;

/// A coupon or a promotion code, reduced to whether and by whom it can be redeemed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Redeemable {
    /// Its id.
    pub id: String,
    /// Whether it can still be redeemed: Stripe's `valid` of a coupon, `active` of a promotion code.
    #[serde(alias = "active")]
    pub valid: bool,
    /// The only customer who may redeem it.
    #[serde(default, deserialize_with = "id_of")]
    pub customer: Option<String>,
    /// Currency of the amount it takes off; `None` for a part of the price, and for a promotion code.
    pub currency: Option<String>,
}

impl Client {
    /// A coupon, as far as it matters for redeeming it.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none, or no longer.
    pub async fn redeemable_coupon(&self, id: &str) -> Result<Redeemable, Error> {
        let endpoint = "GET /v1/coupons/{}";
        self.call(Call::get(endpoint, &[id], Params::new())).await
    }

    /// A promotion code, as far as it matters for redeeming it.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none.
    pub async fn redeemable_promotion_code(&self, id: &str) -> Result<Redeemable, Error> {
        let endpoint = "GET /v1/promotion_codes/{}";
        self.call(Call::get(endpoint, &[id], Params::new())).await
    }
}
