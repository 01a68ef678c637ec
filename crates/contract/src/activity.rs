//! What was changed through the portal, as its customer sees it.

use serde::{Deserialize, Serialize};

use crate::{PaymentMethodKind, SessionId};

/// One change that was made through the portal.
///
/// Items of the answer of `GET /api/activity`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Activity {
    /// Names it, for `starting_after`.
    pub id: String,
    /// When it was made, Unix seconds.
    pub at: i64,
    /// What was done.
    pub kind: ActivityKind,
    /// Names of the products it is about, when it is about a subscription or several.
    pub products: Vec<String>,
    /// The payment method it is about, without what is private in it.
    pub method: Option<PaymentMethodKind>,
    /// When it takes or took effect, if that is not when it was made. Unix seconds.
    pub effective_at: Option<i64>,
    /// The session it was made in.
    pub session: SessionId,
    /// Whether that is the session that asks.
    pub is_this_session: bool,
    /// How the session was opened.
    pub via: Via,
    /// Family of the browser, such as `Firefox`.
    pub browser: Option<String>,
    /// Family of the operating system, such as `Windows`.
    pub system: Option<String>,
    /// The network it came from, such as `203.0.113.0/24`; never a whole address.
    pub network: Option<String>,
}

/// What a customer can do that is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    /// A payment method was saved, and became the default.
    PaymentMethodAdded,
    /// A payment method was removed.
    PaymentMethodRemoved,
    /// Another payment method became the default.
    DefaultChanged,
    /// Subscriptions that had a method of their own are charged to the default now.
    DefaultUsed,
    /// A subscription was cancelled.
    SubscriptionCanceled,
    /// The merchant's offer for staying with a subscription was taken.
    OfferAccepted,
    /// A cancellation was taken back.
    SubscriptionRenewed,
    /// Price or quantity of a subscription was changed.
    SubscriptionUpdated,
    /// A planned change of a subscription was undone.
    ChangeCanceled,
    /// Name, address or another part of the billing information was changed.
    BillingInformationUpdated,
    /// An invoice was paid.
    InvoicePaid,
}

/// How a session was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Via {
    /// By a link that the merchant handed out.
    #[default]
    Link,
    /// By a code sent to the customer's e-mail address.
    Login,
}
