//! Cancelling a subscription: `/api/subscriptions/{id}/cancel` and what follows.

use serde::{Deserialize, Serialize};

use crate::{CancelMode, CancellationReason, Invoice};

/// The longest comment taken with a cancellation, in characters. Source: Stripe's `OpenAPI` description.
pub const COMMENT_MAX: usize = 5_000;

/// What cancelling would do. Answer of `GET /api/subscriptions/{id}/cancel`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CancelPreview {
    /// When it takes effect.
    pub mode: CancelMode,
    /// When the subscription ends, Unix seconds; about now when it ends at once.
    pub ends_at: i64,
    /// Currency of the amounts below, three-letter ISO code, lower case.
    pub currency: String,
    /// What comes back for the time that is paid for and not used, minor units, never negative. It goes to the
    /// customer's balance and lowers later invoices; it is not a refund.
    pub credit: i64,
    /// What is charged when the subscription ends, such as usage so far, minor units, never negative.
    pub due: i64,
    /// Invoices of this subscription that stay to be paid.
    pub open_invoices: Vec<Invoice>,
    /// What the merchant offers for staying, if anything.
    pub offer: Option<RetentionOffer>,
}

/// A discount for staying. `POST /api/subscriptions/{id}/accept-offer` takes it; the subscription then goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RetentionOffer {
    /// What the merchant calls it.
    pub name: Option<String>,
    /// The part taken off, in hundredths of a percent.
    pub percent_off: Option<u32>,
    /// The amount taken off each invoice, minor units of the subscription's currency.
    pub amount_off: Option<i64>,
    /// How long it lasts.
    pub duration: OfferDuration,
    /// For how many months, with [`OfferDuration::Repeating`].
    pub months: Option<u32>,
}

/// How long a discount lasts. The names are Stripe's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OfferDuration {
    /// For the next invoice.
    Once,
    /// For some months.
    Repeating,
    /// As long as the subscription.
    Forever,
}

/// Body of `POST /api/subscriptions/{id}/cancellation-details`: why the customer left. Everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CancellationDetails {
    /// One of the reasons the configuration offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<CancellationReason>,
    /// The customer's own words, at most [`COMMENT_MAX`] characters; only with [`CancellationReason::Other`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Id of one of the merchant's own reasons, `fo_…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback_option: Option<String>,
}
