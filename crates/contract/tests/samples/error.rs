//! Errors.

use contract::{ApiError, ErrorCode, ErrorEnvelope};

super::every!(CODES: ErrorCode {
    LinkExpired, SessionSwitch, SessionExpired, SessionChanged, ForbiddenOrigin, FeatureDisabled, NotFound,
    StateChanged, PaymentMethodRequired, SetupIncomplete, CardDeclined, InvalidRequest, UnsupportedMediaType,
    RateLimited, NotImplemented, UpstreamError, UpstreamUnavailable, Internal,
});

pub fn in_full() -> ErrorEnvelope {
    ErrorEnvelope {
        error: ApiError {
            code: ErrorCode::StateChanged,
            message: "The state changed since version 3.".into(),
            param: Some("payment_method".into()),
            request_id: Some("req_1".into()),
            state: Some(Box::new(super::portal::changed())),
            account: Some("j•••@example.com".into()),
            locale: Some(Box::new(super::portal::locale())),
        },
    }
}

pub fn in_short() -> ErrorEnvelope {
    ErrorEnvelope {
        error: ApiError {
            code: ErrorCode::Internal,
            message: "Internal error.".into(),
            param: None,
            request_id: None,
            state: None,
            account: None,
            locale: None,
        },
    }
}
