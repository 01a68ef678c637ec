//! The merchant's account.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::customer::Address;
use super::list::or_default;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::params::Params;

/// The account a key belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Account {
    /// `acct_…`.
    pub id: String,
    /// Where the business is, ISO 3166 code of two letters, upper case.
    pub country: Option<String>,
    /// What the account may do, such as `sepa_debit_payments`: `active`, `inactive` or `pending`. Capabilities that were
    /// never asked for are absent.
    #[serde(default, deserialize_with = "or_default")]
    pub capabilities: BTreeMap<String, String>,
    /// What is printed on invoices.
    #[serde(default, deserialize_with = "or_default")]
    pub business_profile: BusinessProfile,
    /// How it looks.
    #[serde(default, deserialize_with = "or_default")]
    pub settings: AccountSettings,
}

/// What is set for an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct AccountSettings {
    /// How it looks.
    #[serde(default, deserialize_with = "or_default")]
    pub branding: AccountBranding,
}

/// How an account looks where Stripe shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct AccountBranding {
    /// Its colour, `#` and six hexadecimal digits.
    pub primary_color: Option<String>,
}

/// How customers reach the business.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct BusinessProfile {
    /// What it is called.
    pub name: Option<String>,
    /// Postal address.
    pub support_address: Option<Address>,
    /// E-mail address.
    pub support_email: Option<String>,
    /// Phone number.
    pub support_phone: Option<String>,
}

impl Client {
    /// An account connected to the key's own.
    ///
    /// # Errors
    /// [`Error::Api`] with [`is_missing`](crate::ApiError::is_missing) when there is none.
    pub async fn connected_account(&self, id: &str) -> Result<Account, Error> {
        self.call(Call::get("GET /v1/accounts/{}", &[id], Params::new()))
            .await
    }

    /// The key's own account.
    ///
    /// # Errors
    /// Any of [`Error`].
    pub async fn account(&self) -> Result<Account, Error> {
        self.call(Call::get("GET /v1/account", &[], Params::new()))
            .await
    }
}
