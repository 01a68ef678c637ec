//! `/v1/account`: the account of the key.

use serde_json::{Map, Value, json};

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::Result;
use crate::params::NONE;
use crate::test_methods::{KINDS, allowed_in};

pub(crate) const ENDPOINTS: &[Endpoint] = &[endpoint!(GET "/v1/account", NONE, retrieve)];

/// The country of accounts whose key names none.
const COUNTRY: &str = "US";
/// The name of every sandbox account.
pub(crate) const NAME: &str = "Sandbox";

/// The country of the caller's account.
pub(crate) fn country(cx: &Cx) -> String {
    cx.caller
        .country
        .clone()
        .unwrap_or_else(|| COUNTRY.to_owned())
}

async fn retrieve(cx: &mut Cx) -> Result<Value> {
    Ok(json!({
        "id": cx.caller.account,
        "object": "account",
        "business_profile": {
            "mcc": null, "minority_owned_business_designation": null, "name": NAME,
            "specified_commercial_transactions_act_url": null, "support_address": address(cx), "support_email": null,
            "support_phone": null, "support_url": null, "url": null,
        },
        "business_type": null,
        "capabilities": capabilities(cx.caller.country.as_deref()),
        "charges_enabled": true,
        "country": country(cx),
        "created": 1_577_836_800,
        "default_currency": "usd",
        "details_submitted": true,
        "email": null,
        "metadata": {},
        "payouts_enabled": true,
        "settings": {
            "branding": { "icon": null, "logo": null, "primary_color": null, "secondary_color": null },
            "card_payments": {
                "statement_descriptor_prefix": null, "statement_descriptor_prefix_kana": null,
                "statement_descriptor_prefix_kanji": null,
            },
            "dashboard": { "display_name": NAME, "timezone": "Etc/UTC" },
            "payments": {
                "statement_descriptor": null, "statement_descriptor_kana": null, "statement_descriptor_kanji": null,
                "statement_descriptor_prefix_kana": null, "statement_descriptor_prefix_kanji": null,
            },
        },
        "type": "standard",
    }))
}

/// Where customers reach the business: a street that does not exist, in the account's country.
fn address(cx: &Cx) -> Value {
    let country = country(cx);
    let (line1, city, postal_code, state) = match country.as_str() {
        "US" => ("1 Fernhill Street", "Portland", "97205", Some("OR")),
        _ => ("Fernhill Street 1", "Sandville", "10115", None),
    };
    json!({
        "city": city, "country": country, "line1": line1, "line2": null,
        "postal_code": postal_code, "state": state,
    })
}

/// What the account may do: the kinds of its country, by the names of Stripe's capabilities.
fn capabilities(country: Option<&str>) -> Value {
    let payments = KINDS
        .iter()
        .filter(|kind| allowed_in(kind, country))
        .map(|kind| (capability(kind.name), "active".into()));
    payments
        .chain([("transfers".to_owned(), "active".into())])
        .collect::<Map<String, Value>>()
        .into()
}

/// Stripe's name of the capability to be paid by a kind.
fn capability(kind: &str) -> String {
    match kind {
        "us_bank_account" => "us_bank_account_ach_payments".to_owned(),
        _ => format!("{kind}_payments"),
    }
}
