//! Why a change is refused, as it is answered.

use contract::ErrorCode;
use contract::rules::change::Refusal;

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
