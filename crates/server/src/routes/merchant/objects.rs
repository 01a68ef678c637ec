//! The objects merchants get, in Stripe's shape.

use serde_json::{Value, json};

use crate::app::Merchant;
use crate::configuration::Configuration;
use crate::form::Node;
use crate::session::lifetimes::{self, Times};
use crate::store::{NewSession, SessionRow};

/// What a new session's object is made of.
pub struct NewSessionObject<'a> {
    /// The session as it is stored.
    pub session: &'a NewSession<'a>,
    /// The language as it was asked for.
    pub locale: Option<&'a str>,
    /// Stripe's `flow`.
    pub flow: Option<Value>,
    /// Its configuration.
    pub configuration: &'a Configuration,
    /// Whether the configuration is an object in it.
    pub expands_configuration: bool,
    /// Whether that shows its products.
    pub with_products: bool,
    /// Whose it is.
    pub merchant: &'a Merchant,
    /// The link.
    pub url: String,
}

/// `billing_portal.session`. Source: Stripe's `OpenAPI` description.
pub fn session(new: &NewSessionObject<'_>) -> Value {
    let configuration = if new.expands_configuration {
        new.configuration.object(new.merchant, new.with_products)
    } else {
        json!(new.configuration.id)
    };
    json!({
        "id": new.session.id,
        "object": "billing_portal.session",
        "configuration": configuration,
        "created": new.session.created_at,
        "customer": new.session.customer,
        "customer_account": null,
        "flow": new.flow,
        "livemode": !new.merchant.account.test_mode,
        "locale": new.locale,
        "on_behalf_of": new.session.on_behalf_of,
        "return_url": new.session.return_url,
        "url": new.url,
    })
}

/// `portico.session`: a session as the merchant's server may look at it. Neither token is in it, for neither is known.
pub fn portico_session(row: &SessionRow, now: i64, livemode: bool) -> Value {
    let ends_at = row.expires_at.unwrap_or(row.link_expires_at);
    let times = Times {
        is_revoked: row.revoked_at.is_some(),
        is_redeemed: row.redeemed_at.is_some(),
        ends_at,
        last_seen_at: row.last_seen_at,
    };
    let status = lifetimes::status(now, &times);
    json!({
        "id": row.id,
        "object": "portico.session",
        "configuration": row.configuration_id,
        "created": row.created_at,
        "customer": row.customer_id,
        "flow_completed_at": row.flow_completed_at,
        "expires_at": ends_at,
        "last_seen_at": row.last_seen_at,
        "livemode": livemode,
        "redeemed_at": row.redeemed_at,
        "revoked_at": row.revoked_at,
        "status": status,
        "via": row.via,
    })
}

/// Stripe's list.
pub fn list(data: Vec<Value>, has_more: bool, url: &str) -> Value {
    json!({ "object": "list", "data": data, "has_more": has_more, "url": url })
}

/// Whether anything is expanded. There is one thing that can be, wherever anything can.
pub fn expands(form: &Node) -> bool {
    !form.texts("expand").is_empty()
}
