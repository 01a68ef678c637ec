//! Billing information and invoices as the customer sees them.

use serde::{Deserialize, Serialize};

use crate::{InvoiceId, SubscriptionId};

/// The customer's billing information.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Customer {
    /// Name of the person or company.
    pub name: Option<String>,
    /// Where invoices are sent.
    pub email: Option<String>,
    /// Phone number as typed.
    pub phone: Option<String>,
    /// Billing address.
    pub address: Option<Address>,
    /// Where goods are sent.
    pub shipping: Option<Shipping>,
    /// Tax ids, as they appear on invoices.
    pub tax_ids: Vec<TaxId>,
    /// What the customer owes (positive) or has in credit (negative), minor units of `currency`.
    pub balance: i64,
    /// The currency of the balance, lower case, once one is fixed.
    pub currency: Option<String>,
    /// Names what a customer can change here, not whether a tax id is verified. Sent back as `If-Match`; a change made
    /// elsewhere in between is answered 409.
    pub version: String,
}

/// A postal address. Parts a country does not use are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Address {
    /// Street and number.
    pub line1: Option<String>,
    /// Flat, floor, building.
    pub line2: Option<String>,
    /// City or town.
    pub city: Option<String>,
    /// State, province or county.
    pub state: Option<String>,
    /// Postal code as the country writes it.
    pub postal_code: Option<String>,
    /// ISO 3166 code of two letters, upper case.
    pub country: Option<String>,
}

/// Where goods are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Shipping {
    /// Recipient.
    pub name: Option<String>,
    /// Phone of the recipient.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<Address>,
}

/// A tax id such as a VAT number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaxId {
    /// Stripe's id, `txi_…`.
    pub id: String,
    /// Stripe's `type`, such as `eu_vat`.
    pub kind: String,
    /// The number itself.
    pub value: String,
    /// `pending`, `verified`, `unverified` or `unavailable`, when the type can be verified.
    pub verification: Option<String>,
}

/// One invoice of the history. Drafts never reach the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Invoice {
    /// Stripe's id, `in_…`.
    pub id: InvoiceId,
    /// Number printed on it.
    pub number: Option<String>,
    /// When it was created, Unix seconds.
    pub created: i64,
    /// Names of its lines, in order, without repetition.
    pub description: Vec<String>,
    /// Total in minor units.
    pub total: i64,
    /// What is still to be paid, minor units.
    pub amount_remaining: i64,
    /// Three-letter ISO code, lower case.
    pub currency: String,
    /// Stripe's status.
    pub status: InvoiceStatus,
    /// The subscription it is for, if any.
    pub subscription: Option<SubscriptionId>,
    /// Stripe's hosted page, when there is one.
    pub hosted_invoice_url: Option<String>,
    /// The PDF, when there is one.
    pub invoice_pdf: Option<String>,
}

/// Status of an invoice the customer may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    /// To be paid.
    Open,
    /// Paid.
    Paid,
    /// Given up.
    Uncollectible,
    /// Declared void.
    Void,
}

impl InvoiceStatus {
    /// The wire name, also used as `data-*` value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Uncollectible => "uncollectible",
            Self::Void => "void",
        }
    }
}

/// A part of a longer list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page<T> {
    /// The entries.
    pub data: Vec<T>,
    /// Whether older ones exist; ask with `?starting_after=<id of the last>`.
    pub has_more: bool,
}
