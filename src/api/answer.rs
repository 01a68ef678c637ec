//! How an answer is read.

use contract::{ApiError, ErrorCode, ErrorEnvelope};

use super::{Failure, json::Json, read::Read};

/// Reads an answer.
///
/// # Errors
/// The API's refusal, or [`Failure::Unreadable`].
pub fn decode<T: Read>(status: u16, body: &str) -> Result<T, Failure> {
    as_wanted(&parse(status, body, None)?)
}

pub(super) fn as_wanted<T: Read>(json: &Json) -> Result<T, Failure> {
    T::read(json).ok_or(Failure::Unreadable)
}

pub(super) fn parse(status: u16, body: &str, retry_after: Option<u32>) -> Result<Json, Failure> {
    if !(200..300).contains(&status) {
        return Err(refusal(status, body, retry_after));
    }
    // A change that is answered without a body has nothing to read.
    if body.is_empty() {
        return Ok(Json::Null);
    }
    Json::parse(body).ok_or(Failure::Unreadable)
}

pub(super) fn refusal(status: u16, body: &str, retry_after: Option<u32>) -> Failure {
    let envelope = Json::parse(body).and_then(|json| ErrorEnvelope::read(&json));
    let error = envelope.map(|envelope| envelope.error);
    match error.or_else(|| of_status(status)) {
        Some(error) => Failure::Refused {
            error: Box::new(error),
            retry_after,
        },
        None => Failure::Unreadable,
    }
}

/// What a status says when something between us and the server answered without our envelope.
fn of_status(status: u16) -> Option<ApiError> {
    let code = match status {
        401 => ErrorCode::SessionExpired,
        404 => ErrorCode::NotFound,
        429 => ErrorCode::RateLimited,
        502..=504 => ErrorCode::UpstreamUnavailable,
        500.. => ErrorCode::Internal,
        _ => return None,
    };
    Some(ApiError {
        code,
        message: format!("status {status}"),
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
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_what_was_asked_for() {
        assert_eq!(decode::<u8>(200, "7"), Ok(7));
        assert_eq!(decode::<()>(204, ""), Ok(()));
        assert_eq!(decode::<u8>(200, "{\"a\":"), Err(Failure::Unreadable));
        assert_eq!(decode::<u8>(200, "\"7\""), Err(Failure::Unreadable));
    }

    #[test]
    fn a_refusal_keeps_its_code_and_how_long_to_wait() {
        let body = r#"{"error":{"code":"rate_limited","message":"slow down"}}"#;
        let failure = parse(429, body, Some(7)).unwrap_err();
        assert_eq!(failure.code(), Some(ErrorCode::RateLimited));
        assert!(matches!(
            failure,
            Failure::Refused {
                retry_after: Some(7),
                ..
            }
        ));
    }

    #[test]
    fn a_status_without_our_envelope_still_says_something() {
        let check = |status, expected| {
            let failure = decode::<u8>(status, "<html>").unwrap_err();
            assert_eq!(failure.code(), expected, "{status}");
        };
        check(401, Some(ErrorCode::SessionExpired));
        check(429, Some(ErrorCode::RateLimited));
        check(500, Some(ErrorCode::Internal));
        check(504, Some(ErrorCode::UpstreamUnavailable));
        check(418, None);
    }

    #[test]
    fn only_what_may_pass_is_repeated() {
        let check = |status, expected| {
            let failure = decode::<u8>(status, "").unwrap_err();
            assert_eq!(failure.may_pass(), expected, "{status}");
        };
        check(404, false);
        check(429, false);
        check(500, true);
        check(503, true);
        assert!(Failure::Offline.may_pass());
        assert!(!Failure::Timeout.may_pass());
    }
}
