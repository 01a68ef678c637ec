use contract::{AddPaymentMethod, Changed, PaymentMethodId, Setup};
use gloo_net::http::Method;

use super::{
    Failure,
    client::{self, Change, Intent},
    write,
};
use crate::session::Session;

const PAYMENT_METHODS: &str = "/api/payment-methods";

/// Prepares for a new payment method: what the processor's script needs, or where the processor's page is.
///
/// # Errors
/// `feature_disabled`, or the billing system does not answer.
pub async fn setup_payment_method(session: Session, intent: &Intent) -> Result<Setup, Failure> {
    let path = format!("{PAYMENT_METHODS}/setup");
    // Adding a method takes two requests, and each is recognised by a key of its own.
    let intent = intent.part("setup");
    client::write(session, Change::new(Method::POST, &path, &intent)).await
}

/// Keeps the method that was saved, and makes it the default.
///
/// # Errors
/// `setup_incomplete` until the setup intent has succeeded or the checkout session is complete; `setup_processing` while
/// the bank takes its time; `setup_used` for a checkout session that is kept already.
pub async fn add_payment_method(
    session: Session,
    saved: &AddPaymentMethod,
    intent: &Intent,
) -> Result<Changed, Failure> {
    let change = Change {
        body: write::add_payment_method(saved),
        ..Change::new(Method::POST, PAYMENT_METHODS, intent)
    };
    client::change(session, change).await
}

/// Makes a method the one that is charged unless a subscription says otherwise.
///
/// # Errors
/// `state_changed`, after applying the state it carries.
pub async fn make_default(
    session: Session,
    method: &PaymentMethodId,
    intent: &Intent,
) -> Result<Changed, Failure> {
    let path = format!("{PAYMENT_METHODS}/{method}/default");
    let change = Change {
        version: Some(session.current_version()),
        ..Change::new(Method::PUT, &path, intent)
    };
    client::change(session, change).await
}

/// Charges the subscriptions that have a method of their own to this one, which is the default.
///
/// # Errors
/// `state_changed`, after applying the state it carries.
pub async fn use_default(
    session: Session,
    method: &PaymentMethodId,
    intent: &Intent,
) -> Result<Changed, Failure> {
    let path = format!("{PAYMENT_METHODS}/{method}/subscriptions");
    let change = Change {
        version: Some(session.current_version()),
        ..Change::new(Method::PUT, &path, intent)
    };
    client::change(session, change).await
}

/// Removes a method.
///
/// # Errors
/// `payment_method_required` when a live subscription has no other; `state_changed`, after applying the state it carries.
pub async fn remove_payment_method(
    session: Session,
    method: &PaymentMethodId,
    intent: &Intent,
) -> Result<Changed, Failure> {
    let path = format!("{PAYMENT_METHODS}/{method}");
    let change = Change {
        version: Some(session.current_version()),
        ..Change::new(Method::DELETE, &path, intent)
    };
    client::change(session, change).await
}
