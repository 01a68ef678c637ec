//! One invoice in full, and paying it.

use contract::{InvoiceDetail, InvoiceId, InvoiceStatus, PaymentMethodId, PaymentProgress};
use stripe::{FullInvoice, PaymentIntent};

use super::changes::step;
use super::convert::detail::{Printed, detail, progress};
use super::{Error, Snapshot, Upstream, convert};

/// What became of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payment {
    /// It is paid, or the bank takes its time.
    Accepted,
    /// The bank waits for the customer to authenticate.
    ActionRequired,
    /// The bank declined.
    Declined {
        /// Stripe's `decline_code`.
        decline_code: Option<String>,
    },
}

/// What the processor's script needs to ask the bank.
#[derive(Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Secret for the processor's script. Never logged.
    pub client_secret: String,
}

/// Where an invoice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its status.
    pub status: InvoiceStatus,
    /// Where its payment stands.
    pub payment: PaymentProgress,
}

/// Stripe's codes for "the customer has to authenticate", whatever the status that carries them.
const ACTION_CODES: [&str; 3] = [
    "invoice_payment_intent_requires_action",
    "payment_intent_action_required",
    "authentication_required",
];

impl Upstream {
    /// An invoice in full, read now. What a first screen says otherwise of it is forgotten.
    ///
    /// # Errors
    /// [`Error::NotFound`] for drafts and for what is not the customer's.
    pub async fn invoice(&self, customer: &str, id: &InvoiceId) -> Result<InvoiceDetail, Error> {
        let (upstream, customer, id) = (self.clone(), customer.to_owned(), id.clone());
        let reading = async move {
            let found = upstream.own_invoice(&customer, &id).await?;
            let detail = upstream.in_detail(found).await?;
            upstream.outrank(&customer, &detail).await;
            Ok(detail)
        };
        self.patiently(self.0.patience.longest, reading).await
    }

    /// Where an invoice stands, read now.
    ///
    /// # Errors
    /// As [`Upstream::invoice`].
    pub async fn invoice_standing(
        &self,
        customer: &str,
        id: &InvoiceId,
    ) -> Result<Standing, Error> {
        let found = self.own_invoice(customer, id).await?;
        Ok(Standing {
            status: convert::status(&found.invoice).ok_or(Error::NotFound)?,
            payment: progress(&found),
        })
    }

    /// What the bank waits for; `None` when it waits for nothing.
    ///
    /// # Errors
    /// As [`Upstream::invoice`].
    pub async fn waiting_payment(
        &self,
        customer: &str,
        id: &InvoiceId,
    ) -> Result<Option<Waiting>, Error> {
        let found = self.own_invoice(customer, id).await?;
        let waits = progress(&found) == PaymentProgress::RequiresAction;
        let secret = found
            .payment_intent()
            .and_then(|intent| intent.client_secret.clone());
        Ok(secret
            .filter(|_| waits)
            .map(|client_secret| Waiting { client_secret }))
    }

    /// Charges an open invoice to a payment method. Asked again with the same key after a failure, it is charged once.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the invoice is not the customer's, [`Error::Unavailable`] when nobody knows whether it
    /// was charged.
    pub async fn pay_invoice(
        &self,
        customer: &str,
        id: &InvoiceId,
        method: &PaymentMethodId,
        idempotency_key: &str,
    ) -> Result<Payment, Error> {
        let parts = ["pay", id.as_str(), method.as_str()];
        let key = step(idempotency_key, customer, &parts);
        let client = &self.0.client;
        let answer = client.pay_invoice(id.as_str(), method.as_str(), &key).await;
        self.invalidate(customer).await;
        let refused = match answer {
            Ok(_) => return Ok(Payment::Accepted),
            Err(stripe::Error::Api(refused)) => refused,
            Err(error) => return Err(error.into()),
        };
        let code = refused.code.as_deref().unwrap_or_default();
        let is_of_bank = refused.status == 402 || ACTION_CODES.contains(&code);
        if !is_of_bank {
            return Err(stripe::Error::Api(refused).into());
        }
        // What counts is where it stands now, not which of several codes said so.
        let standing = self.invoice_standing(customer, id).await?;
        Ok(match (standing.status, standing.payment) {
            (InvoiceStatus::Paid, _) | (_, PaymentProgress::Processing) => Payment::Accepted,
            (_, PaymentProgress::RequiresAction) => Payment::ActionRequired,
            (_, PaymentProgress::Idle) => Payment::Declined {
                decline_code: refused.decline_code.or(refused.code),
            },
        })
    }

    /// An invoice of this customer that may be shown; everything else is answered like one that does not exist.
    async fn own_invoice(&self, customer: &str, id: &InvoiceId) -> Result<FullInvoice, Error> {
        let found = self.0.client.full_invoice(id.as_str()).await?;
        let is_own = found.customer.as_deref() == Some(customer);
        let behalf = found.invoice.on_behalf_of.as_deref();
        if !is_own || !convert::is_visible(&found.invoice) || !self.sees(behalf) {
            return Err(Error::NotFound);
        }
        Ok(found)
    }

    async fn in_detail(&self, mut found: FullInvoice) -> Result<InvoiceDetail, Error> {
        let client = &self.0.client;
        let id = found.invoice.id.clone();
        let intent = found.payment_intent().map(|intent| intent.id.clone());
        let intent = intent.as_deref();
        let lines = async {
            match found.invoice.lines.has_more {
                true => Ok::<_, Error>(Some(client.invoice_lines(&id).await?)),
                false => Ok(None),
            }
        };
        let (lines, charges, refunds, credit_notes, taxes, account) = tokio::try_join!(
            lines,
            async { readable(of(intent, async |id| client.charges(&id).await).await) },
            async { readable(of(intent, async |id| client.refunds(&id).await).await) },
            async { readable(client.credit_notes(&id).await.map(|list| list.data)) },
            self.named_taxes(found.taxes()),
            self.0.catalogue.account(client),
        )?;
        if let Some(lines) = lines {
            found.invoice.lines = lines;
        }
        let row = self.named(std::slice::from_ref(&found.invoice)).await?;
        let row = row.into_iter().next().ok_or(Error::NotFound)?;
        Ok(detail(
            found,
            row,
            Printed {
                charges: &charges,
                refunds: &refunds,
                credit_notes: &credit_notes,
                taxes,
                account: &account,
            },
        ))
    }

    /// A first screen that says otherwise was made before something happened elsewhere, such as at the bank.
    async fn outrank(&self, customer: &str, detail: &InvoiceDetail) {
        let now = self.0.client.clock().now();
        let Some(snapshot) = self.0.snapshots.fresh(customer, now).await else {
            return;
        };
        if contradicts(&snapshot, detail) {
            self.0.snapshots.changed(customer).await;
        }
    }
}

fn contradicts(snapshot: &Snapshot, detail: &InvoiceDetail) -> bool {
    let read = &detail.invoice;
    let shown = &snapshot.invoices.data;
    match shown.iter().find(|shown| shown.id == read.id) {
        Some(shown) => {
            (shown.status, shown.amount_remaining) != (read.status, read.amount_remaining)
        }
        // An older one than those that are shown.
        None => shown.last().is_none_or(|last| read.created >= last.created),
    }
}

/// A list of something of a payment intent, which an invoice that was never to be charged does not have.
async fn of<T>(
    intent: Option<&str>,
    list: impl AsyncFnOnce(String) -> Result<stripe::List<T>, stripe::Error>,
) -> Result<Vec<T>, stripe::Error> {
    match intent {
        Some(id) => Ok(list(id.to_owned()).await?.data),
        None => Ok(Vec::new()),
    }
}

/// What a restricted key may not read is as if it were not there: the invoice itself is more important.
fn readable<T>(read: Result<Vec<T>, stripe::Error>) -> Result<Vec<T>, Error> {
    match read.map_err(Error::from) {
        Err(Error::NotFound | Error::Rejected { .. }) => Ok(Vec::new()),
        read => read,
    }
}

/// Whether a payment waits for the customer.
pub(super) fn waits(intent: &PaymentIntent) -> bool {
    use stripe::PaymentIntentStatus::{RequiresAction, RequiresConfirmation};
    matches!(intent.status, RequiresAction | RequiresConfirmation)
}
