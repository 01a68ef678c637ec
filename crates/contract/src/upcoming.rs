//! What will be charged next, as the billing system foretells it.

use serde::{Deserialize, Serialize};

use crate::SubscriptionId;

/// Answer of `GET /api/upcoming`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Upcoming {
    /// At most one for each subscription, soonest first. One of which nothing is foretold is missing.
    pub charges: Vec<UpcomingCharge>,
}

/// The next invoice of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UpcomingCharge {
    /// Whose.
    pub subscription: SubscriptionId,
    /// When it is made, Unix seconds.
    pub at: i64,
    /// What will be charged, after discounts, taxes and balance: minor units of `currency`. With usage, what it would be
    /// if nothing more were used.
    pub amount: i64,
    /// Three-letter ISO code, lower case.
    pub currency: String,
    /// Until when a sent invoice is to be paid, Unix seconds.
    pub due_at: Option<i64>,
    /// What was used so far, for each item that is billed by usage.
    pub usage: Vec<Usage>,
}

/// What was used so far of one item of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Usage {
    /// Stripe's id of the item, `si_…`.
    pub item: String,
    /// How many units; absent where tiers with flat fees make a sum of the lines' quantities meaningless.
    pub quantity: Option<i64>,
    /// What that costs before discounts and taxes, minor units.
    pub amount: i64,
}
