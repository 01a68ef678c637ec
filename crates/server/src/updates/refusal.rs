//! Why a change is refused, as it is answered.

use contract::rules::change::Refusal;
use contract::{Authentication, ErrorCode, InvoiceId};

use crate::error::Failure;

/// 403: the configuration does not offer it.
pub(super) fn not_offered(param: &str) -> Failure {
    Failure {
        param: Some(param.into()),
        ..Failure::new(
            ErrorCode::FeatureDisabled,
            "The configuration does not let customers do this.",
        )
    }
}

/// Turns the refusal of a rule into an answer.
pub(super) fn not_taken(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::PriceFixed => not_offered("price"),
        Refusal::QuantityFixed => not_offered("quantity"),
        Refusal::PromotionCodesOff => not_offered("promotion_code"),
        Refusal::UnknownPrice => Failure::invalid("price", "The price is not in the catalogue."),
        Refusal::QuantityOutOfRange => {
            Failure::invalid("quantity", "The quantity is out of bounds.")
        }
        Refusal::Nothing => Failure::invalid("price", "There is nothing to change."),
    }
}

/// 402: nothing has changed, and the invoice can be authenticated.
pub(super) fn authentication_required(invoice: InvoiceId) -> Failure {
    Failure {
        authentication: Some(Box::new(Authentication { invoice })),
        ..Failure::new(
            ErrorCode::AuthenticationRequired,
            "The bank wants the customer to authenticate the payment.",
        )
    }
}

/// Codes that would tell a thief what the bank knows. Source: Stripe, "Decline codes": to be shown as generic declines.
const SECRET: [&str; 7] = [
    "fraudulent",
    "lost_card",
    "merchant_blacklist",
    "pickup_card",
    "restricted_card",
    "security_violation",
    "stolen_card",
];

/// 402: nothing has changed, and why as far as it may be told.
pub(super) fn payment_failed(decline_code: Option<String>) -> Failure {
    let told = decline_code.filter(|code| !SECRET.contains(&code.as_str()));
    Failure {
        decline_code: told.map(String::into_boxed_str),
        ..Failure::new(
            ErrorCode::PaymentFailed,
            "The payment failed. Everything is as before.",
        )
    }
}
