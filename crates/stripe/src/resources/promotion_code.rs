//! Promotion codes: what customers type to get a coupon's discount.

use serde::Deserialize;

use super::discount::Coupon;
use super::list::{Expandable, Identified, List};
use crate::client::{Call, Client};
use crate::error::Error;
use crate::params::Params;

/// A promotion code.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
pub struct PromotionCode {
    /// `promo_…`.
    pub id: String,
    /// What is typed, as the merchant writes it.
    pub code: String,
    /// Whether its discount is spent with the next invoice.
    pub is_for_once: bool,
}

impl Identified for PromotionCode {
    fn id(&self) -> &str {
        &self.id
    }
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    code: String,
    /// Since API version 2025-09.
    promotion: Option<Promotion>,
    coupon: Option<Expandable<Coupon>>,
}

#[derive(Deserialize)]
struct Promotion {
    coupon: Option<Expandable<Coupon>>,
}

impl From<Wire> for PromotionCode {
    fn from(found: Wire) -> Self {
        let coupon = found.promotion.and_then(|promotion| promotion.coupon);
        let coupon = coupon.or(found.coupon);
        let coupon = coupon.as_ref().and_then(Expandable::object);
        Self {
            id: found.id,
            code: found.code,
            is_for_once: coupon.is_some_and(Coupon::is_for_once),
        }
    }
}

impl Client {
    /// The active promotion code that is typed like this, in upper or lower case. `None` when there is none.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn promotion_code(&self, code: &str) -> Result<Option<PromotionCode>, Error> {
        let params = Params::new()
            .with("code", code)
            .with("active", true)
            .with("limit", 1)
            .expand(&["data.promotion.coupon"]);
        let found: List<PromotionCode> = self
            .call(Call::get("GET /v1/promotion_codes", &[], params))
            .await?;
        Ok(found.data.into_iter().next())
    }
}
