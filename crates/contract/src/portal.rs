//! Requests and answers of the session-backed API, `/api/…`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Customer, CustomerId, Features, Flow, Invoice, Page, PaymentMethod, SessionId, Subscription,
};

/// Body of `POST /api/session`: trades the link's token for a cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OpenSession {
    /// The token of the link, `pcs_…`, from the URL's fragment.
    pub token: String,
    /// Confirms leaving the session of another customer that this browser already holds.
    #[serde(default)]
    pub switch: bool,
}

/// The first screen: everything the home page shows, in one answer.
///
/// Answer of `POST /api/session` and `GET /api/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Portal {
    /// The browser's session.
    pub session: SessionInfo,
    /// The words, in the language chosen for this session.
    pub locale: Locale,
    /// Whose portal this is.
    pub merchant: Merchant,
    /// What the customer may do here. In a flow, what the flow needs of it.
    pub features: Features,
    /// The one thing this session is for. `None` when it is for the whole portal, or the whole portal has opened since.
    pub flow: Option<Flow>,
    /// Billing information.
    pub customer: Customer,
    /// The newest invoices.
    pub invoices: Page<Invoice>,
    /// When all this was read, Unix seconds, where the billing system does not answer now. `None` while it does.
    pub read_at: Option<i64>,
    /// The part that changes with every action.
    #[serde(flatten)]
    pub state: Changed,
}

/// Answer of every change: the changed state and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Changed {
    /// Names this state. Sent back as `If-Match`; a change made elsewhere in between is answered 409.
    pub version: String,
    /// Saved payment methods, default first, then newest first.
    pub payment_methods: Vec<PaymentMethod>,
    /// Subscriptions, live ones first, newest first.
    pub subscriptions: Vec<Subscription>,
}

/// The browser's session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionInfo {
    /// Public name, sent as `X-Portal-Session` with every request.
    pub id: SessionId,
    /// Whose it is. It outlives the session, so that a tab can tell whether the next one is of the same customer.
    pub customer: CustomerId,
    /// End whatever happens, Unix seconds.
    pub expires_at: i64,
    /// Whether the account is in test mode.
    pub test_mode: bool,
    /// Where a payment method is entered.
    pub add_payment_method: SetupMode,
    /// The way back to the merchant, absolute and https (http only on localhost).
    pub return_url: Option<String>,
    /// The server's clock, Unix seconds, so that expiry does not depend on the browser's.
    pub now: i64,
}

/// Whose portal this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Merchant {
    /// Business name.
    pub name: String,
    /// Headline of the configuration, at most 60 characters.
    pub headline: Option<String>,
    /// Terms of service.
    pub terms_of_service_url: Option<String>,
    /// Privacy policy.
    pub privacy_policy_url: Option<String>,
    /// Where to ask for help.
    pub support_email: Option<String>,
    /// Path of the logo on this origin.
    pub logo: Option<String>,
    /// Path of the logo for dark pages, where it is another.
    pub logo_dark: Option<String>,
    /// The merchant's own words, in the session's language.
    pub texts: Texts,
}

/// A merchant's own words: plain text, each for one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Texts {
    /// How to reach the merchant, at most 200 characters.
    pub support: Option<String>,
    /// Above the question whether to cancel a subscription, at most 500 characters.
    pub cancel: Option<String>,
    /// At the foot of every page, at most 300 characters.
    pub footer: Option<String>,
}

/// A language with its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Locale {
    /// BCP 47 tag of the words, such as `nl`.
    pub tag: String,
    /// BCP 47 tag for `Intl`: the words' language with the customer's region, such as `nl-BE`.
    pub intl: String,
    /// Writing direction.
    pub dir: Direction,
    /// Flat messages by dotted key.
    pub messages: BTreeMap<String, String>,
}

/// Writing direction, as HTML's `dir`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The attribute's value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }

    /// A name, a number or an address for a place in a sentence of this direction. In a sentence from right to left most of
    /// them are read from the left: marks around each keep its direction to itself, so that what stands between two of
    /// them, or ends one, is not drawn into it. Source: UAX #9, "Explicit Directional Isolates".
    pub fn isolate(self, value: &str) -> Cow<'_, str> {
        match self {
            Self::Ltr => Cow::Borrowed(value),
            Self::Rtl => Cow::Owned(format!("\u{2068}{value}\u{2069}")),
        }
    }
}

/// Body of `PUT /api/session/locale`; answered with [`Locale`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetLocale {
    /// One of the shipped tags.
    pub locale: String,
}

/// Where a payment method is entered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SetupMode {
    /// On a page of the processor's, which leads back: none of our pages names the processor to add a method.
    #[default]
    Redirect,
    /// In the processor's form on our page, whose document runs the processor's script.
    Embedded,
}

/// Answer of `POST /api/payment-methods/setup`: how the account's customers go on, by its [`SetupMode`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Setup {
    /// With the processor's script.
    Embedded(SetupIntent),
    /// On a page of the processor's.
    Redirect(SetupRedirect),
}

/// The processor's page, which leads back to `/add-payment-method`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetupRedirect {
    /// Where the browser goes, absolute.
    pub redirect_url: String,
}

/// What the processor's script needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetupIntent {
    /// Stripe's id, `seti_…`.
    pub id: String,
    /// Secret for the processor's script, for this document's memory only.
    pub client_secret: String,
    /// How the processor's script is started.
    pub processor: Processor,
}

/// The processor's browser script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Processor {
    /// Publishable key, `pk_…`.
    pub publishable_key: String,
}

/// Body of `POST /api/payment-methods`: keeps the method that was saved, as default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AddPaymentMethod {
    /// With the processor's script. Stripe's id of the succeeded setup intent, `seti_…`.
    SetupIntent(String),
    /// On a page of the processor's. Stripe's id of the checkout session, `cs_…`.
    CheckoutSession(String),
}
