use contract::{Invoice, InvoiceId, Page};

use super::{Failure, client};
use crate::session::Session;

/// Invoices older than `starting_after`, newest first.
///
/// # Errors
/// `feature_disabled`, or the billing system does not answer.
pub fn list_invoices(
    session: Session,
    starting_after: Option<&InvoiceId>,
) -> impl Future<Output = Result<Page<Invoice>, Failure>> + use<> {
    let mut path = String::from("/api/invoices");
    if let Some(id) = starting_after {
        path.push_str("?starting_after=");
        path.push_str(id.as_str());
    }
    client::read(Some(session), path)
}
