//! `/api/subscriptions/{id}`: cancel, stay for an offer, renew and change.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{MethodRouter, post};
use contract::cancel::COMMENT_MAX;
use contract::{
    CancelPreview, CancellationDetails, CancellationReason, Catalogue, ConfirmUpdate, ErrorCode,
    Features, SubscriptionId, UpdatePreview, UpdateRequest,
};

use super::request::{once_alone, upstream_key, version_of};
use super::{Id, id_in};
use crate::app::App;
use crate::error::{ApiResult, Failure};
use crate::idempotency;
use crate::json::{ApiJson, Nothing};
use crate::portal::configuration_of;
use crate::retention::coupon_of;
use crate::session::CurrentCustomer;
use crate::subscriptions::{Act, Change};

/// What cancelling would do.
pub async fn preview_cancel(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
) -> ApiResult<Json<CancelPreview>> {
    let change = change(&app, &customer, id, &headers, may_cancel).await?;
    Ok(Json(change.preview_cancel().await?))
}

/// Cancels, renews, or undoes a planned change.
pub fn act(act: Act) -> MethodRouter<App> {
    post(
        move |State(app): State<App>,
              customer: CurrentCustomer,
              id: Id,
              headers: HeaderMap,
              body: ApiJson<Nothing>| async move {
            let offered = |features: &Features| act.is_offered(features);
            let change = change(&app, &customer, id, &headers, offered).await?;
            let key = idempotency::key_of(&headers)?;
            let what = format!("{} {}", act.as_str(), change.subscription);
            let work = move |held| change.act(held, act);
            Ok::<_, Failure>(once_alone(&app, &customer, key, &what, &body.bytes, work).await)
        },
    )
}

/// Takes what the merchant offers for staying.
pub async fn accept_offer(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
    body: ApiJson<Nothing>,
) -> ApiResult<Response> {
    let change = change(&app, &customer, id, &headers, may_cancel).await?;
    let key = idempotency::key_of(&headers)?;
    let what = format!("accept offer {}", change.subscription);
    let work = move |held| change.accept_offer(held);
    Ok(once_alone(&app, &customer, key, &what, &body.bytes, work).await)
}

/// What a subscription can be changed to.
pub async fn catalogue(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
) -> ApiResult<Json<Catalogue>> {
    let change = change(&app, &customer, id, &headers, may_update).await?;
    Ok(Json(change.catalogue().await?))
}

/// What a change would cost.
pub async fn preview_update(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
    body: ApiJson<UpdateRequest>,
) -> ApiResult<Json<UpdatePreview>> {
    let change = change(&app, &customer, id, &headers, may_update).await?;
    Ok(Json(change.preview_update(body.value).await?))
}

/// Changes a subscription as it was previewed.
pub async fn update(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
    body: ApiJson<ConfirmUpdate>,
) -> ApiResult<Response> {
    let change = change(&app, &customer, id, &headers, may_update).await?;
    let key = idempotency::key_of(&headers)?;
    let what = format!("update {}", change.subscription);
    let work = move |held| change.update(held, body.value);
    Ok(once_alone(&app, &customer, key, &what, &body.bytes, work).await)
}

/// Takes the reasons of a customer who has cancelled.
pub async fn explain_cancellation(
    State(app): State<App>,
    customer: CurrentCustomer,
    id: Id,
    headers: HeaderMap,
    body: ApiJson<CancellationDetails>,
) -> ApiResult<Response> {
    let change = change(&app, &customer, id, &headers, may_cancel).await?;
    check_details(&change.features(), &body.value)?;
    let key = idempotency::key_of(&headers)?;
    let upstream_key = upstream_key(&customer, key.as_deref());
    let what = format!("explain {}", change.subscription);
    let work = move |_| change.explain(body.value, upstream_key);
    Ok(once_alone(&app, &customer, key, &what, &body.bytes, work).await)
}

/// Only what the configuration asks for is taken.
fn check_details(features: &Features, details: &CancellationDetails) -> ApiResult<()> {
    let Some(asked) = &features.subscription_cancel else {
        return Ok(());
    };
    if details
        .feedback
        .is_some_and(|it| !asked.reasons.contains(&it))
    {
        return Err(Failure::invalid("feedback", "This reason is not offered."));
    }
    let is_offered = |id: &String| asked.feedback_options.iter().any(|option| option.id == *id);
    if details
        .feedback_option
        .as_ref()
        .is_some_and(|id| !is_offered(id))
    {
        return Err(Failure::invalid(
            "feedback_option",
            "This reason is not offered.",
        ));
    }
    let Some(comment) = &details.comment else {
        return Ok(());
    };
    if details.feedback != Some(CancellationReason::Other) {
        return Err(Failure::invalid(
            "comment",
            "A comment belongs to the reason `other`.",
        ));
    }
    if comment.chars().count() > COMMENT_MAX {
        return Err(Failure::invalid(
            "comment",
            "A comment may have at most 5000 characters.",
        ));
    }
    Ok(())
}

fn may_cancel(features: &Features) -> bool {
    features.subscription_cancel.is_some()
}

fn may_update(features: &Features) -> bool {
    features.subscription_update.is_some()
}

/// The change a request is about, if the configuration has the feature.
async fn change(
    app: &App,
    customer: &CurrentCustomer,
    id: Id,
    headers: &HeaderMap,
    feature: impl Fn(&Features) -> bool,
) -> ApiResult<Change> {
    let configuration = configuration_of(app, &customer.session).await?;
    if !feature(&crate::features::features_of(&configuration)) {
        return Err(Failure::new(
            ErrorCode::FeatureDisabled,
            "The configuration does not let customers do this.",
        ));
    }
    let subscription = SubscriptionId::from(id_in(id)?);
    Ok(Change {
        app: app.clone(),
        merchant: customer.merchant.clone(),
        customer: customer.customer_id().to_owned(),
        subscription,
        offer: coupon_of(
            customer
                .flow
                .as_ref()
                .and_then(|it| it.flow.offer.as_deref()),
            &configuration,
        ),
        configuration,
        actor: customer.actor.clone(),
        flow: customer.flow.as_ref().map(|it| it.flow.clone()),
        version: version_of(headers)?,
    })
}
