//! Coupons and promotion codes named by their ids: whether they can still be redeemed, and redeeming them.

use serde::Deserialize;

use super::discount::Coupon;
use super::list::{Expandable, id_of};
use crate::client::{Call, Client};
use crate::error::Error;
use crate::params::Params;

/// What is redeemed for a new discount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeem {
    /// Id of a coupon.
    Coupon(String),
    /// Id of a promotion code, `promo_…`.
    PromotionCode(String),
}

impl Redeem {
    /// An entry of `discounts`.
    pub(super) fn params(&self) -> Params {
        match self {
            Self::Coupon(id) => Params::new().with("coupon", id.as_str()),
            Self::PromotionCode(id) => Params::new().with("promotion_code", id.as_str()),
        }
    }
}

/// A coupon or a promotion code, reduced to what decides about redeeming it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
pub struct Redeemable {
    /// Whether it can still be redeemed: Stripe's `valid` of a coupon, `active` of a promotion code.
    pub is_valid: bool,
    /// The only customer who may redeem it.
    pub customer: Option<String>,
    /// What is typed for it, as the merchant writes it; a coupon has none.
    pub code: Option<String>,
    /// Whether its discount is spent with the next invoice.
    pub is_for_once: bool,
}

#[derive(Deserialize)]
struct Wire {
    valid: Option<bool>,
    active: Option<bool>,
    #[serde(default, deserialize_with = "id_of")]
    customer: Option<String>,
    code: Option<String>,
    duration: Option<String>,
    /// Since API version 2025-09.
    promotion: Option<Promotion>,
    coupon: Option<Expandable<Coupon>>,
}

#[derive(Deserialize)]
struct Promotion {
    coupon: Option<Expandable<Coupon>>,
}

impl From<Wire> for Redeemable {
    fn from(found: Wire) -> Self {
        let coupon = found.promotion.and_then(|promotion| promotion.coupon);
        let coupon = coupon.or(found.coupon);
        let coupon = coupon.as_ref().and_then(Expandable::object);
        Self {
            is_valid: found.valid.or(found.active).unwrap_or_default(),
            customer: found.customer,
            code: found.code,
            is_for_once: match found.duration {
                Some(duration) => duration == "once",
                None => coupon.is_some_and(Coupon::is_for_once),
            },
        }
    }
}

impl Client {
    /// What decides about redeeming a coupon or a promotion code.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none, or no longer.
    pub async fn redeemable(&self, named: &Redeem) -> Result<Redeemable, Error> {
        match named {
            Redeem::Coupon(id) => {
                let endpoint = "GET /v1/coupons/{}";
                self.call(Call::get(endpoint, &[id], Params::new())).await
            }
            Redeem::PromotionCode(id) => {
                let endpoint = "GET /v1/promotion_codes/{}";
                let params = Params::new().expand(&["promotion.coupon"]);
                self.call(Call::get(endpoint, &[id], params)).await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_kind_is_read() {
        let read = |text: &str| serde_json::from_str::<Redeemable>(text).expect("one of both");
        let coupon = read(r#"{"id":"STAY","duration":"once","valid":true}"#);
        assert!(coupon.is_valid && coupon.is_for_once && coupon.code.is_none());
        let code = read(
            r#"{"id":"promo_1","code":"HELLO","active":false,"customer":"cus_1","promotion":{"type":"coupon",
                "coupon":{"id":"STAY","duration":"forever","valid":true}}}"#,
        );
        assert!(!code.is_valid && !code.is_for_once);
        assert_eq!(code.customer.as_deref(), Some("cus_1"));
        assert_eq!(code.code.as_deref(), Some("HELLO"));
    }
}
