//! What came of confirming, and the words for it.

use crate::i18n::Words;

/// What the processor did with the method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// It can be added: the setup intent, `seti_…`.
    Succeeded(String),
    /// The bank takes its time; the method appears once it is done.
    Processing,
}

/// Why a method cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The form did not load, or stopped.
    NoForm,
    /// The bank declined; the processor says why in the customer's language, if it does.
    Declined(Option<String>),
    /// What was filled in is incomplete or wrong; the form itself shows where.
    Invalid(Option<String>),
    /// The bank could not confirm who is paying.
    NotAuthenticated,
    /// It ended without a method, for another reason.
    NotFinished,
}

impl Refusal {
    /// Reads the processor's error.
    pub(super) fn of(kind: Option<String>, code: Option<String>, message: Option<String>) -> Self {
        match (kind.as_deref(), code.as_deref()) {
            (
                _,
                Some(
                    "setup_intent_authentication_failure" | "payment_intent_authentication_failure",
                ),
            ) => Self::NotAuthenticated,
            (Some("api_connection_error"), _) => Self::NoForm,
            (Some("card_error"), _) => Self::Declined(message),
            (Some("validation_error"), _) => Self::Invalid(message),
            _ => Self::NotFinished,
        }
    }

    /// What happened and what to do, in the customer's language.
    pub fn words(&self, words: Words) -> String {
        match self {
            Self::NoForm => words.add_payment_method_no_form(),
            Self::Declined(Some(said)) | Self::Invalid(Some(said)) => said.clone(),
            Self::Declined(None) => words.add_payment_method_declined(),
            Self::NotAuthenticated => words.add_payment_method_not_authenticated(),
            Self::Invalid(None) | Self::NotFinished => words.add_payment_method_not_finished(),
        }
    }
}

/// What a setup intent's status means.
pub(super) fn confirmed(id: Option<String>, status: Option<String>) -> Result<Confirmed, Refusal> {
    match (id, status.as_deref()) {
        (Some(id), Some("succeeded")) => Ok(Confirmed::Succeeded(id)),
        (Some(_), Some("processing" | "requires_action")) => Ok(Confirmed::Processing),
        (_, Some("requires_payment_method")) => Err(Refusal::NotAuthenticated),
        _ => Err(Refusal::NotFinished),
    }
}

/// What the status of a payment means once the bank was asked.
pub(super) fn authenticated(status: Option<String>) -> Result<(), Refusal> {
    match status.as_deref() {
        Some("succeeded" | "processing" | "requires_capture") => Ok(()),
        Some("requires_payment_method") => Err(Refusal::NotAuthenticated),
        _ => Err(Refusal::NotFinished),
    }
}

/// The customer comes back from the bank's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The setup intent, `seti_…`.
    pub setup_intent: String,
    /// Whether the bank agreed.
    pub succeeded: bool,
}

impl Returned {
    /// Reads the parameters the processor added to the address. `query` is the address's, with or without `?`.
    pub fn of(query: &str) -> Option<Self> {
        let mut setup_intent = None;
        let mut succeeded = false;
        for pair in query.trim_start_matches('?').split('&') {
            match pair.split_once('=') {
                Some(("setup_intent", id)) => setup_intent = Some(id.to_owned()),
                Some(("redirect_status", status)) => succeeded = status == "succeeded",
                _ => {}
            }
        }
        Some(Self {
            setup_intent: setup_intent?,
            succeeded,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_succeeded_setup_can_be_added() {
        assert_eq!(
            confirmed(some("seti_1"), some("succeeded")),
            Ok(Confirmed::Succeeded("seti_1".into()))
        );
        assert_eq!(
            confirmed(some("seti_1"), some("requires_payment_method")),
            Err(Refusal::NotAuthenticated)
        );
        assert_eq!(confirmed(None, None), Err(Refusal::NotFinished));
    }

    #[test]
    fn an_error_keeps_what_the_processor_said_to_the_customer_only() {
        let check = |kind, code, expected| {
            assert_eq!(
                Refusal::of(some(kind), some(code), some("Declined.")),
                expected
            );
        };
        check(
            "card_error",
            "card_declined",
            Refusal::Declined(some("Declined.")),
        );
        check(
            "validation_error",
            "incomplete_number",
            Refusal::Invalid(some("Declined.")),
        );
        check(
            "invalid_request_error",
            "setup_intent_authentication_failure",
            Refusal::NotAuthenticated,
        );
        // Written for developers.
        check("api_error", "resource_missing", Refusal::NotFinished);
    }

    #[test]
    fn a_payment_is_authenticated_once_the_bank_has_taken_it() {
        assert_eq!(authenticated(some("succeeded")), Ok(()));
        assert_eq!(authenticated(some("processing")), Ok(()));
        let refused = authenticated(some("requires_payment_method"));
        assert_eq!(refused, Err(Refusal::NotAuthenticated));
        assert_eq!(authenticated(None), Err(Refusal::NotFinished));
        let code = some("payment_intent_authentication_failure");
        assert_eq!(Refusal::of(None, code, None), Refusal::NotAuthenticated);
    }

    #[test]
    fn the_way_back_is_read_from_the_address() {
        let query = "?setup_intent=seti_1&setup_intent_client_secret=s&redirect_status=succeeded";
        let expected = Returned {
            setup_intent: "seti_1".into(),
            succeeded: true,
        };
        assert_eq!(Returned::of(query), Some(expected));
        assert_eq!(Returned::of(""), None);
        assert!(
            !Returned::of("setup_intent=seti_1&redirect_status=failed")
                .expect("an intent")
                .succeeded
        );
    }
}
