//! An embedded engine that speaks Stripe's wire protocol, on `SQLite`.
//!
//! It is the default billing system behind the portal: the same paths, form encoding, objects, errors, idempotency,
//! events and test clocks as Stripe's API in test mode, so that Stripe's own SDKs drive it. Nothing here takes part in
//! real payments and no card number is ever accepted; payment methods are Stripe's named test methods.
//!
//! Where it differs from Stripe, on purpose: what is not built is refused (`parameter_unsupported`), never ignored;
//! `pm_card_expiresSoon`, `pm_card_expired` and `pm_sepaDebit_insufficientFunds` are names of its own; a key that ends
//! in a country (`sk_test_acme_BR`) is a business of that country, any other may accept every kind of payment method;
//! only test clocks make subscriptions renew; advancing one is done when its request is answered; what a bank or an
//! authority takes days for takes seconds where no test clock runs; events and payments of a customer on a test clock
//! carry its time; after the last retry a subscription is always `unpaid`; all prices of a subscription share one
//! interval, in flexible billing mode too; a `cancel_at` inside a period credits what is left when it comes, not when
//! it is set; a proration is one line although its price has tiers; an item that changes its price by a schedule keeps
//! its id; credit notes are made for paid invoices only.
//!
//! Reading order: [`Config`] and [`Sandbox`], `endpoint` (the way of a request), `params` (what it may say), `cx` and
//! `expand` (stored objects and how they are shown), `resources` (one file per resource), `billing` (what is owed, and what
//! time does), `deferred` (what a while does), `browser`, `hosted` and `outbox` (what people look at).

// An invoice has more members than `json!` can nest by default.
#![recursion_limit = "256"]

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;

mod auth;
mod billing;
mod browser;
mod clock;
mod cx;
mod db;
mod deferred;
mod demo;
mod endpoint;
mod error;
mod events;
mod expand;
mod form;
mod hosted;
mod idempotency;
mod ids;
mod list;
mod outbox;
mod pan;
mod params;
mod resources;
mod state;
mod test_methods;
mod value;
mod webhooks;

pub use demo::DemoCustomer;
pub use error::Error;
pub use state::{Config, Webhook};

use state::AppState;

/// An open sandbox.
#[derive(Debug, Clone)]
pub struct Sandbox {
    state: AppState,
}

impl Sandbox {
    /// Opens the sandbox's database (creating it when missing) and starts delivering events to the webhooks.
    ///
    /// # Errors
    /// When the data directory or database cannot be used.
    pub async fn open(config: Config) -> Result<Self, Error> {
        let db = db::Db::open(&config.data).await?;
        let state = AppState::new(config, db);
        webhooks::start(&state).await?;
        deferred::start(&state);
        Ok(Self { state })
    }

    /// Everything the sandbox serves: `/v1/*`, the browser script under `/v3/`, invoices under `/i/`, mail
    /// under `/outbox`, and `/healthz`.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/healthz", get(async || "ok"))
            .merge(resources::router())
            .merge(test_methods::routes())
            .merge(browser::routes())
            .merge(hosted::routes())
            .merge(outbox::routes())
            .fallback(endpoint::unknown)
            .method_not_allowed_fallback(endpoint::unknown)
            .layer(CatchPanicLayer::custom(endpoint::panicked))
            .with_state(self.state.clone())
    }

    /// Takes mail over SMTP on a listener and shows it at `/outbox`. Nothing is sent on.
    pub fn take_mail(&self, listener: TcpListener) {
        tokio::spawn(outbox::listen(self.state.outbox().clone(), listener));
    }

    /// Fills the account of a secret key with demo customers, once; later calls only list them.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub async fn seed_demo(&self, secret_key: &str) -> Result<Vec<DemoCustomer>, Error> {
        demo::seed(self, secret_key).await
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
