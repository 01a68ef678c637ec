//! What customers changed through the portal: written down when the change is known to be made, shown to them alone,
//! and told by e-mail where it matters (docs/adr/0021).

use std::sync::Arc;

use contract::{Activity, ActivityKind, PaymentMethodKind, SessionId, Subscription, Via};
use serde::{Deserialize, Serialize};

use crate::app::{App, Merchant};
use crate::error::ApiResult;
use crate::locks::Held;
use crate::notices;
use crate::session::Actor;
use crate::store::{self, ActivityRow, NewIntent, Outcome};

/// What was done, and from where. Stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What was done.
    pub kind: ActivityKind,
    /// Names of the products it is about.
    #[serde(default)]
    pub products: Vec<String>,
    /// The payment method it is about.
    pub method: Option<PaymentMethodKind>,
    /// When it takes effect, if later. Unix seconds.
    pub effective_at: Option<i64>,
    /// How the session was opened.
    #[serde(default)]
    via: Via,
    browser: Option<String>,
    system: Option<String>,
    network: Option<String>,
    /// The language the session was shown in.
    #[serde(default)]
    pub locale: Option<String>,
}

impl Note {
    /// That an actor did something.
    pub fn new(kind: ActivityKind, actor: &Actor) -> Self {
        Self {
            kind,
            products: Vec::new(),
            method: None,
            effective_at: None,
            via: actor.via,
            browser: actor.browser.map(str::to_owned),
            system: actor.system.map(str::to_owned),
            network: actor.network.clone(),
            locale: actor.locale.clone(),
        }
    }

    /// About subscriptions.
    #[must_use]
    pub fn about<'a>(mut self, subscriptions: impl IntoIterator<Item = &'a Subscription>) -> Self {
        let items = subscriptions.into_iter().flat_map(|it| &it.items);
        self.products = items.map(|item| item.product_name.clone()).collect();
        self
    }

    /// About a product by its name.
    #[must_use]
    pub fn about_product(mut self, name: &str) -> Self {
        self.products = vec![name.to_owned()];
        self
    }

    /// About a payment method. What is private in it is left out: this is kept for longer than the method is.
    #[must_use]
    pub fn with_method(mut self, kind: &PaymentMethodKind) -> Self {
        let mut kind = kind.clone();
        match &mut kind {
            PaymentMethodKind::Link { email } | PaymentMethodKind::Paypal { email } => {
                *email = None;
            }
            PaymentMethodKind::Cashapp { cashtag } => *cashtag = None,
            PaymentMethodKind::BacsDebit { sort_code, .. } => *sort_code = None,
            PaymentMethodKind::AuBecsDebit { bsb_number, .. } => *bsb_number = None,
            _ => {}
        }
        self.method = Some(kind);
        self
    }

    /// Taking effect at a time, Unix seconds.
    #[must_use]
    pub fn effective(mut self, at: Option<i64>) -> Self {
        self.effective_at = at;
        self
    }

    /// From where it was done: `Firefox, Linux, 203.0.113.0/24`, as far as it is known.
    pub fn origin(&self) -> String {
        let parts = [&self.browser, &self.system, &self.network];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        parts.join(", ")
    }

    fn to_json(&self) -> String {
        // Strings, numbers and options of them always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Writes down a change that is about to begin, with what will be told of it once it is made.
///
/// # Errors
/// 503 when the customer's lock was lost, and the database's own. Nothing is to be sent then.
pub async fn open(
    app: &App,
    held: &Held,
    intent: &NewIntent<'_>,
    actor: &Actor,
    note: &Note,
) -> ApiResult<()> {
    begin(app, held, intent, Some((&actor.session, &note.to_json()))).await
}

/// The same with what will be told as it is stored, see [`crate::store::Store::open_intent`]. The last that is done
/// before anything is sent: whoever was stopped for so long that somebody else holds the lock finds that out here.
///
/// # Errors
/// As [`open`].
pub async fn begin(
    app: &App,
    held: &Held,
    intent: &NewIntent<'_>,
    told: Option<(&str, &str)>,
) -> ApiResult<()> {
    let (store, now) = (app.store(), app.clock().now());
    store.open_intent(intent, told, now).await?;
    let still_held = held.check();
    if still_held.is_err() {
        store.close_intent(intent.id, Outcome::Refused, now).await?;
    }
    still_held
}

/// Writes down what waits for the customer, with what will be told of it once it is done.
///
/// # Errors
/// The database's own.
pub async fn open_waiting(
    app: &App,
    intent: &NewIntent<'_>,
    actor: &Actor,
    note: &Note,
) -> store::Result<()> {
    let told = (actor.session.as_str(), note.to_json());
    app.store()
        .open_intent(intent, Some((told.0, &told.1)), app.clock().now())
        .await
}

/// Writes down how a change ended, and tells it if it was made.
///
/// # Errors
/// The database's own.
pub async fn close(
    app: &App,
    merchant: &Arc<Merchant>,
    id: &str,
    outcome: Outcome,
) -> store::Result<()> {
    let now = app.clock().now();
    if let Some(row) = app.store().close_intent(id, outcome, now).await? {
        notices::tell(app, merchant, &row);
    }
    Ok(())
}

/// Writes down a change that had no intent, once for each `id`, and tells it. The change is made: that it could not be
/// written down is only logged.
pub async fn record(
    app: &App,
    merchant: &Arc<Merchant>,
    customer: &str,
    id: &str,
    actor: &Actor,
    note: &Note,
) {
    let row = ActivityRow {
        id: id.to_owned(),
        merchant_id: merchant.account.id.clone(),
        customer_id: customer.to_owned(),
        at: app.clock().now(),
        session_id: actor.session.clone(),
        note: note.to_json(),
    };
    match app.store().record_activity(&row).await {
        Ok(true) => notices::tell(app, merchant, &row),
        Ok(false) => {}
        Err(error) => tracing::error!(%error, "a change could not be written down"),
    }
}

/// A row as it is shown in a session; `None` when an older release wrote something else.
pub fn shown(row: ActivityRow, session: &str) -> Option<Activity> {
    let note: Note = serde_json::from_str(&row.note).ok()?;
    Some(Activity {
        id: row.id,
        at: row.at,
        kind: note.kind,
        products: note.products,
        method: note.method,
        effective_at: note.effective_at,
        is_this_session: row.session_id == session,
        session: SessionId::from(row.session_id),
        via: note.via,
        browser: note.browser,
        system: note.system,
        network: note.network,
    })
}
