//! The API's resources, one file each.

use axum::Router;

use crate::endpoint::routes;
use crate::state::AppState;

mod account;
mod customers;
mod events;

/// Routes of every resource.
pub(crate) fn router() -> Router<AppState> {
    [account::ENDPOINTS, customers::ENDPOINTS, events::ENDPOINTS]
        .into_iter()
        .fold(Router::new(), |router, endpoints| {
            router.merge(routes(endpoints))
        })
}
