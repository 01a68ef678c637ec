//! `/v1/account`: the account of the key.

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::endpoint::{Endpoint, endpoint};
use crate::error::Result;
use crate::params::NONE;

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
            "mcc": null, "name": NAME, "support_address": null, "support_email": null,
            "support_phone": null, "support_url": null, "url": null,
        },
        "business_type": null,
        "capabilities": { "card_payments": "active", "transfers": "active" },
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
            "dashboard": { "display_name": NAME, "timezone": "Etc/UTC" },
        },
        "type": "standard",
    }))
}
