use contract::{ApiError, ErrorCode};

use crate::i18n::Words;

/// Why a request did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The API refused.
    Refused {
        /// Its answer.
        error: Box<ApiError>,
        /// How long to wait before asking again, in seconds, if it said so.
        retry_after: Option<u32>,
    },
    /// The request did not reach the server, or its answer did not reach us.
    Offline,
    /// No answer in time.
    Timeout,
    /// The answer was cut off, or is not ours.
    Unreadable,
    /// A change was sent and its answer got lost. The session was read again and shows how things are.
    Unconfirmed,
}

impl Failure {
    /// The API's code, if it answered.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused { error, .. } => Some(error.code),
            _ => None,
        }
    }

    /// Names the answer in the server's log, for the customer to mention.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Refused { error, .. } => error.request_id.as_deref(),
            _ => None,
        }
    }

    /// Whether the same request may well succeed in a moment.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Offline | Self::Unreadable => true,
            Self::Timeout | Self::Unconfirmed => false,
            // Of 429 the customer is told.
            Self::Refused { error, .. } => error.code.status() >= 500,
        }
    }

    /// What happened and what to do, in the customer's language.
    pub fn words(&self, words: Words) -> String {
        match self {
            Self::Refused { error, retry_after } => refused(words, error.code, *retry_after),
            Self::Offline => words.errors_offline(),
            Self::Timeout => words.errors_timeout(),
            Self::Unreadable => words.errors_unreadable(),
            Self::Unconfirmed => words.errors_unconfirmed(),
        }
    }
}

/// Why a code asked for by e-mail did not let the customer in.
pub fn words_of_code(words: Words, failure: &Failure) -> String {
    match failure.code() {
        Some(ErrorCode::CodeInvalid | ErrorCode::CardNumberRefused | ErrorCode::InvalidRequest) => {
            words.login_code_wrong()
        }
        Some(ErrorCode::CodeExpired) => words.login_code_spent(),
        _ => failure.words(words),
    }
}

fn refused(words: Words, code: ErrorCode, retry_after: Option<u32>) -> String {
    match code {
        ErrorCode::LinkExpired => words.errors_link_expired(),
        ErrorCode::SessionSwitch => words.errors_session_switch(),
        ErrorCode::SessionExpired => words.errors_session_expired(),
        ErrorCode::SessionChanged => words.errors_session_changed(),
        // A frame says it in its own way.
        ErrorCode::ForbiddenOrigin | ErrorCode::CookiesBlocked => words.errors_forbidden_origin(),
        ErrorCode::FeatureDisabled => words.errors_feature_disabled(),
        ErrorCode::OutOfFlow => words.errors_out_of_flow(),
        ErrorCode::NotFound => words.errors_not_found(),
        ErrorCode::StateChanged => words.errors_state_changed(),
        ErrorCode::PaymentMethodRequired => words.errors_payment_method_required(),
        // The page that meets the others says in its own way that the bank takes its time, and goes home.
        ErrorCode::SetupIncomplete | ErrorCode::SetupProcessing | ErrorCode::SetupUsed => {
            words.errors_setup_incomplete()
        }
        ErrorCode::CardDeclined | ErrorCode::PaymentFailed | ErrorCode::AuthenticationRequired => {
            words.errors_card_declined()
        }
        ErrorCode::ActionNotAllowed | ErrorCode::PreviewOutdated => words.errors_state_changed(),
        // Their own words are on the one page that meets them, see `words_of_code`.
        ErrorCode::CodeInvalid | ErrorCode::CodeExpired => words.errors_invalid_request(),
        ErrorCode::CardNumberRefused => words.errors_card_number_refused(),
        ErrorCode::InvalidRequest
        | ErrorCode::PromotionCodeInvalid
        | ErrorCode::UnsupportedMediaType => words.errors_invalid_request(),
        ErrorCode::RateLimited => match retry_after {
            Some(seconds) => words.errors_rate_limited_for(i64::from(seconds)),
            None => words.errors_rate_limited(),
        },
        ErrorCode::UpstreamError | ErrorCode::UpstreamUnavailable => words.errors_upstream(),
        ErrorCode::Internal => words.errors_internal(),
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused { error, .. } => error.fmt(f),
            Self::Offline => f.write_str("the server cannot be reached"),
            Self::Timeout => f.write_str("the server did not answer in time"),
            Self::Unreadable => f.write_str("the answer cannot be read"),
            Self::Unconfirmed => f.write_str("the answer to a change got lost"),
        }
    }
}

impl std::error::Error for Failure {}
