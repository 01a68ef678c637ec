//! The list of invoices, one invoice in full, and how it is paid.

use serde::{Deserialize, Serialize};

use crate::{Address, Changed, Invoice, InvoiceId, PaymentMethodId, PaymentMethodKind};

/// Answer of `GET /api/invoices`: a part of the customer's invoices, newest first.
///
/// Parameters: `starting_after` (an id of [`InvoiceList::next`]), `limit` (1 to 100, 25 unless said otherwise), `status`
/// (see [`crate::InvoiceStatus`]), `year` (of [`Invoice::created`], in UTC) and `search` (a number, a description or an
/// amount).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvoiceList {
    /// The entries.
    pub data: Vec<Invoice>,
    /// Where the list goes on; `None` at its end.
    pub next: Option<InvoiceId>,
    /// The year before which the customer can have no invoice.
    pub first_year: u16,
    /// False when a search has stopped before the oldest invoices: a year has to be chosen to search them.
    pub is_complete: bool,
}

/// One invoice in full. Amounts are minor units of the invoice's currency.
///
/// `subtotal - discounts + taxes that are not inclusive = total`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvoiceDetail {
    /// What the list says of it.
    pub invoice: Invoice,
    /// Who wrote it, as printed on it.
    pub merchant: Party,
    /// Whom it is for, as printed on it.
    pub customer: Party,
    /// When it is due, Unix seconds. Absent when it is charged by itself.
    pub due_date: Option<i64>,
    /// When it was paid, Unix seconds.
    pub paid_at: Option<i64>,
    /// Its lines, in order; at most a thousand.
    pub lines: Vec<InvoiceLine>,
    /// Sum of the lines.
    pub subtotal: i64,
    /// What is taken off.
    pub discounts: Vec<InvoiceDiscount>,
    /// What goes to the state.
    pub taxes: Vec<InvoiceTax>,
    /// What the customer's balance takes off the total; negative when an earlier debt is added.
    pub balance_applied: i64,
    /// What was paid so far.
    pub amount_paid: i64,
    /// Where its payment stands.
    pub payment: PaymentProgress,
    /// The merchant's note to the customer.
    pub memo: Option<String>,
    /// The merchant's text below everything else.
    pub footer: Option<String>,
    /// Payments and what was given back, newest first.
    pub history: Vec<InvoiceEvent>,
}

/// Somebody an invoice names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Party {
    /// Name of the person or company.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number as typed.
    pub phone: Option<String>,
    /// Postal address.
    pub address: Option<Address>,
    /// Numbers of tax ids.
    pub tax_ids: Vec<String>,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvoiceLine {
    /// The product's name, or upstream's words for a part of a period.
    pub description: String,
    /// How many.
    pub quantity: Option<i64>,
    /// Price of one, as a decimal number of minor units such as `0.5`; absent when the price has tiers.
    pub unit_amount_decimal: Option<String>,
    /// Minor units; negative for a credit. Before discounts and before taxes that are not inclusive.
    pub amount: i64,
    /// Begin of the time it is about, Unix seconds.
    pub period_start: i64,
    /// End of the time it is about, Unix seconds; its begin when it is about no time.
    pub period_end: i64,
}

/// A discount of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvoiceDiscount {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The part it takes off, in hundredths of a percent.
    pub percent_off: Option<u32>,
    /// What it takes off, minor units, not negative.
    pub amount: i64,
}

/// A tax of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvoiceTax {
    /// What it is called, such as `VAT`.
    pub name: Option<String>,
    /// Its rate, a decimal number of percent such as `19` or `8.875`.
    pub percentage: Option<String>,
    /// Whether the lines hold it already.
    pub inclusive: bool,
    /// Minor units.
    pub amount: i64,
}

/// Where the payment of an invoice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentProgress {
    /// Nothing is under way.
    Idle,
    /// The bank was asked and takes its time.
    Processing,
    /// The bank waits for the customer to authenticate.
    RequiresAction,
}

/// Something that happened to an invoice's money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvoiceEvent {
    /// When, Unix seconds.
    pub at: i64,
    /// What.
    pub kind: InvoiceEventKind,
    /// How much, minor units, not negative.
    pub amount: i64,
    /// How it was paid, where that is known.
    pub method: Option<PaymentMethodKind>,
    /// The number of a credit note.
    pub number: Option<String>,
}

/// What happened to an invoice's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum InvoiceEventKind {
    /// It was paid.
    Payment,
    /// A payment has begun that takes its time.
    PaymentPending,
    /// A payment failed.
    PaymentFailed,
    /// Money went back to how it was paid.
    Refund,
    /// Money is on its way back.
    RefundPending,
    /// Money could not be given back.
    RefundFailed,
    /// A credit note was written that went to the customer's balance.
    Credit,
}

impl InvoiceEventKind {
    /// The wire name, also used as `data-*` value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Payment => "payment",
            Self::PaymentPending => "payment_pending",
            Self::PaymentFailed => "payment_failed",
            Self::Refund => "refund",
            Self::RefundPending => "refund_pending",
            Self::RefundFailed => "refund_failed",
            Self::Credit => "credit",
        }
    }
}

/// Body of `POST /api/invoices/{id}/pay`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PayInvoice {
    /// The saved method to charge.
    pub payment_method: PaymentMethodId,
}

/// Answer of `POST /api/invoices/{id}/pay`: it is paid, or its payment is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvoicePaid {
    /// The invoice after it.
    pub invoice: InvoiceDetail,
    /// Payment methods and subscriptions after it.
    pub state: Changed,
}

/// Answer of `GET /api/invoices/{id}/authentication`: what the processor's script needs to ask the bank. The secret is
/// for the document's memory only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentAuthentication {
    /// The payment's secret.
    pub client_secret: String,
    /// Publishable key, `pk_…`.
    pub publishable_key: String,
}
