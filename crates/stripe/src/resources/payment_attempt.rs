//! Why an invoice that was to be paid at once is still open.

use serde::Deserialize;

use super::invoice::Invoice;
use super::list::{Expandable, Identified, List, or_default};
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::Params;

/// What became of the newest attempt to pay an invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentAttempt {
    /// The bank wants the customer to authenticate it.
    pub requires_action: bool,
    /// The bank was asked and takes its time.
    pub is_processing: bool,
    /// Stripe's `decline_code`, else its `code`, when it was declined.
    pub decline_code: Option<String>,
}

#[derive(Deserialize)]
struct Paid {
    #[serde(default, deserialize_with = "or_default")]
    payments: List<InvoicePayment>,
}

#[derive(Deserialize)]
struct InvoicePayment {
    payment: Option<Payment>,
}

#[derive(Deserialize)]
struct Payment {
    payment_intent: Option<Expandable<PaymentIntent>>,
}

#[derive(Deserialize)]
struct PaymentIntent {
    id: String,
    status: String,
    last_payment_error: Option<PaymentError>,
}

#[derive(Deserialize)]
struct PaymentError {
    code: Option<String>,
    decline_code: Option<String>,
}

impl Identified for PaymentIntent {
    fn id(&self) -> &str {
        &self.id
    }
}

impl From<&PaymentIntent> for PaymentAttempt {
    fn from(intent: &PaymentIntent) -> Self {
        let error = intent.last_payment_error.as_ref();
        Self {
            requires_action: intent.status == "requires_action",
            is_processing: intent.status == "processing",
            decline_code: error.and_then(|error| error.decline_code.clone().or(error.code.clone())),
        }
    }
}

impl Client {
    /// What became of the attempt to pay an invoice; the default when nothing is known of one.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is no such invoice for this key.
    pub async fn payment_attempt(&self, invoice: &str) -> Result<PaymentAttempt, Error> {
        let params = Params::new().expand(&["payments.data.payment.payment_intent"]);
        let paid: Paid = self
            .call(Call::get("GET /v1/invoices/{}", &[invoice], params))
            .await?;
        let mut payments = paid.payments.data.iter();
        let intent = payments.find_map(|payment| {
            let intent = payment.payment.as_ref()?.payment_intent.as_ref()?;
            intent.object()
        });
        Ok(intent.map(PaymentAttempt::from).unwrap_or_default())
    }

    /// Gives an open invoice up, and with it a change that waits for its payment.
    ///
    /// # Errors
    /// [`Error::Api`] when it is not open.
    pub async fn void_invoice(&self, id: &str, key: &IdempotencyKey) -> Result<Invoice, Error> {
        let endpoint = "POST /v1/invoices/{}/void";
        self.call(Call::post(endpoint, &[id], Params::new(), key))
            .await
    }
}
