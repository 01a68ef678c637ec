//! What a link was made for: Stripe's `flow_data`, as the portal's client needs it.

use serde::{Deserialize, Serialize};

use crate::SubscriptionId;

/// The one thing a session is for. [`crate::rules::flow`] says what it allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Flow {
    /// What is to be done.
    pub kind: FlowKind,
    /// The subscription it is about; `None` for [`FlowKind::PaymentMethodUpdate`] and [`FlowKind::CustomerUpdate`].
    pub subscription: Option<SubscriptionId>,
    /// The change to confirm, for [`FlowKind::SubscriptionUpdateConfirm`] alone.
    pub confirm: Option<FlowConfirm>,
    /// What follows.
    pub after_completion: AfterCompletion,
    /// How it was done; `None` while it is still to be done.
    pub completed: Option<Completed>,
}

/// What a link leads to. Stripe's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FlowKind {
    /// Billing information is changed.
    CustomerUpdate,
    /// A payment method is added and becomes the default.
    PaymentMethodUpdate,
    /// A subscription is cancelled.
    SubscriptionCancel,
    /// Price or quantity of a subscription is chosen anew.
    SubscriptionUpdate,
    /// A change that the merchant has chosen is agreed to.
    SubscriptionUpdateConfirm,
}

impl FlowKind {
    /// The wire name, which is Stripe's.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CustomerUpdate => "customer_update",
            Self::PaymentMethodUpdate => "payment_method_update",
            Self::SubscriptionCancel => "subscription_cancel",
            Self::SubscriptionUpdate => "subscription_update",
            Self::SubscriptionUpdateConfirm => "subscription_update_confirm",
        }
    }
}

/// A change that the merchant has chosen. A discount that comes with it is not here: the server adds it to the preview
/// and to the change, and it is not the customer's to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowConfirm {
    /// The price afterwards, `price_…`; the one there was when the link was made, when only the quantity changes.
    pub price: String,
    /// How many afterwards; as many as there are, when absent.
    pub quantity: Option<i64>,
}

/// What follows when the flow is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AfterCompletion {
    /// The portal says that it is done.
    HostedConfirmation {
        /// The merchant's words, at most 500 characters, shown as plain text.
        custom_message: Option<String>,
    },
    /// The whole portal opens.
    PortalHomepage,
    /// The customer is led back to the merchant.
    Redirect {
        /// Where to: checked against the merchant's registered origins when the link was made.
        return_url: String,
    },
}

/// How a flow was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Completed {
    /// As it was meant.
    Done,
    /// The customer took the offer and kept the subscription.
    OfferAccepted,
}

impl Completed {
    /// The wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::OfferAccepted => "offer_accepted",
        }
    }
}
