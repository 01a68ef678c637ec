//! Stripe's named test payment methods: what each is, and how it behaves when it is saved and when it is charged.
//!
//! One table serves the API (`pm_card_visa` wherever a payment method is named, `tok_visa` in `card[token]`) and the
//! browser picker (`GET /v3/test-methods`). Names and behaviour are those of <https://docs.stripe.com/testing>; the
//! ones marked as the sandbox's own have no counterpart there.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::state::AppState;

mod details;
mod kinds;
mod table;

pub(crate) use details::{blank_billing_details, details};
pub(crate) use kinds::{KINDS, allowed_in, kind};
use table::{TABLE, TOKENS};

/// A named test method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TestMethod {
    /// `pm_card_visa`.
    pub(crate) id: &'static str,
    /// The payment method's `type`.
    pub(crate) kind: &'static str,
    /// What the picker calls it.
    pub(crate) label: &'static str,
    /// What happens when it is saved.
    pub(crate) setup: Setup,
    /// What happens when it is charged.
    pub(crate) charge: Charge,
    /// A card's brand.
    pub(crate) brand: Option<&'static str>,
    /// The digits shown of it.
    pub(crate) last4: Option<&'static str>,
    /// A card's funding.
    pub(crate) funding: &'static str,
    /// The country it was issued in.
    pub(crate) country: &'static str,
    /// A card's expiry.
    pub(crate) expiry: Expiry,
    /// Whether the picker offers it.
    pub(crate) offered: bool,
}

/// What saving does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setup {
    /// Is saved.
    Succeeds,
    /// Is saved once the customer has authenticated.
    Authenticates,
    /// Is saved once the customer has agreed on a page of the provider's.
    Redirects,
    /// Is refused.
    Declines(Decline),
}

/// What a charge does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charge {
    /// Is paid.
    Succeeds,
    /// Asks the customer, who is not there when a subscription renews.
    Authenticates,
    /// Is refused.
    Declines(Decline),
}

/// When a card expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// In December, four years from now.
    Far,
    /// Next month.
    Soon,
    /// Last year.
    Past,
}

/// Why an issuer or bank refuses, in Stripe's codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decline {
    /// `generic_decline`.
    Generic,
    /// `insufficient_funds`.
    InsufficientFunds,
    /// `lost_card`.
    LostCard,
    /// `stolen_card`.
    StolenCard,
    /// `expired_card`.
    ExpiredCard,
    /// `incorrect_cvc`.
    IncorrectCvc,
    /// `processing_error`.
    ProcessingError,
    /// `fraudulent`.
    Fraudulent,
    /// A bank debit that comes back unpaid.
    DebitUnpaid,
    /// A bank account that no longer exists.
    AccountClosed,
}

impl Decline {
    /// The error's `code`.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::ExpiredCard => "expired_card",
            Self::IncorrectCvc => "incorrect_cvc",
            Self::ProcessingError => "processing_error",
            Self::DebitUnpaid => "payment_intent_payment_attempt_failed",
            Self::AccountClosed => "account_closed",
            _ => "card_declined",
        }
    }

    /// The error's `decline_code`, which only card declines have.
    pub(crate) fn decline_code(self) -> Option<&'static str> {
        match self {
            Self::Generic => Some("generic_decline"),
            Self::InsufficientFunds => Some("insufficient_funds"),
            Self::LostCard => Some("lost_card"),
            Self::StolenCard => Some("stolen_card"),
            Self::Fraudulent => Some("fraudulent"),
            _ => None,
        }
    }

    /// The error's `message`. Stripe says no more than that of a lost, stolen or suspected card.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::InsufficientFunds => "Your card has insufficient funds.",
            Self::ExpiredCard => "Your card has expired.",
            Self::IncorrectCvc => "Your card's security code is incorrect.",
            Self::ProcessingError => {
                "An error occurred while processing your card. Try again in a little bit."
            }
            Self::DebitUnpaid => {
                "The customer's bank account could not be debited because it has insufficient funds."
            }
            Self::AccountClosed => "The customer's bank account has been closed.",
            _ => "Your card was declined.",
        }
    }

    fn outcome(self) -> &'static str {
        self.decline_code().unwrap_or_else(|| self.code())
    }
}

impl TestMethod {
    /// What the picker says will happen, as a word.
    pub(crate) fn outcome(&self) -> &'static str {
        match (self.setup, self.charge) {
            (Setup::Declines(decline), _) => decline.outcome(),
            (Setup::Authenticates, Charge::Authenticates) => "requires_authentication",
            (Setup::Authenticates, Charge::Declines(_)) => "authenticates_then_declines",
            (Setup::Authenticates, Charge::Succeeds) => "authenticates_once",
            (Setup::Redirects, _) => "redirects",
            (_, Charge::Declines(_)) if self.kind == "card" => "declines_later",
            (_, Charge::Declines(_)) => "debit_fails_later",
            _ if self.expiry == Expiry::Soon => "expires_soon",
            _ => "succeeds",
        }
    }
}

/// The test method of a name. `pm_card_visa_chargeDeclined` and `pm_card_chargeDeclined` are one.
pub(crate) fn named(name: &str) -> Option<&'static TestMethod> {
    let find = |name: &str| TABLE.iter().find(|method| method.id == name);
    find(name).or_else(|| find(&name.replacen("pm_card_visa_charge", "pm_card_charge", 1)))
}

/// The card behind a test token.
pub(crate) fn token(name: &str) -> Option<&'static TestMethod> {
    let alias = TOKENS.iter().find(|(token, _)| *token == name);
    match alias {
        Some((_, id)) => named(id),
        None => named(&format!("pm_card_{}", name.strip_prefix("tok_")?)),
    }
}

/// `GET /v3/test-methods`.
pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/v3/test-methods", get(list))
}

async fn list(State(_): State<AppState>) -> Json<Value> {
    let offered = TABLE.iter().filter(|method| method.offered).map(|method| {
        json!({
            "id": method.id,
            "kind": method.kind,
            "label": method.label,
            "outcome": method.outcome(),
            "brand": method.brand,
            "last4": method.last4,
        })
    });
    Json(json!({ "object": "list", "data": offered.collect::<Vec<_>>() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_of_known_kinds() {
        for (index, method) in TABLE.iter().enumerate() {
            let first = TABLE.iter().position(|other| other.id == method.id);
            assert_eq!(first, Some(index), "{}", method.id);
            assert!(kind(method.kind).is_some(), "{}", method.id);
        }
        for kind in KINDS {
            assert!(
                TABLE.iter().any(|method| method.kind == kind.name),
                "{}",
                kind.name
            );
        }
    }

    #[test]
    fn tokens_and_older_names_lead_to_the_same_methods() {
        let id = |method: Option<&'static TestMethod>| method.map(|method| method.id);
        assert_eq!(id(token("tok_visa")), Some("pm_card_visa"));
        assert_eq!(
            id(token("tok_chargeDeclined")),
            Some("pm_card_chargeDeclined")
        );
        assert_eq!(
            id(token("tok_visa_chargeDeclined")),
            Some("pm_card_chargeDeclined")
        );
        assert_eq!(
            id(named("pm_card_visa_chargeDeclinedInsufficientFunds")),
            Some("pm_card_chargeDeclinedInsufficientFunds")
        );
        assert_eq!(id(token("pm_card_visa")), None);
        assert_eq!(id(named("pm_1MtwBwLkdIwHu7ix28a3tqPa")), None);
    }
}
