use contract::{
    InvoiceDetail, InvoiceId, InvoiceList, InvoicePaid, PaymentAuthentication, PaymentMethodId,
};
use gloo_net::http::Method;

use super::{
    Failure,
    client::{self, Change, Intent},
    write,
};
use crate::session::Session;

/// A part of the invoices, newest first. `query` is the address's, without `?`: see [`crate::paths::invoice_query`].
///
/// # Errors
/// `feature_disabled`, or the billing system does not answer.
pub async fn list_invoices(
    session: Session,
    query: &str,
    starting_after: Option<&InvoiceId>,
) -> Result<InvoiceList, Failure> {
    let mut path = format!("/api/invoices?{query}");
    if let Some(id) = starting_after {
        path.push_str("&starting_after=");
        path.push_str(id.as_str());
    }
    client::read(Some(session), path).await
}

/// One invoice in full.
///
/// # Errors
/// `feature_disabled`, `not_found`.
pub async fn get_invoice(session: Session, invoice: &InvoiceId) -> Result<InvoiceDetail, Failure> {
    client::read(Some(session), format!("/api/invoices/{invoice}")).await
}

/// Charges an open invoice to a saved method.
///
/// # Errors
/// `payment_failed`, `authentication_required`, and `state_changed` when there is nothing to pay any more.
pub async fn pay_invoice(
    session: Session,
    invoice: &InvoiceId,
    method: &PaymentMethodId,
    intent: &Intent,
) -> Result<InvoiceDetail, Failure> {
    let path = format!("/api/invoices/{invoice}/pay");
    let change = Change {
        body: write::pay_invoice(method.as_str()),
        ..Change::new(Method::POST, &path, intent)
    };
    let paid: InvoicePaid = client::write(session, change).await?;
    session.apply(paid.state);
    Ok(paid.invoice)
}

/// What the processor's script needs to ask the bank about a payment that waits for it.
///
/// # Errors
/// `state_changed` when it does not wait any more.
pub async fn payment_authentication(
    session: Session,
    invoice: &InvoiceId,
) -> Result<PaymentAuthentication, Failure> {
    let path = format!("/api/invoices/{invoice}/authentication");
    client::read(Some(session), path).await
}
