//! One invoice with everything that is printed on it, and the payments behind it.

use std::fmt;

use serde::Deserialize;

use super::customer::{Address, TaxId};
use super::discount::Discount;
use super::invoice::{Invoice, InvoiceLine};
use super::list::{Expandable, Identified, List, id_of, or_default};
use super::open_enum::open_enum;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::Params;

/// Lines that are read of one invoice.
const MOST_LINES: usize = 1_000;

/// An invoice in full.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FullInvoice {
    /// What a list says of it.
    #[serde(flatten)]
    pub invoice: Invoice,
    /// Id of the customer it is for.
    #[serde(default, deserialize_with = "id_of")]
    pub customer: Option<String>,
    /// Who wrote it.
    pub account_name: Option<String>,
    /// Tax ids of who wrote it, expanded.
    #[serde(default, deserialize_with = "or_default")]
    pub account_tax_ids: Vec<Expandable<TaxId>>,
    /// Name printed on it.
    pub customer_name: Option<String>,
    /// E-mail address printed on it.
    pub customer_email: Option<String>,
    /// Phone number printed on it.
    pub customer_phone: Option<String>,
    /// Address printed on it.
    pub customer_address: Option<Address>,
    /// Tax ids printed on it.
    #[serde(default, deserialize_with = "or_default")]
    pub customer_tax_ids: Vec<PrintedTaxId>,
    /// When it is due, Unix seconds.
    pub due_date: Option<i64>,
    /// When it became what it is.
    #[serde(default, deserialize_with = "or_default")]
    pub status_transitions: Transitions,
    /// Sum of the lines, minor units.
    #[serde(default)]
    pub subtotal: i64,
    /// What was paid, minor units.
    #[serde(default, deserialize_with = "or_default")]
    pub amount_paid: i64,
    /// The customer's balance before it, minor units; negative for a credit.
    #[serde(default, deserialize_with = "or_default")]
    pub starting_balance: i64,
    /// The customer's balance after it.
    pub ending_balance: Option<i64>,
    /// The merchant's note.
    pub description: Option<String>,
    /// The merchant's text below everything else.
    pub footer: Option<String>,
    /// What each discount takes off.
    #[serde(default, deserialize_with = "or_default")]
    pub total_discount_amounts: Vec<TakenOff>,
    /// Taxes, since API version 2025-03.
    #[serde(default, deserialize_with = "or_default")]
    total_taxes: Vec<TaxAmount>,
    /// Taxes before that.
    #[serde(default, deserialize_with = "or_default")]
    total_tax_amounts: Vec<TaxAmount>,
    /// Payments, since API version 2025-03, expanded.
    #[serde(default, deserialize_with = "or_default")]
    pub payments: List<InvoicePayment>,
}

impl FullInvoice {
    /// Its taxes, wherever the API version keeps them.
    pub fn taxes(&self) -> &[TaxAmount] {
        if self.total_taxes.is_empty() {
            &self.total_tax_amounts
        } else {
            &self.total_taxes
        }
    }

    /// The payment that is to pay it, or has paid it.
    pub fn payment_intent(&self) -> Option<&PaymentIntent> {
        let mut intents = self.payments.data.iter().filter_map(|payment| {
            let intent = payment.payment.payment_intent.as_ref()?.object()?;
            Some((payment.is_default, intent))
        });
        let first = intents.next();
        let default = intents.find(|(is_default, _)| *is_default);
        match first {
            Some((true, intent)) => Some(intent),
            first => default.or(first).map(|(_, intent)| intent),
        }
    }
}

/// When an invoice became what it is, Unix seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Transitions {
    /// It was paid.
    pub paid_at: Option<i64>,
}

/// A tax id as printed on an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PrintedTaxId {
    /// The number.
    pub value: Option<String>,
}

/// What a discount takes off an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TakenOff {
    /// Minor units.
    #[serde(default)]
    pub amount: i64,
    /// The discount, expanded with its coupon.
    pub discount: Option<Expandable<Discount>>,
}

/// A tax of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "WireTax")]
pub struct TaxAmount {
    /// Minor units.
    pub amount: i64,
    /// Whether the lines hold it already, wherever the API version says so.
    pub inclusive: bool,
    /// Id of the rate, wherever the API version keeps it.
    pub tax_rate: Option<String>,
}

#[derive(Deserialize)]
struct WireTax {
    #[serde(default)]
    amount: i64,
    #[serde(default)]
    inclusive: bool,
    tax_behavior: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    tax_rate: Option<String>,
    tax_rate_details: Option<OfRate>,
}

#[derive(Deserialize)]
struct OfRate {
    #[serde(default, deserialize_with = "id_of")]
    tax_rate: Option<String>,
}

impl From<WireTax> for TaxAmount {
    fn from(tax: WireTax) -> Self {
        Self {
            amount: tax.amount,
            inclusive: tax.inclusive || tax.tax_behavior.as_deref() == Some("inclusive"),
            tax_rate: tax
                .tax_rate_details
                .and_then(|details| details.tax_rate)
                .or(tax.tax_rate),
        }
    }
}

/// A rate of tax.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TaxRate {
    /// What it is called.
    pub display_name: Option<String>,
    /// Percent, up to four decimal places. Only ever printed.
    #[serde(default, deserialize_with = "printed")]
    pub percentage: Option<String>,
}

fn printed<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let percent = Option::<f64>::deserialize(deserializer)?;
    Ok(percent.map(|percent| percent.to_string()))
}

/// A payment of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct InvoicePayment {
    /// Whether it is the one that pays the invoice by itself.
    #[serde(default)]
    pub is_default: bool,
    /// What pays.
    #[serde(default, deserialize_with = "or_default")]
    pub payment: Payer,
}

/// What pays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Payer {
    /// The payment intent, expanded.
    pub payment_intent: Option<Expandable<PaymentIntent>>,
}

open_enum! {
    /// Where a payment intent stands.
    PaymentIntentStatus {
        /// Waiting for a method.
        RequiresPaymentMethod = "requires_payment_method",
        /// Waiting to be confirmed.
        RequiresConfirmation = "requires_confirmation",
        /// Waiting for the customer to authenticate.
        RequiresAction = "requires_action",
        /// The bank takes its time.
        Processing = "processing",
        /// Authorised and not captured.
        RequiresCapture = "requires_capture",
        /// Given up.
        Canceled = "canceled",
        /// Paid.
        Succeeded = "succeeded",
    }
}

/// A payment intent.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct PaymentIntent {
    /// `pi_…`.
    pub id: String,
    /// Where it stands.
    pub status: PaymentIntentStatus,
    /// For the browser's script. Not in logs.
    pub client_secret: Option<String>,
}

impl Identified for PaymentIntent {
    fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Debug for PaymentIntent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaymentIntent")
            .field("id", &self.id)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// An invoice in full. Of its lines the first ten come with it; see [`Client::invoice_lines`].
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none for this key.
    pub async fn full_invoice(&self, id: &str) -> Result<FullInvoice, Error> {
        let endpoint = "GET /v1/invoices/{}";
        let params = Params::new().expand(&[
            "account_tax_ids",
            "payments.data.payment.payment_intent",
            "total_discount_amounts.discount.source.coupon",
        ]);
        self.call(Call::get(endpoint, &[id], params)).await
    }

    /// All lines of an invoice, in order, up to a thousand.
    ///
    /// # Errors
    /// As [`Client::full_invoice`].
    pub async fn invoice_lines(&self, id: &str) -> Result<List<InvoiceLine>, Error> {
        let endpoint = "GET /v1/invoices/{}/lines";
        self.list_all(endpoint, &[id], &Params::new(), MOST_LINES)
            .await
    }

    /// Charges an open invoice to a payment method, with the customer there to authenticate.
    ///
    /// # Errors
    /// [`Error::Api`] with status 402 when the bank declined or wants the customer to authenticate.
    pub async fn pay_invoice(
        &self,
        id: &str,
        payment_method: &str,
        key: &IdempotencyKey,
    ) -> Result<Invoice, Error> {
        let params = Params::new()
            .with("payment_method", payment_method)
            .with("off_session", false);
        self.call(Call::post("POST /v1/invoices/{}/pay", &[id], params, key))
            .await
    }

    /// A rate of tax.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none for this key.
    pub async fn tax_rate(&self, id: &str) -> Result<TaxRate, Error> {
        self.call(Call::get("GET /v1/tax_rates/{}", &[id], Params::new()))
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taxes_are_found_in_either_place() {
        let newer =
            r#"{"amount":5,"tax_behavior":"inclusive","tax_rate_details":{"tax_rate":"txr_1"}}"#;
        let older = r#"{"amount":5,"inclusive":true,"tax_rate":{"id":"txr_1"}}"#;
        for (name, tax) in [("total_taxes", newer), ("total_tax_amounts", older)] {
            let text = format!(r#"{{"id":"in_1","currency":"eur","{name}":[{tax}]}}"#);
            let invoice: FullInvoice = serde_json::from_str(&text).expect("an invoice");
            let [tax] = invoice.taxes() else {
                panic!("one tax: {name}")
            };
            assert_eq!((tax.amount, tax.inclusive), (5, true), "{name}");
            assert_eq!(tax.tax_rate.as_deref(), Some("txr_1"), "{name}");
        }
    }

    #[test]
    fn the_default_payment_is_the_one_that_counts_and_its_secret_is_not_printed() {
        let payment = |id: &str, default| {
            format!(
                r#"{{"is_default":{default},"payment":{{"payment_intent":{{"id":"{id}","status":"requires_action","client_secret":"s3cret"}}}}}}"#
            )
        };
        let (first, second) = (payment("pi_1", false), payment("pi_2", true));
        let text =
            format!(r#"{{"id":"in_1","currency":"eur","payments":{{"data":[{first},{second}]}}}}"#);
        let invoice: FullInvoice = serde_json::from_str(&text).expect("an invoice");
        let intent = invoice.payment_intent().expect("a payment");
        assert_eq!(intent.id, "pi_2");
        assert!(!format!("{invoice:?}").contains("s3cret"));
    }

    #[test]
    fn a_rate_is_printed_as_the_merchant_wrote_it() {
        for (wire, expected) in [("19.0", "19"), ("8.875", "8.875"), ("0", "0")] {
            let text = format!(r#"{{"display_name":"VAT","percentage":{wire}}}"#);
            let rate: TaxRate = serde_json::from_str(&text).expect("a rate");
            assert_eq!(rate.percentage.as_deref(), Some(expected));
        }
    }
}
