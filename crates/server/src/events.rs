//! Events of the portal's own, for the merchant's webhook endpoints (docs/adr/0024). What changes upstream is told by
//! upstream.

mod deliver;
pub mod endpoint;
mod previous;

use axum::extract::Request;
use serde_json::{Value, json};

pub use deliver::{deliver, keep_delivering};
pub use endpoint::{Endpoint, is_known_type};
pub use previous::previous_attributes;

use crate::app::{App, Merchant};
use crate::idempotency;
use crate::logging::RequestId;
use crate::session::token;
use crate::store::{self, EventRow};
use crate::upstream::API_VERSION;

/// A configuration was made.
pub const CONFIGURATION_CREATED: &str = "billing_portal.configuration.created";
/// A configuration was changed.
pub const CONFIGURATION_UPDATED: &str = "billing_portal.configuration.updated";
/// A link was made.
pub const SESSION_CREATED: &str = "billing_portal.session.created";
/// A session was ended by the merchant.
pub const SESSION_REVOKED: &str = "portico.session.revoked";
/// Another look was published.
pub const BRANDING_PUBLISHED: &str = "portico.branding.published";

/// All of them.
pub const TYPES: [&str; 5] = [
    CONFIGURATION_CREATED,
    CONFIGURATION_UPDATED,
    SESSION_CREATED,
    SESSION_REVOKED,
    BRANDING_PUBLISHED,
];

/// What made it happen: a request of the merchant's, or nothing of theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// The request's id, as in its answer.
    request: Option<String>,
    /// The request's idempotency key.
    key: Option<String>,
}

impl Cause {
    /// A request.
    pub fn of(request: &Request) -> Self {
        let id = request.extensions().get::<RequestId>();
        Self {
            request: id.map(|id| id.0.to_string()),
            // One that cannot be read is refused by whoever carries the request out.
            key: idempotency::key_of(request.headers()).ok().flatten(),
        }
    }
}

/// Keeps an event and sends it on its way. `previous` holds the former values of what changed.
///
/// # Errors
/// The database's own. The caller then answers with an error: what was acknowledged is told.
pub async fn emit(
    app: &App,
    merchant: &Merchant,
    cause: &Cause,
    kind: &str,
    object: &Value,
    previous: Option<Value>,
) -> store::Result<()> {
    let account = &merchant.account;
    let now = app.clock().now();
    let id = token::new_id("evt_");
    let mut data = json!({ "object": object });
    if let Some(previous) = previous {
        data["previous_attributes"] = previous;
    }
    let body = json!({
        "id": id,
        "object": "event",
        "api_version": API_VERSION,
        "created": now,
        "data": data,
        "livemode": !account.test_mode,
        "request": { "id": cause.request, "idempotency_key": cause.key },
        "type": kind,
    });
    let rows = app.store().endpoints(&account.id).await?;
    let wanting = rows.iter().filter(|row| endpoint::wants(row, kind));
    let wanting: Vec<&str> = wanting.map(|row| row.id.as_str()).collect();
    let event = EventRow {
        id,
        merchant_id: account.id.clone(),
        kind: kind.to_owned(),
        created_at: now,
        body: body.to_string(),
    };
    app.store().insert_event(&event, &wanting).await?;
    if !wanting.is_empty() {
        app.event_news().notify_one();
    }
    Ok(())
}

/// Sends an event once more, to one endpoint or to all that want it. `false` when there is none.
///
/// # Errors
/// The database's own.
pub async fn replay(
    app: &App,
    merchant: &Merchant,
    event: &EventRow,
    only: Option<&str>,
) -> store::Result<bool> {
    let (store, account) = (app.store(), &merchant.account.id);
    let now = app.clock().now();
    let rows = store.endpoints(account).await?;
    let chosen = rows.iter().filter(|row| match only {
        Some(id) => row.id == id,
        None => endpoint::wants(row, &event.kind),
    });
    let mut is_sent = false;
    for row in chosen {
        is_sent |= store.replay(account, &event.id, &row.id, now).await?;
    }
    app.event_news().notify_one();
    Ok(is_sent || only.is_none())
}

/// The event as merchants get it: with how many endpoints are still to take it.
pub fn object(event: &EventRow, pending: usize) -> Value {
    let mut object: Value = serde_json::from_str(&event.body).unwrap_or_default();
    object["pending_webhooks"] = json!(pending);
    object
}
