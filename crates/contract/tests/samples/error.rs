//! Errors.

use contract::rules::{actions::Reason, details::Problem};
use contract::{ApiError, Authentication, ErrorCode, ErrorEnvelope};

super::every!(CODES: ErrorCode {
    LinkExpired, SessionSwitch, SessionExpired, SessionChanged, ForbiddenOrigin, FeatureDisabled, OutOfFlow, CookiesBlocked,
    NotFound, StateChanged, PaymentMethodRequired, SetupIncomplete, SetupProcessing, SetupUsed, CardDeclined, ActionNotAllowed, PaymentFailed,
    AuthenticationRequired, PreviewOutdated, PromotionCodeInvalid, CodeInvalid, CodeExpired, CardNumberRefused, InvalidRequest, UnsupportedMediaType,
    RateLimited, UpstreamError, UpstreamUnavailable, Internal,
});

super::every!(REASONS: Reason {
    Disabled, Ended, Incomplete, Scheduled, Ending, NotEnding, NothingScheduled, SeveralProducts, UsageBased,
    SentInvoice, PaymentMethod, OfferGone,
});

super::every!(PROBLEMS: Problem {
    Required, TooLong, Email, Phone, PostalCode, Country, TaxId, Taken, TooMany, Refused,
});

pub fn in_full() -> ErrorEnvelope {
    ErrorEnvelope {
        error: ApiError {
            code: ErrorCode::StateChanged,
            message: "The state changed since version 3.".into(),
            param: Some("payment_method".into()),
            problem: Some(Problem::Required),
            request_id: Some("req_1".into()),
            state: Some(Box::new(super::portal::changed())),
            customer: Some(Box::new(super::billing::customer())),
            account: Some("j•••@example.com".into()),
            locale: Some(Box::new(super::portal::locale())),
            login_url: Some("https://billing.acme.test/p/login/x".into()),
            reason: Some(Reason::Scheduled),
            decline_code: Some("insufficient_funds".into()),
            authentication: Some(Box::new(Authentication {
                invoice: "in_1".into(),
            })),
        },
    }
}

pub fn in_short() -> ErrorEnvelope {
    ErrorEnvelope {
        error: ApiError {
            code: ErrorCode::Internal,
            message: "Internal error.".into(),
            param: None,
            problem: None,
            request_id: None,
            state: None,
            customer: None,
            account: None,
            locale: None,
            login_url: None,
            reason: None,
            decline_code: None,
            authentication: None,
        },
    }
}
