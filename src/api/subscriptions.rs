use contract::{CancelPreview, CancellationDetails, Changed, SubscriptionId};
use gloo_net::http::Method;

use super::{
    Failure,
    client::{self, Change, Intent},
    write,
};
use crate::session::Session;

/// What cancelling would do.
///
/// # Errors
/// `feature_disabled`, `action_not_allowed`, `not_found`.
pub fn preview_cancel(
    session: Session,
    subscription: &SubscriptionId,
) -> impl Future<Output = Result<CancelPreview, Failure>> + use<> {
    client::read(Some(session), path(subscription, "cancel"))
}

/// Cancels a subscription, at the period's end or at once as the configuration says.
///
/// # Errors
/// `state_changed`, after applying the state it carries; `action_not_allowed`.
pub async fn cancel_subscription(
    session: Session,
    subscription: &SubscriptionId,
    intent: &Intent,
) -> Result<Changed, Failure> {
    act(session, subscription, "cancel", intent).await
}

/// Takes what the merchant offers for staying.
///
/// # Errors
/// `action_not_allowed` when there is no such offer any more; `state_changed`, after applying the state it carries.
pub async fn accept_offer(
    session: Session,
    subscription: &SubscriptionId,
    intent: &Intent,
) -> Result<Changed, Failure> {
    act(session, subscription, "accept-offer", intent).await
}

/// Takes a cancellation back that has not taken effect.
///
/// # Errors
/// `state_changed`, after applying the state it carries; `action_not_allowed`.
pub async fn renew_subscription(
    session: Session,
    subscription: &SubscriptionId,
    intent: &Intent,
) -> Result<Changed, Failure> {
    act(session, subscription, "renew", intent).await
}

/// Tells the merchant why a subscription was cancelled.
///
/// # Errors
/// `feature_disabled` when nobody asked.
pub async fn explain_cancellation(
    session: Session,
    subscription: &SubscriptionId,
    details: &CancellationDetails,
    intent: &Intent,
) -> Result<Changed, Failure> {
    let path = path(subscription, "cancellation-details");
    let change = Change {
        body: write::cancellation_details(details),
        ..Change::new(Method::POST, &path, intent)
    };
    client::change(session, change).await
}

async fn act(
    session: Session,
    subscription: &SubscriptionId,
    action: &str,
    intent: &Intent,
) -> Result<Changed, Failure> {
    let path = path(subscription, action);
    let change = Change {
        version: Some(session.current_version()),
        ..Change::new(Method::POST, &path, intent)
    };
    client::change(session, change).await
}

fn path(subscription: &SubscriptionId, action: &str) -> String {
    format!("/api/subscriptions/{subscription}/{action}")
}
