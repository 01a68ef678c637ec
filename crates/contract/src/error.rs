//! The one error envelope of `/api`. The client turns the code into words; the message is for logs and developers.

use serde::{Deserialize, Serialize};

use crate::rules::{actions::Reason, details::Problem};
use crate::{Changed, Customer, InvoiceId, Locale};

/// `{"error": {…}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ErrorEnvelope {
    /// The error.
    pub error: ApiError,
}

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApiError {
    /// What happened.
    pub code: ErrorCode,
    /// For developers, in English. Never shown to a customer.
    pub message: String,
    /// The field that is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// What is wrong with that field, where a rule says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Names this answer in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The state as it really is, when the request was made on an old one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Box<Changed>>,
    /// The billing information as it really is, when it was changed on an old version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Box<Customer>>,
    /// The account a browser is signed in to, masked (`j•••@example.com`), for [`ErrorCode::SessionSwitch`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Words for the page that reports it, when no session could give them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Box<Locale>>,
    /// The login link, where a new session can be begun, for [`ErrorCode::SessionExpired`] and
    /// [`ErrorCode::LinkExpired`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_url: Option<String>,
    /// Why it cannot be done, for [`ErrorCode::ActionNotAllowed`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Stripe's `decline_code`, such as `insufficient_funds`, for [`ErrorCode::CardDeclined`] and
    /// [`ErrorCode::PaymentFailed`]. Codes that could help a thief (`stolen_card`, …) are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decline_code: Option<String>,
    /// How to authenticate, for [`ErrorCode::AuthenticationRequired`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authentication: Option<Box<Authentication>>,
}

/// What has to be authenticated. The document `/invoices/{id}/authenticate`, the only other one that may run the
/// processor's script, asks the API for the rest. Once the invoice is paid, the change is carried out by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Authentication {
    /// The invoice whose payment waits.
    pub invoice: InvoiceId,
}

/// What happened. Each code has one HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// 410: the link is unknown, used or older than five minutes.
    LinkExpired,
    /// 409: this browser is signed in to another customer; ask before switching.
    SessionSwitch,
    /// 401: no session, or it is over.
    SessionExpired,
    /// 409: the tab acts for another session than the browser now holds.
    SessionChanged,
    /// 403: the request did not come from our own page.
    ForbiddenOrigin,
    /// 403: the configuration does not allow it.
    FeatureDisabled,
    /// 403: the link was made for something else, or what it was made for is done.
    OutOfFlow,
    /// 403: the browser keeps no cookies in this frame. The link is not used up.
    CookiesBlocked,
    /// 404: no such object for this customer.
    NotFound,
    /// 409: the state changed since it was read; `state` holds it, or `customer` the billing information.
    StateChanged,
    /// 409: it is the only method a live subscription can be charged with.
    PaymentMethodRequired,
    /// 409: the setup intent has not succeeded.
    SetupIncomplete,
    /// 409: it was entered on the processor's page, and the bank takes its time to confirm it.
    SetupProcessing,
    /// 409: what was entered on the processor's page is kept already.
    SetupUsed,
    /// 402: the bank declined.
    CardDeclined,
    /// 409: the rules do not allow it for this subscription; `reason` says why, `state` holds the state.
    ActionNotAllowed,
    /// 402: the payment for a change failed; everything is as before.
    PaymentFailed,
    /// 402: the bank wants the customer to authenticate the payment; `authentication` says how. Nothing has changed yet.
    AuthenticationRequired,
    /// 409: the amounts are no longer those that were confirmed. Nothing has changed; show a new preview.
    PreviewOutdated,
    /// 422: there is no such promotion code, or it cannot be used here.
    PromotionCodeInvalid,
    /// 422: this is not the code that was mailed. It can be tried again.
    CodeInvalid,
    /// 410: the code is used, too old or was tried too often, or none was asked for in this browser. Ask for a new one.
    CodeExpired,
    /// 422: what was sent holds what looks like a card number.
    CardNumberRefused,
    /// 422: the body is not what the route takes.
    InvalidRequest,
    /// 415: not JSON.
    UnsupportedMediaType,
    /// 429: too many requests.
    RateLimited,
    /// 502: the billing system answered with an error.
    UpstreamError,
    /// 503: the billing system does not answer.
    UpstreamUnavailable,
    /// 500: our fault.
    Internal,
}

impl ErrorCode {
    /// The HTTP status that carries it.
    pub fn status(self) -> u16 {
        match self {
            Self::SessionExpired => 401,
            Self::CardDeclined | Self::PaymentFailed | Self::AuthenticationRequired => 402,
            Self::ForbiddenOrigin
            | Self::FeatureDisabled
            | Self::OutOfFlow
            | Self::CookiesBlocked => 403,
            Self::NotFound => 404,
            Self::SessionSwitch
            | Self::SessionChanged
            | Self::StateChanged
            | Self::PaymentMethodRequired
            | Self::SetupIncomplete
            | Self::SetupProcessing
            | Self::SetupUsed
            | Self::ActionNotAllowed
            | Self::PreviewOutdated => 409,
            Self::LinkExpired | Self::CodeExpired => 410,
            Self::UnsupportedMediaType => 415,
            Self::CardNumberRefused
            | Self::InvalidRequest
            | Self::PromotionCodeInvalid
            | Self::CodeInvalid => 422,
            Self::RateLimited => 429,
            Self::Internal => 500,
            Self::UpstreamError => 502,
            Self::UpstreamUnavailable => 503,
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}
