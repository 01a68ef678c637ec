use contract::ErrorCode;

use crate::api::Failure;

/// Where the session stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not known yet.
    Checking,
    /// The customer is here.
    SignedIn,
    /// There is no session any more, or there never was one.
    Ended(Ended),
    /// The link belongs to another customer than the session of this browser: ask before switching.
    Switch {
        /// The account this browser is signed in to, masked.
        account: Option<String>,
    },
    /// The session could not be asked for.
    Failed(Failure),
}

impl Phase {
    /// Whether the customer is here. Equality of phases would be asked of everything a failure may carry, in code that
    /// every customer downloads.
    pub fn is_signed_in(&self) -> bool {
        matches!(self, Self::SignedIn)
    }
}

/// Why there is no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It is over, or was never opened.
    Expired,
    /// The link is unknown, used or too old.
    Link,
    /// The customer signed out.
    SignedOut,
    /// Another tab opened another customer's session.
    Changed,
}

/// The phase the first answer leads to when it is a failure.
pub(crate) fn phase_after(failure: Failure) -> Phase {
    if let Some(ended) = ended_by(&failure) {
        return Phase::Ended(ended);
    }
    match failure {
        Failure::Refused { error, .. } if error.code == ErrorCode::SessionSwitch => Phase::Switch {
            account: error.account,
        },
        failure => Phase::Failed(failure),
    }
}

pub(super) fn ended_by(failure: &Failure) -> Option<Ended> {
    match failure.code()? {
        ErrorCode::SessionExpired => Some(Ended::Expired),
        ErrorCode::LinkExpired => Some(Ended::Link),
        ErrorCode::SessionChanged => Some(Ended::Changed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use contract::ApiError;

    use super::*;

    fn refused(code: ErrorCode) -> Failure {
        let error = ApiError {
            code,
            message: String::new(),
            param: None,
            problem: None,
            request_id: None,
            state: None,
            customer: None,
            account: Some("j•••@example.com".into()),
            locale: None,
            login_url: None,
            reason: None,
            decline_code: None,
            authentication: None,
        };
        Failure::Refused {
            error: Box::new(error),
            retry_after: None,
        }
    }

    #[test]
    fn the_first_answer_leads_to_a_phase() {
        let check = |code, expected| assert_eq!(phase_after(refused(code)), expected);
        check(ErrorCode::SessionExpired, Phase::Ended(Ended::Expired));
        check(ErrorCode::LinkExpired, Phase::Ended(Ended::Link));
        check(ErrorCode::SessionChanged, Phase::Ended(Ended::Changed));
        check(
            ErrorCode::SessionSwitch,
            Phase::Switch {
                account: Some("j•••@example.com".into()),
            },
        );
        check(
            ErrorCode::Internal,
            Phase::Failed(refused(ErrorCode::Internal)),
        );
        assert_eq!(
            phase_after(Failure::Offline),
            Phase::Failed(Failure::Offline)
        );
    }
}
