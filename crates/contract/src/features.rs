//! What the configuration lets a customer do.

use serde::{Deserialize, Serialize};

/// Switches of the configuration, as far as this release uses them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Features {
    /// `features.payment_method_update.enabled`.
    pub payment_method_update: bool,
    /// `features.invoice_history.enabled`.
    pub invoice_history: bool,
    /// `features.customer_update.allowed_updates`; empty when billing information is only shown.
    pub customer_update: Vec<CustomerField>,
    /// How subscriptions are cancelled; `None` when they cannot be.
    pub subscription_cancel: Option<SubscriptionCancel>,
    /// What may change in a subscription; `None` when nothing may.
    pub subscription_update: Option<SubscriptionUpdate>,
}

/// How subscriptions are cancelled, and what is asked afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubscriptionCancel {
    /// When a cancellation takes effect.
    pub mode: CancelMode,
    /// The reasons to choose from, in the order the merchant set; empty when no reason is asked for.
    pub reasons: Vec<CancellationReason>,
    /// Reasons in the merchant's own words, offered after the others.
    pub feedback_options: Vec<FeedbackOption>,
}

/// When a cancellation takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CancelMode {
    /// With the period that is paid for. Until then it can be renewed.
    AtPeriodEnd,
    /// At once, and for good.
    Immediately,
}

/// Stripe's eight reasons for cancelling (`cancellation_details.feedback`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CancellationReason {
    /// Customer service was less than expected.
    CustomerService,
    /// Quality was less than expected.
    LowQuality,
    /// I need more features.
    MissingFeatures,
    /// Other reason; the only one with words of the customer's own.
    Other,
    /// I found an alternative.
    SwitchedService,
    /// Ease of use was less than expected.
    TooComplex,
    /// It's too expensive.
    TooExpensive,
    /// I no longer need it.
    Unused,
}

impl CancellationReason {
    /// The wire name, which is Stripe's.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CustomerService => "customer_service",
            Self::LowQuality => "low_quality",
            Self::MissingFeatures => "missing_features",
            Self::Other => "other",
            Self::SwitchedService => "switched_service",
            Self::TooComplex => "too_complex",
            Self::TooExpensive => "too_expensive",
            Self::Unused => "unused",
        }
    }
}

/// A reason for cancelling in the merchant's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FeedbackOption {
    /// Stripe's id, `fo_…`.
    pub id: String,
    /// The words, at most 100 characters.
    pub description: String,
}

/// What may change in a subscription (`default_allowed_updates`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubscriptionUpdate {
    /// Another price of the catalogue.
    pub price: bool,
    /// The quantity, where the catalogue lets it.
    pub quantity: bool,
    /// A promotion code, together with another price or quantity.
    pub promotion_code: bool,
}

/// A part of the billing information that may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CustomerField {
    /// Billing address.
    Address,
    /// E-mail address.
    Email,
    /// Name.
    Name,
    /// Phone number.
    Phone,
    /// Shipping name, phone and address.
    Shipping,
    /// Tax ids.
    TaxId,
}

impl CustomerField {
    /// The wire name, which is Stripe's.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Email => "email",
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Shipping => "shipping",
            Self::TaxId => "tax_id",
        }
    }
}
