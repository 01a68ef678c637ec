//! Prices, and the older plans.

use serde::Deserialize;

use super::list::{Expandable, Identified};
use super::open_enum::open_enum;
use super::product::Product;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::params::Params;

open_enum! {
    /// How a price is computed.
    BillingScheme {
        /// A fixed amount per unit.
        PerUnit = "per_unit",
        /// By tiers of quantity.
        Tiered = "tiered",
    }
}

open_enum! {
    /// Unit of a billing period.
    Interval {
        /// One day.
        Day = "day",
        /// Seven days.
        Week = "week",
        /// A calendar month.
        Month = "month",
        /// A calendar year.
        Year = "year",
    }
}

open_enum! {
    /// What decides the quantity that is billed.
    UsageType {
        /// The quantity set on the subscription.
        Licensed = "licensed",
        /// Reported usage.
        Metered = "metered",
    }
}

/// A price.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Price {
    /// `price_…` or, from older upstreams, `plan_…`.
    pub id: String,
    /// Three-letter ISO code, lower case.
    pub currency: String,
    /// Per unit in minor units.
    pub unit_amount: Option<i64>,
    /// Per unit in minor units, as a decimal number of up to twelve places.
    pub unit_amount_decimal: Option<String>,
    /// Per unit or by tiers.
    pub billing_scheme: Option<BillingScheme>,
    /// The tiers, when expanded (`tiers`).
    pub tiers: Option<Vec<Tier>>,
    /// How often; absent on one-time prices.
    pub recurring: Option<Recurring>,
    /// What is sold.
    pub product: Option<Expandable<Product>>,
    /// Whether it can be sold anew.
    #[serde(default = "yes")]
    pub active: bool,
    /// `exclusive`, `inclusive` or `unspecified`.
    pub tax_behavior: Option<String>,
}

impl Price {
    /// Id of the product.
    pub fn product_id(&self) -> Option<&str> {
        self.product.as_ref().map(Expandable::id)
    }
}

/// How often a price is charged.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Recurring {
    /// The unit of time.
    pub interval: Interval,
    /// How many of them.
    #[serde(default = "one")]
    pub interval_count: u32,
    /// By quantity or by usage; quantity when absent.
    pub usage_type: Option<UsageType>,
}

fn one() -> u32 {
    1
}

fn yes() -> bool {
    true
}

/// One tier of a tiered price.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Tier {
    /// Per unit in minor units.
    pub unit_amount: Option<i64>,
    /// Per unit in minor units, as a decimal number.
    pub unit_amount_decimal: Option<String>,
    /// For the tier as a whole, minor units.
    pub flat_amount: Option<i64>,
}

impl Identified for Price {
    fn id(&self) -> &str {
        &self.id
    }
}

/// The object that prices replaced; older upstreams still send it alone.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Plan {
    id: String,
    currency: String,
    amount: Option<i64>,
    amount_decimal: Option<String>,
    billing_scheme: Option<BillingScheme>,
    tiers: Option<Vec<Tier>>,
    interval: Interval,
    #[serde(default = "one")]
    interval_count: u32,
    usage_type: Option<UsageType>,
    product: Option<Expandable<Product>>,
}

impl From<Plan> for Price {
    fn from(plan: Plan) -> Self {
        Self {
            id: plan.id,
            currency: plan.currency,
            unit_amount: plan.amount,
            unit_amount_decimal: plan.amount_decimal,
            billing_scheme: plan.billing_scheme,
            tiers: plan.tiers,
            recurring: Some(Recurring {
                interval: plan.interval,
                interval_count: plan.interval_count,
                usage_type: plan.usage_type,
            }),
            product: plan.product,
            active: true,
            tax_behavior: None,
        }
    }
}

impl Client {
    /// A price with its tiers, which no other answer contains.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn price_with_tiers(&self, id: &str) -> Result<Price, Error> {
        let params = Params::new().expand(&["tiers"]);
        self.call(Call::get("GET /v1/prices/{}", &[id], params))
            .await
    }
}
