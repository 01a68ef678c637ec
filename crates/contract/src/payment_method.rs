//! Payment methods as the customer sees them. Numbers never appear, only what the processor reveals.

use serde::{Deserialize, Serialize};

use crate::PaymentMethodId;

/// One way to pay that the customer has saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentMethod {
    /// Stripe's id, `pm_…`.
    pub id: PaymentMethodId,
    /// What it is, with what may be shown of it.
    pub kind: PaymentMethodKind,
    /// Whether it is the customer's `invoice_settings.default_payment_method`.
    pub is_default: bool,
    /// When it was saved, Unix seconds.
    pub created: i64,
}

/// The eleven kinds the portal manages, and a last one for kinds this release does not know.
///
/// Source: Stripe, "Supported payment methods" of the customer portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PaymentMethodKind {
    /// A credit or debit card, Apple Pay and Google Pay included.
    Card(Card),
    /// ACH Direct Debit.
    UsBankAccount {
        /// The bank's name, if known.
        bank_name: Option<String>,
        /// Last four digits of the account number.
        last4: String,
    },
    /// SEPA Direct Debit.
    SepaDebit {
        /// Last four characters of the IBAN.
        last4: String,
        /// ISO 3166 code of the account's country, if known.
        country: Option<String>,
    },
    /// Bacs Direct Debit.
    BacsDebit {
        /// Last four digits of the account number.
        last4: String,
        /// Sort code, six digits, if known.
        sort_code: Option<String>,
    },
    /// BECS Direct Debit.
    AuBecsDebit {
        /// Last four digits of the account number.
        last4: String,
        /// Bank-State-Branch number, if known.
        bsb_number: Option<String>,
    },
    /// Canadian pre-authorised debit.
    AcssDebit {
        /// The bank's name, if known.
        bank_name: Option<String>,
        /// Last four digits of the account number.
        last4: String,
    },
    /// Boleto, a Brazilian voucher.
    Boleto,
    /// Amazon Pay.
    AmazonPay,
    /// Cash App Pay.
    Cashapp {
        /// The customer's public name there, if known.
        cashtag: Option<String>,
    },
    /// Link.
    Link {
        /// The e-mail address of the Link account, if known.
        email: Option<String>,
    },
    /// `PayPal`.
    Paypal {
        /// The payer's e-mail address, if known.
        email: Option<String>,
    },
    /// A kind that came after this release. It is shown, and can be made default or removed.
    Other {
        /// Stripe's `type`.
        name: String,
    },
}

/// What may be shown of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Card {
    /// Stripe's brand: `visa`, `mastercard`, `amex`, `discover`, `diners`, `jcb`, `unionpay`, `eftpos_au`, `unknown`…
    pub brand: String,
    /// Last four digits.
    pub last4: String,
    /// Month of expiry, 1–12.
    pub exp_month: u8,
    /// Year of expiry, four digits.
    pub exp_year: u16,
    /// `credit`, `debit`, `prepaid` or `unknown`.
    pub funding: String,
    /// `apple_pay`, `google_pay`, … when the card sits in a wallet.
    pub wallet: Option<String>,
}

impl PaymentMethodKind {
    /// Stripe's `type`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Card(_) => "card",
            Self::UsBankAccount { .. } => "us_bank_account",
            Self::SepaDebit { .. } => "sepa_debit",
            Self::BacsDebit { .. } => "bacs_debit",
            Self::AuBecsDebit { .. } => "au_becs_debit",
            Self::AcssDebit { .. } => "acss_debit",
            Self::Boleto => "boleto",
            Self::AmazonPay => "amazon_pay",
            Self::Cashapp { .. } => "cashapp",
            Self::Link { .. } => "link",
            Self::Paypal { .. } => "paypal",
            Self::Other { name } => name,
        }
    }
}
