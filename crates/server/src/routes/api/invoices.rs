//! `/api/invoices`: older invoices.

use axum::Json;
use axum::extract::{RawQuery, State};
use contract::{ErrorCode, Invoice, InvoiceId, Page};

use super::checked_id;
use crate::app::App;
use crate::error::{ApiResult, Failure};
use crate::features::features_of;
use crate::form;
use crate::portal::configuration_of;
use crate::session::CurrentCustomer;

/// The invoices after `starting_after`, or the newest.
pub async fn list_invoices(
    State(app): State<App>,
    customer: CurrentCustomer,
    RawQuery(query): RawQuery,
) -> ApiResult<Json<Page<Invoice>>> {
    let configuration = configuration_of(&app, &customer.session).await?;
    if !features_of(&configuration).invoice_history {
        return Err(Failure::new(
            ErrorCode::FeatureDisabled,
            "The configuration does not show invoices to customers.",
        ));
    }
    let query =
        form::parse(query.unwrap_or_default().as_bytes()).map_err(|_| Failure::not_found())?;
    let after = match query.text("starting_after") {
        Some(id) => Some(InvoiceId::from(checked_id(id)?)),
        None => None,
    };
    let upstream = &customer.merchant.upstream;
    let page = upstream
        .invoices(customer.customer_id(), after.as_ref())
        .await?;
    Ok(Json(page))
}
