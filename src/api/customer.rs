use contract::{AddTaxId, Customer, DetailsUpdate};
use gloo_net::http::Method;

use super::{
    Failure,
    client::{self, Change, Intent},
    write,
};
use crate::session::Session;

const CUSTOMER: &str = "/api/customer";

/// Changes billing information that was read in `version`.
///
/// # Errors
/// `invalid_request` with the field that is wrong; `state_changed`, after applying the customer it carries.
pub async fn update_details(
    session: Session,
    update: &DetailsUpdate,
    version: String,
    intent: &Intent,
) -> Result<Customer, Failure> {
    let change = Change {
        body: write::details_update(update),
        version: Some(version),
        ..Change::new(Method::POST, CUSTOMER, intent)
    };
    send(session, change).await
}

/// Adds a tax id.
///
/// # Errors
/// `invalid_request` with the field that is wrong; `state_changed`, after applying the customer it carries.
pub async fn add_tax_id(
    session: Session,
    added: &AddTaxId,
    intent: &Intent,
) -> Result<Customer, Failure> {
    let path = format!("{CUSTOMER}/tax-ids");
    let change = Change {
        body: write::add_tax_id(added),
        ..Change::new(Method::POST, &path, intent)
    };
    send(session, change).await
}

/// Removes a tax id.
///
/// # Errors
/// `not_found` when it is gone already.
pub async fn remove_tax_id(
    session: Session,
    id: &str,
    intent: &Intent,
) -> Result<Customer, Failure> {
    let path = format!("{CUSTOMER}/tax-ids/{id}");
    send(session, Change::new(Method::DELETE, &path, intent)).await
}

async fn send(session: Session, change: Change<'_>) -> Result<Customer, Failure> {
    let customer: Customer = client::write(session, change).await?;
    session.set_customer(customer.clone());
    Ok(customer)
}
