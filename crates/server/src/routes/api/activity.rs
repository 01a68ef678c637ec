//! `/api/activity`: what was changed through the portal.

use axum::Json;
use axum::extract::{RawQuery, State};
use contract::{Activity, Page};

use super::checked_id;
use crate::activity::shown;
use crate::app::App;
use crate::error::{ApiResult, Failure};
use crate::form;
use crate::session::CurrentCustomer;

/// Changes of a page.
const PAGE: usize = 20;

/// The customer's changes after `starting_after`, or the newest.
pub async fn list_activity(
    State(app): State<App>,
    customer: CurrentCustomer,
    RawQuery(query): RawQuery,
) -> ApiResult<Json<Page<Activity>>> {
    let query =
        form::parse(query.unwrap_or_default().as_bytes()).map_err(|_| Failure::not_found())?;
    let after = query.text("starting_after").map(checked_id).transpose()?;
    let session = &customer.session;
    // What was changed elsewhere may be about what is not shown here.
    if session.on_behalf_of.is_some() {
        return Ok(Json(Page {
            data: Vec::new(),
            has_more: false,
        }));
    }
    let mut rows = app
        .store()
        .activity(
            &session.merchant_id,
            &session.customer_id,
            after,
            // One more tells whether there are older ones.
            PAGE as i64 + 1,
        )
        .await?
        .ok_or_else(Failure::not_found)?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let own = session.public_id.as_deref().unwrap_or_default();
    Ok(Json(Page {
        data: rows.into_iter().filter_map(|row| shown(row, own)).collect(),
        has_more,
    }))
}
