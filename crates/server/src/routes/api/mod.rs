//! JSON for the portal's own pages.

pub mod activity;
pub mod appearance;
pub mod customer;
pub mod invoice_files;
mod invoice_query;
pub mod invoices;
pub mod login;
pub mod payment_methods;
pub mod preview;
mod request;
pub mod session;
pub mod subscriptions;
pub mod tab;
pub mod upcoming;

use axum::extract::Path;
use axum::extract::rejection::PathRejection;

use crate::error::Failure;
use crate::pan;

/// The id in an address.
type Id = Result<Path<String>, PathRejection>;

/// A path nothing is at; the same answer as for an object that is not the customer's.
pub async fn not_found() -> Failure {
    Failure::not_found()
}

/// An id of Stripe's, or nothing it could have written. Whatever else is sent cannot name an object, so it is answered
/// like a missing one.
fn checked_id(id: &str) -> Result<&str, Failure> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if id.is_empty() || id.len() > 255 || !id.bytes().all(plain) || pan::in_field(id) {
        return Err(Failure::not_found());
    }
    Ok(id)
}

/// The [`checked_id`] in an address.
fn id_in(path: Id) -> Result<String, Failure> {
    let Path(id) = path.map_err(|_| Failure::not_found())?;
    checked_id(&id).map(str::to_owned)
}
