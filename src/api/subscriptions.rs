use contract::{
    CancelPreview, CancellationDetails, Catalogue, Changed, ConfirmUpdate, SubscriptionId,
    UpdatePreview, UpdateRequest,
};
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
pub async fn preview_cancel(
    session: Session,
    subscription: &SubscriptionId,
) -> Result<CancelPreview, Failure> {
    client::read(Some(session), path(subscription, "cancel")).await
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

/// Undoes a change that the portal has planned.
///
/// # Errors
/// `state_changed`, after applying the state it carries; `action_not_allowed`.
pub async fn cancel_change(
    session: Session,
    subscription: &SubscriptionId,
    intent: &Intent,
) -> Result<Changed, Failure> {
    act(session, subscription, "cancel-change", intent).await
}

/// What a subscription can be changed to.
///
/// # Errors
/// `feature_disabled`, `action_not_allowed`, `not_found`.
pub async fn get_catalogue(
    session: Session,
    subscription: &SubscriptionId,
) -> Result<Catalogue, Failure> {
    client::read(Some(session), path(subscription, "update")).await
}

/// What a change would cost.
///
/// # Errors
/// `promotion_code_invalid`; `invalid_request` when it is not offered.
pub async fn preview_update(
    session: Session,
    subscription: &SubscriptionId,
    request: &UpdateRequest,
) -> Result<UpdatePreview, Failure> {
    let (path, intent) = (path(subscription, "update/preview"), Intent::new());
    let change = Change {
        body: write::update_request(request, None),
        ..Change::new(Method::POST, &path, &intent)
    };
    client::ask(session, change).await
}

/// Changes a subscription as it was previewed, now or at the period's end.
///
/// # Errors
/// `preview_outdated`, `payment_failed`, `authentication_required`; `state_changed`, after applying the state it
/// carries.
pub async fn update_subscription(
    session: Session,
    subscription: &SubscriptionId,
    confirmed: &ConfirmUpdate,
    intent: &Intent,
) -> Result<Changed, Failure> {
    let path = path(subscription, "update");
    let change = Change {
        body: write::update_request(&confirmed.update, Some(&confirmed.fingerprint)),
        version: Some(session.current_version()),
        ..Change::new(Method::POST, &path, intent)
    };
    client::change(session, change).await
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
