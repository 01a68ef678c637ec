//! `/api/upcoming`: what will be charged next.

use axum::Json;
use contract::Upcoming;

use crate::error::ApiResult;
use crate::session::CurrentCustomer;

/// The next charges of the customer's subscriptions.
pub async fn list_upcoming(customer: CurrentCustomer) -> ApiResult<Json<Upcoming>> {
    let upstream = &customer.merchant.upstream;
    Ok(Json(upstream.upcoming(customer.customer_id()).await?))
}
