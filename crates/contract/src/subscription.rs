//! Subscriptions as the customer sees them.

use serde::{Deserialize, Serialize};

use crate::{InvoiceId, PaymentMethodId, SubscriptionId};

/// One subscription with what it costs, how it is paid and what happens next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Subscription {
    /// Stripe's id, `sub_…`.
    pub id: SubscriptionId,
    /// Stripe's status.
    pub status: SubscriptionStatus,
    /// Three-letter ISO code, lower case.
    pub currency: String,
    /// Charged automatically or by sent invoice.
    pub collection_method: CollectionMethod,
    /// What is subscribed to; at least one.
    pub items: Vec<SubscriptionItem>,
    /// The latest `current_period_end` of the items, Unix seconds.
    pub current_period_end: Option<i64>,
    /// When it will end, Unix seconds: `cancel_at`, or the period's end under `cancel_at_period_end`.
    pub cancel_at: Option<i64>,
    /// End of the trial, Unix seconds.
    pub trial_end: Option<i64>,
    /// Set while the merchant has paused collection. The status stays what it is.
    pub pause_collection: Option<PauseCollection>,
    /// Its own method, when it does not use the customer's default.
    pub default_payment_method: Option<PaymentMethodId>,
    /// A change that is planned; `None` for a schedule without anything to come.
    pub schedule: Option<Schedule>,
    /// Discounts on it, in the order they are taken off. The customer's own discount is not among them.
    pub discounts: Vec<Discount>,
    /// The newest invoice of it that is to be paid, among the newest of the customer.
    pub open_invoice: Option<InvoiceId>,
    /// When it was created, Unix seconds.
    pub created: i64,
}

/// A change that is planned for a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Schedule {
    /// When it takes effect, Unix seconds.
    pub changes_at: i64,
    /// Whether it was made in the portal, where it can be undone.
    pub is_ours: bool,
    /// What the subscription changes to; empty when it ends then.
    pub items: Vec<ScheduledItem>,
}

/// One price that a subscription changes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScheduledItem {
    /// The product's name.
    pub product_name: String,
    /// The product's unit label, such as `seat`.
    pub unit_label: Option<String>,
    /// What will be charged.
    pub price: Price,
    /// How many; absent when usage decides.
    pub quantity: Option<i64>,
}

/// A discount. It takes off either a part or an amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Discount {
    /// Name of the coupon, as printed on invoices.
    pub name: Option<String>,
    /// The part taken off, in hundredths of a percent: 1250 is 12.5 %.
    pub percent_off: Option<u32>,
    /// The amount taken off each invoice, minor units of the subscription's currency.
    pub amount_off: Option<i64>,
    /// When it ends, Unix seconds; `None` when it lasts as long as the subscription.
    pub ends_at: Option<i64>,
}

/// One price of a subscription.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubscriptionItem {
    /// Stripe's id, `si_…`.
    pub id: String,
    /// The product's name.
    pub product_name: String,
    /// The product's unit label, such as `seat`.
    pub unit_label: Option<String>,
    /// What is charged.
    pub price: Price,
    /// How many; absent when usage decides.
    pub quantity: Option<i64>,
}

/// A price, reduced to what is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Price {
    /// Stripe's id, `price_…`.
    pub id: String,
    /// Three-letter ISO code, lower case.
    pub currency: String,
    /// Per unit in minor units; absent for tiers and for fractions of a minor unit.
    pub unit_amount: Option<i64>,
    /// Per unit as a decimal number of minor units, when it is a fraction of one.
    pub unit_amount_decimal: Option<String>,
    /// Whether the amount depends on tiers; `unit_amount` is then the first tier's.
    pub tiered: bool,
    /// How often.
    pub recurring: Option<Recurring>,
}

/// How often a price is charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recurring {
    /// The unit of time.
    pub interval: Interval,
    /// How many of them, at least 1.
    pub interval_count: u32,
    /// Charged in advance by quantity, or afterwards by usage.
    pub usage_type: UsageType,
}

/// Unit of a billing period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// One day.
    Day,
    /// Seven days.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// What decides the quantity that is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UsageType {
    /// The quantity set on the subscription.
    Licensed,
    /// Reported usage.
    Metered,
}

/// Stripe's eight subscription statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionStatus {
    /// Paid and running.
    Active,
    /// Ended.
    Canceled,
    /// The first payment has not succeeded yet.
    Incomplete,
    /// The first payment never succeeded.
    IncompleteExpired,
    /// The latest payment failed and is being retried.
    PastDue,
    /// The trial ended without a payment method.
    Paused,
    /// In its free trial.
    Trialing,
    /// Retries are exhausted; invoices stay open.
    Unpaid,
}

impl SubscriptionStatus {
    /// Whether money may still be owed under it, so that a payment method must remain (docs/adr/0008).
    pub fn is_live(self) -> bool {
        matches!(
            self,
            Self::Active | Self::Trialing | Self::PastDue | Self::Unpaid | Self::Paused
        )
    }

    /// The wire name, also used as `data-*` value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Canceled => "canceled",
            Self::Incomplete => "incomplete",
            Self::IncompleteExpired => "incomplete_expired",
            Self::PastDue => "past_due",
            Self::Paused => "paused",
            Self::Trialing => "trialing",
            Self::Unpaid => "unpaid",
        }
    }
}

/// How invoices of a subscription are collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CollectionMethod {
    /// From a saved payment method.
    ChargeAutomatically,
    /// By an e-mailed invoice.
    SendInvoice,
}

/// Collection paused by the merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PauseCollection {
    /// `keep_as_draft`, `mark_uncollectible` or `void`.
    pub behavior: String,
    /// When it resumes by itself, Unix seconds.
    pub resumes_at: Option<i64>,
}
