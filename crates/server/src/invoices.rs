//! Paying an invoice: one change at a time per customer, decided on what upstream says now, and written down before it
//! begins. And what invoices look like outside of the portal: as CSV and as PDF.

pub mod csv;
pub mod format;
pub mod pdf;
pub mod search;

use std::sync::Arc;

use contract::{
    ActivityKind, ErrorCode, InvoiceId, InvoicePaid, InvoiceStatus, PaymentMethodId,
    PaymentProgress,
};

use crate::activity::{self, Note};
use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::locks::Held;
use crate::payment;
use crate::session::{Actor, token};
use crate::store::{Action, NewIntent, Outcome};
use crate::upstream::{self, Payment, Snapshot};

/// A payment a customer asked for.
#[derive(Clone)]
pub struct Paying {
    /// The application.
    pub app: App,
    /// The merchant.
    pub merchant: Arc<Merchant>,
    /// The customer.
    pub customer: String,
    /// The invoice.
    pub invoice: InvoiceId,
    /// What it is charged to.
    pub method: PaymentMethodId,
    /// From where it was asked for.
    pub actor: Actor,
}

impl Paying {
    /// Charges the invoice to the method.
    ///
    /// # Errors
    /// 404 when invoice or method are not theirs, 409 `state_changed` when there is nothing to pay, 402
    /// `payment_failed`, 402 `authentication_required`, or upstream's.
    pub async fn pay(self, held: Arc<Held>) -> ApiResult<InvoicePaid> {
        let upstream = &self.merchant.upstream;
        let snapshot = upstream.fresh(&self.customer).await?;
        let mut methods = snapshot.state.payment_methods.iter();
        if !methods.any(|method| method.id == self.method) {
            return Err(Failure::not_found());
        }
        let standing = upstream
            .invoice_standing(&self.customer, &self.invoice)
            .await?;
        let is_payable = standing.status == InvoiceStatus::Open
            && standing.payment != PaymentProgress::Processing;
        if !is_payable {
            return self.paid_before(&snapshot).await;
        }
        let note = self.note(&snapshot);
        let intent = self.open_intent(&held, &note).await?;
        let paid = upstream
            .pay_invoice(&self.customer, &self.invoice, &self.method, &intent)
            .await;
        let outcome = match &paid {
            Ok(Payment::Accepted) => Some(Outcome::Done),
            // Nobody knows: the reconciler looks at it again.
            Err(error) if error.leaves_open() => None,
            Ok(_) | Err(_) => Some(Outcome::Refused),
        };
        if let Some(outcome) = outcome {
            self.close_intent(&intent, outcome).await;
        }
        let waiting = payment::Waiting {
            app: &self.app,
            merchant: &self.merchant,
            customer: &self.customer,
            invoice: &self.invoice,
        };
        match paid? {
            Payment::Accepted => {
                waiting.give_up().await;
                self.after().await
            }
            Payment::ActionRequired => {
                waiting.begin(&self.actor, &note).await;
                Err(payment::authentication_required(self.invoice.clone()))
            }
            Payment::Declined { decline_code } => Err(payment::declined(decline_code)),
        }
    }

    /// There is nothing to pay. If our own payment was on its way and its answer got lost, that was it.
    async fn paid_before(&self, snapshot: &Snapshot) -> ApiResult<InvoicePaid> {
        let store = self.app.store();
        let merchant = &self.merchant.account.id;
        let id = self.invoice.as_str();
        let open = store
            .open_intent_of(merchant, &self.customer, Action::PayInvoice, id)
            .await?;
        let Some(intent) = open else {
            return Err(Failure::with_state(
                ErrorCode::StateChanged,
                "The invoice is not to be paid, or its payment is under way.",
                snapshot.state.clone(),
            ));
        };
        self.close_intent(&intent, Outcome::Done).await;
        self.after().await
    }

    async fn after(&self) -> ApiResult<InvoicePaid> {
        let upstream = &self.merchant.upstream;
        let invoice = upstream.invoice(&self.customer, &self.invoice).await;
        let invoice = invoice.map_err(upstream::Error::after_change)?;
        let snapshot = upstream.fresh(&self.customer).await;
        let snapshot = snapshot.map_err(upstream::Error::after_change)?;
        Ok(InvoicePaid {
            invoice: named(invoice, &self.merchant),
            state: snapshot.state.clone(),
        })
    }

    /// What the customer is told of it once it is paid.
    fn note(&self, snapshot: &Snapshot) -> Note {
        let mut note = Note::new(ActivityKind::InvoicePaid, &self.actor);
        let mut invoices = snapshot.invoices.data.iter();
        if let Some(invoice) = invoices.find(|invoice| invoice.id == self.invoice) {
            note.products.clone_from(&invoice.description);
        }
        let mut methods = snapshot.state.payment_methods.iter();
        match methods.find(|method| method.id == self.method) {
            Some(method) => note.with_method(&method.kind),
            None => note,
        }
    }

    /// Nothing is sent upstream before this is on disk.
    async fn open_intent(&self, held: &Held, note: &Note) -> ApiResult<String> {
        let id = token::new_id("pti_");
        let intent = NewIntent {
            id: &id,
            merchant: &self.merchant.account.id,
            customer: &self.customer,
            action: Action::PayInvoice,
            object: self.invoice.as_str(),
        };
        activity::open(&self.app, held, &intent, &self.actor, note).await?;
        Ok(id)
    }

    async fn close_intent(&self, id: &str, outcome: Outcome) {
        if let Err(error) = activity::close(&self.app, &self.merchant, id, outcome).await {
            // The payment stands; the reconciler will find nothing left to do and close it.
            tracing::error!(%error, "an intent could not be closed");
        }
    }
}

/// The invoice under the name customers know the merchant by, wherever upstream has another or none.
pub fn named(mut invoice: contract::InvoiceDetail, merchant: &Merchant) -> contract::InvoiceDetail {
    let account = &merchant.account;
    invoice.merchant.name = Some(account.name.clone());
    if invoice.merchant.email.is_none() {
        invoice.merchant.email.clone_from(&account.support_email);
    }
    invoice
}
