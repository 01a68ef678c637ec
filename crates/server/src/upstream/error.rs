//! Why the billing system could not do what was asked.

use contract::ErrorCode;

/// Why the billing system could not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// No such object for this customer: unknown, deleted or somebody else's. The three are not told apart.
    NotFound,
    /// The setup intent has not succeeded.
    SetupIncomplete,
    /// It was entered on the processor's page, and the bank has not confirmed it yet.
    SetupProcessing,
    /// The bank declined.
    Declined {
        /// Stripe's `decline_code`.
        decline_code: Option<String>,
    },
    /// There is no such promotion code, or it cannot be redeemed here.
    PromotionCode,
    /// Too many requests, ours or the merchant's.
    RateLimited,
    /// Upstream answered with another error. A change was not made.
    Rejected {
        /// Upstream's request id, for the log.
        request_id: Option<String>,
    },
    /// Upstream answered with something that is no answer.
    Unreadable {
        /// Upstream's request id, for the log.
        request_id: Option<String>,
    },
    /// Upstream does not answer.
    Unavailable,
}

impl Error {
    /// Whether it leaves open what is so: a change may have been made or not, and a reading says nothing.
    pub fn leaves_open(&self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::Unreadable { .. } | Self::Unavailable
        )
    }

    /// The same, met after a change was made: that what it left behind cannot be read is no refusal of it.
    #[must_use]
    pub fn after_change(self) -> Self {
        if self.leaves_open() {
            self
        } else {
            Self::Unavailable
        }
    }

    /// The code the portal's client is told.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotFound => ErrorCode::NotFound,
            Self::SetupIncomplete => ErrorCode::SetupIncomplete,
            Self::SetupProcessing => ErrorCode::SetupProcessing,
            Self::Declined { .. } => ErrorCode::CardDeclined,
            Self::PromotionCode => ErrorCode::PromotionCodeInvalid,
            Self::RateLimited => ErrorCode::RateLimited,
            Self::Rejected { .. } | Self::Unreadable { .. } => ErrorCode::UpstreamError,
            Self::Unavailable => ErrorCode::UpstreamUnavailable,
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("no such object for this customer"),
            Self::SetupIncomplete => f.write_str("the setup intent has not succeeded"),
            Self::SetupProcessing => f.write_str("the bank has not confirmed the setup intent yet"),
            Self::Declined { .. } => f.write_str("the bank declined"),
            Self::PromotionCode => f.write_str("the promotion code cannot be redeemed"),
            Self::RateLimited => f.write_str("too many requests to the billing system"),
            Self::Rejected { request_id } => write!(
                f,
                "the billing system refused ({})",
                request_id.as_deref().unwrap_or("no request id")
            ),
            Self::Unreadable { request_id } => write!(
                f,
                "the billing system's answer cannot be read ({})",
                request_id.as_deref().unwrap_or("no request id")
            ),
            Self::Unavailable => f.write_str("the billing system does not answer"),
        }
    }
}

impl std::error::Error for Error {}

impl From<stripe::Error> for Error {
    fn from(error: stripe::Error) -> Self {
        match error {
            stripe::Error::RateLimited { .. } => Self::RateLimited,
            stripe::Error::InvalidId => Self::NotFound,
            stripe::Error::Api(error) if error.is_missing() => Self::NotFound,
            stripe::Error::Api(error) if error.status == 402 => Self::Declined {
                decline_code: error.decline_code.or(error.code),
            },
            // A conflict that three tries did not outlast is as good as no answer.
            stripe::Error::Api(error) if error.status >= 500 || error.status == 409 => {
                Self::Unavailable
            }
            stripe::Error::Api(error) => Self::Rejected {
                request_id: error.request_id,
            },
            stripe::Error::Decode { request_id, .. } => Self::Unreadable { request_id },
            stripe::Error::Unavailable | stripe::Error::Timeout | stripe::Error::Config(_) => {
                Self::Unavailable
            }
        }
    }
}
