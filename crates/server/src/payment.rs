//! Payments that are not made at once: what is answered when the bank declines or wants the customer, and what becomes
//! of a payment that waits for them.

use std::sync::Arc;

use contract::{Authentication, ErrorCode, InvoiceId, InvoiceStatus, PaymentProgress};

use crate::activity::{self, Note};
use crate::app::{App, Merchant};
use crate::error::Failure;
use crate::session::{Actor, token};
use crate::store::{self, Action, NewIntent, Outcome};

/// A payment that still waits after so many seconds is no longer told. Stripe gives a change of a subscription up after
/// 23 hours.
pub const PATIENCE: i64 = 24 * 60 * 60;

/// Codes that would tell a thief what the bank knows. Source: Stripe, "Decline codes": to be shown as generic declines.
const SECRET: [&str; 8] = [
    "card_velocity_exceeded",
    "fraudulent",
    "lost_card",
    "merchant_blacklist",
    "pickup_card",
    "restricted_card",
    "security_violation",
    "stolen_card",
];

/// 402 `payment_failed`: nothing has changed, and why as far as it may be told.
pub fn declined(decline_code: Option<String>) -> Failure {
    let told = decline_code.filter(|code| !SECRET.contains(&code.as_str()));
    Failure {
        decline_code: told.map(String::into_boxed_str),
        ..Failure::new(
            ErrorCode::PaymentFailed,
            "The payment failed. Everything is as before.",
        )
    }
}

/// 402 `authentication_required`: nothing has changed, and the invoice can be authenticated.
pub fn authentication_required(invoice: InvoiceId) -> Failure {
    Failure {
        authentication: Some(Box::new(Authentication { invoice })),
        ..Failure::new(
            ErrorCode::AuthenticationRequired,
            "The bank wants the customer to authenticate the payment.",
        )
    }
}

/// An invoice whose payment waits for the customer at the bank.
pub struct Waiting<'a> {
    /// The application.
    pub app: &'a App,
    /// The merchant.
    pub merchant: &'a Arc<Merchant>,
    /// The customer.
    pub customer: &'a str,
    /// The invoice.
    pub invoice: &'a InvoiceId,
}

impl Waiting<'_> {
    /// Keeps what will be told once it is paid. The customer has been told that the bank waits; that it could not be
    /// kept is only logged.
    pub async fn begin(&self, actor: &Actor, note: &Note) {
        if let Err(error) = self.keep(actor, note).await {
            tracing::error!(%error, "a payment that waits could not be written down");
        }
    }

    async fn keep(&self, actor: &Actor, note: &Note) -> store::Result<()> {
        // The same payment asked for again is still one.
        if self.open().await?.is_some() {
            return Ok(());
        }
        let intent = NewIntent {
            id: &token::new_id("pti_"),
            merchant: &self.merchant.account.id,
            customer: self.customer,
            action: Action::Authenticate,
            object: self.invoice.as_str(),
        };
        activity::open_waiting(self.app, &intent, actor, note).await
    }

    /// It was paid otherwise, and that is told already.
    pub async fn give_up(&self) {
        let closed = match self.open().await {
            Ok(Some(id)) => activity::close(self.app, self.merchant, &id, Outcome::Refused).await,
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = closed {
            tracing::error!(%error, "a payment that waited could not be closed");
        }
    }

    /// Tells what was paid for, if it is paid now.
    ///
    /// # Errors
    /// The database's own.
    pub async fn settle(&self) -> store::Result<()> {
        let Some(id) = self.open().await? else {
            return Ok(());
        };
        match outcome(self.merchant, self.customer, self.invoice).await {
            Some(outcome) => activity::close(self.app, self.merchant, &id, outcome).await,
            None => Ok(()),
        }
    }

    async fn open(&self) -> store::Result<Option<String>> {
        let merchant = &self.merchant.account.id;
        let invoice = self.invoice.as_str();
        self.app
            .store()
            .open_intent_of(merchant, self.customer, Action::Authenticate, invoice)
            .await
    }
}

/// What became of a payment that waited; `None` while it waits, is under way, or upstream cannot say. What is given up
/// takes its invoice with it, or leaves it to be paid anew.
pub async fn outcome(merchant: &Merchant, customer: &str, invoice: &InvoiceId) -> Option<Outcome> {
    match merchant.upstream.invoice_standing(customer, invoice).await {
        Ok(standing) => match (standing.status, standing.payment) {
            (InvoiceStatus::Paid, _) => Some(Outcome::Done),
            (_, PaymentProgress::RequiresAction | PaymentProgress::Processing) => None,
            _ => Some(Outcome::Refused),
        },
        Err(error) if error.leaves_open() => None,
        Err(_) => Some(Outcome::Refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thieves_learn_nothing() {
        let told = |code: &str| declined(Some(code.to_owned())).decline_code;
        assert_eq!(
            told("insufficient_funds").as_deref(),
            Some("insufficient_funds")
        );
        for code in SECRET {
            assert_eq!(told(code), None, "{code}");
        }
    }
}
