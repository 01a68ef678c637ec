//! Customers and their tax ids.

use serde::Deserialize;

use super::list::{Identified, List, id_of, or_default};
use super::subscription::Subscription;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::idempotency::IdempotencyKey;
use crate::params::Params;

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Customer {
    /// `cus_…`, or whatever the merchant chose.
    pub id: String,
    /// Deleted customers keep their id and lose everything else.
    #[serde(default)]
    pub deleted: bool,
    /// When the customer was made, Unix seconds.
    #[serde(default)]
    pub created: i64,
    /// Name of the person or company.
    pub name: Option<String>,
    /// Where invoices are sent.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// Billing address.
    pub address: Option<Address>,
    /// Where goods are sent.
    pub shipping: Option<Shipping>,
    /// Owed (positive) or in credit (negative), minor units of `currency`.
    #[serde(default, deserialize_with = "or_default")]
    pub balance: i64,
    /// Currency once one is fixed, lower case.
    pub currency: Option<String>,
    /// Languages in order of preference.
    #[serde(default, deserialize_with = "or_default")]
    pub preferred_locales: Vec<String>,
    /// Holds the default payment method.
    #[serde(default, deserialize_with = "or_default")]
    pub invoice_settings: InvoiceSettings,
    /// Whether real money moves.
    #[serde(default)]
    pub livemode: bool,
    /// Tax ids, when expanded (`tax_ids`).
    pub tax_ids: Option<List<TaxId>>,
    /// Subscriptions that have not ended, newest first, at most ten, when expanded (`subscriptions`).
    pub subscriptions: Option<List<Subscription>>,
}

impl Identified for Customer {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Settings for invoices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct InvoiceSettings {
    /// Id of the payment method used when a subscription has none of its own.
    #[serde(default, deserialize_with = "id_of")]
    pub default_payment_method: Option<String>,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Address {
    /// Street and number.
    pub line1: Option<String>,
    /// Flat, floor, building.
    pub line2: Option<String>,
    /// City or town.
    pub city: Option<String>,
    /// State, province or county.
    pub state: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// ISO 3166 code.
    pub country: Option<String>,
}

/// Where goods are sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Shipping {
    /// Recipient.
    pub name: Option<String>,
    /// Phone of the recipient.
    pub phone: Option<String>,
    /// Address.
    pub address: Option<Address>,
}

/// A tax id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TaxId {
    /// `txi_…`.
    pub id: String,
    /// Such as `eu_vat`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The number.
    #[serde(default, deserialize_with = "or_default")]
    pub value: String,
    /// Result of verification, for types that can be verified.
    pub verification: Option<Verification>,
}

impl Identified for TaxId {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Result of verifying a tax id.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Verification {
    /// `pending`, `verified`, `unverified` or `unavailable`.
    pub status: Option<String>,
}

impl Client {
    /// A customer, with the named fields expanded. A deleted one is returned too, as [`Customer::deleted`].
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none for this key.
    pub async fn customer(&self, id: &str, expand: &[&str]) -> Result<Customer, Error> {
        let params = Params::new().expand(expand);
        self.call(Call::get("GET /v1/customers/{}", &[id], params))
            .await
    }

    /// The customers with exactly this e-mail address and their subscriptions, newest first, up to 100.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn customers_by_email(&self, email: &str) -> Result<List<Customer>, Error> {
        let params = Params::new()
            .with("email", email)
            .expand(&["data.subscriptions"]);
        self.list_all("GET /v1/customers", &[], &params, 100).await
    }

    /// Makes a payment method the customer's default.
    ///
    /// # Errors
    /// [`Error::Api`] when the method is not attached to the customer.
    pub async fn set_customer_default(
        &self,
        id: &str,
        payment_method: &str,
        key: &IdempotencyKey,
    ) -> Result<Customer, Error> {
        let settings = Params::new().with("default_payment_method", payment_method);
        let params = Params::new().with("invoice_settings", settings);
        self.call(Call::post("POST /v1/customers/{}", &[id], params, key))
            .await
    }

    /// All tax ids of a customer, up to 1,000.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn tax_ids(&self, customer: &str) -> Result<List<TaxId>, Error> {
        let endpoint = "GET /v1/customers/{}/tax_ids";
        self.list_all(endpoint, &[customer], &Params::new(), 1_000)
            .await
    }
}
