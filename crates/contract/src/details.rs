//! Billing information that a customer changes: `/api/customer` and its tax ids.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{Address, Shipping};

/// Body of `POST /api/customer`, answered with the changed [`Customer`](crate::Customer). What is absent stays as it
/// is; `If-Match` takes [`Customer::version`](crate::Customer::version).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DetailsUpdate {
    /// Another name; an empty one clears it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Another e-mail address. It cannot be cleared: invoices go there, and so do codes to sign in with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Another phone number; an empty one clears it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Another address as a whole; one without any part clears it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "address"
    )]
    pub address: Option<Address>,
    /// Another place to send goods to, as a whole; one without any part clears it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "shipping"
    )]
    pub shipping: Option<Shipping>,
}

/// Body of `POST /api/customer/tax-ids`, answered with the changed [`Customer`](crate::Customer).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddTaxId {
    /// Stripe's `type`, such as `eu_vat`.
    pub kind: String,
    /// The number as it is written.
    pub value: String,
}

/// An answer may have parts that a later release knows; what a customer sends may not have parts that nobody does.
#[derive(Deserialize)]
#[serde(remote = "Address", deny_unknown_fields)]
struct SentAddress {
    line1: Option<String>,
    line2: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Shipping", deny_unknown_fields)]
struct SentShipping {
    name: Option<String>,
    phone: Option<String>,
    #[serde(default, deserialize_with = "address")]
    address: Option<Address>,
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Address>, D::Error> {
    #[derive(Deserialize)]
    struct Sent(#[serde(with = "SentAddress")] Address);
    let sent = Option::<Sent>::deserialize(deserializer)?;
    Ok(sent.map(|Sent(address)| address))
}

fn shipping<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Shipping>, D::Error> {
    #[derive(Deserialize)]
    struct Sent(#[serde(with = "SentShipping")] Shipping);
    let sent = Option::<Sent>::deserialize(deserializer)?;
    Ok(sent.map(|Sent(shipping)| shipping))
}
