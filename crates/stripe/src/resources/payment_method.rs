//! Payment methods.

use serde::Deserialize;

use super::customer::Customer;
use super::list::{Expandable, Identified, List};
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::Params;

/// A payment method. What may be shown of it is in the field named like its type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PaymentMethod {
    /// `pm_…`, or `card_…` and `src_…` of older integrations.
    pub id: String,
    /// Its type, such as `card`.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was created, Unix seconds.
    #[serde(default)]
    pub created: i64,
    /// Whose it is; absent while it belongs to nobody.
    pub customer: Option<Expandable<Customer>>,
    /// Type `card`.
    pub card: Option<Card>,
    /// Type `us_bank_account`.
    pub us_bank_account: Option<BankAccount>,
    /// Type `sepa_debit`.
    pub sepa_debit: Option<BankAccount>,
    /// Type `bacs_debit`.
    pub bacs_debit: Option<BankAccount>,
    /// Type `au_becs_debit`.
    pub au_becs_debit: Option<BankAccount>,
    /// Type `acss_debit`.
    pub acss_debit: Option<BankAccount>,
    /// Type `cashapp`.
    pub cashapp: Option<Cashapp>,
    /// Type `link`.
    pub link: Option<Link>,
    /// Type `paypal`.
    pub paypal: Option<Paypal>,
}

impl PaymentMethod {
    /// Id of the customer it is attached to.
    pub fn customer_id(&self) -> Option<&str> {
        self.customer.as_ref().map(Expandable::id)
    }
}

impl Identified for PaymentMethod {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What is known of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Card {
    /// Such as `visa`.
    pub brand: Option<String>,
    /// Last four digits.
    pub last4: Option<String>,
    /// Month of expiry, 1–12.
    pub exp_month: Option<u8>,
    /// Year of expiry, four digits.
    pub exp_year: Option<u16>,
    /// `credit`, `debit`, `prepaid` or `unknown`.
    pub funding: Option<String>,
    /// The wallet it sits in.
    pub wallet: Option<Wallet>,
}

/// The wallet a card sits in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Wallet {
    /// Such as `apple_pay`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// What is known of a bank account; which fields are there depends on the country's scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct BankAccount {
    /// Last four digits or characters.
    pub last4: Option<String>,
    /// The bank (`us_bank_account`).
    pub bank_name: Option<String>,
    /// The bank (`acss_debit`).
    pub institution_name: Option<String>,
    /// Country of the account (`sepa_debit`).
    pub country: Option<String>,
    /// Sort code (`bacs_debit`).
    pub sort_code: Option<String>,
    /// Bank-State-Branch number (`au_becs_debit`).
    pub bsb_number: Option<String>,
}

/// A Cash App account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Cashapp {
    /// The public name.
    pub cashtag: Option<String>,
}

/// A Link account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Link {
    /// Its e-mail address.
    pub email: Option<String>,
}

/// A `PayPal` account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Paypal {
    /// Its e-mail address.
    pub payer_email: Option<String>,
}

impl Client {
    /// The methods attached to a customer, newest first, up to 1,000, with the named fields expanded.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn payment_methods(
        &self,
        customer: &str,
        expand: &[&str],
    ) -> Result<List<PaymentMethod>, Error> {
        let params = Params::new().with("customer", customer).expand(expand);
        self.list_all("GET /v1/payment_methods", &[], &params, 1_000)
            .await
    }

    /// One method, whoever it belongs to.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none for this key.
    pub async fn payment_method(&self, id: &str) -> Result<PaymentMethod, Error> {
        self.call(Call::get(
            "GET /v1/payment_methods/{}",
            &[id],
            Params::new(),
        ))
        .await
    }

    /// Attaches a method to a customer.
    ///
    /// # Errors
    /// [`Error::Api`] when the bank declines or the method was used without a customer.
    pub async fn attach_payment_method(
        &self,
        id: &str,
        customer: &str,
        key: &IdempotencyKey,
    ) -> Result<PaymentMethod, Error> {
        let params = Params::new().with("customer", customer);
        let endpoint = "POST /v1/payment_methods/{}/attach";
        self.call(Call::post(endpoint, &[id], params, key)).await
    }

    /// Detaches a method from its customer, for good.
    ///
    /// # Errors
    /// [`Error::Api`] when it is attached to nobody.
    pub async fn detach_payment_method(
        &self,
        id: &str,
        key: &IdempotencyKey,
    ) -> Result<PaymentMethod, Error> {
        let endpoint = "POST /v1/payment_methods/{}/detach";
        self.call(Call::post(endpoint, &[id], Params::new(), key))
            .await
    }
}
