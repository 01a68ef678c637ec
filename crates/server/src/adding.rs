//! Adding a payment method: begun in the way of the account (docs/adr/0026), and kept once.

use std::sync::Arc;

use contract::{
    ActivityKind, AddPaymentMethod, Changed, ErrorCode, Processor, Setup, SetupIntent, SetupMode,
    SetupRedirect,
};

use crate::activity::{self, Note};
use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::session::Actor;
use crate::store::Checkout;
use crate::upstream::{Adopted, WaysBack};

/// The page that begins it, and that the processor's page leads back to.
const PAGE: &str = "/add-payment-method";

/// A customer who adds a payment method.
#[derive(Clone)]
pub struct Adding {
    /// The application.
    pub app: App,
    /// The merchant.
    pub merchant: Arc<Merchant>,
    /// The customer.
    pub customer: String,
    /// From where it is asked for.
    pub actor: Actor,
    /// The same for a repeated request, for upstream.
    pub upstream_key: String,
}

impl Adding {
    /// Begins it: what the processor's script needs, or the processor's page. `configuration` is the one of payment
    /// methods, `pmc_…`.
    ///
    /// # Errors
    /// Upstream's; the database's.
    pub async fn start(self, configuration: Option<String>) -> ApiResult<Setup> {
        let configuration = configuration.as_deref();
        let account = &self.merchant.account;
        match account.add_payment_method {
            SetupMode::Embedded => {
                let started = self
                    .merchant
                    .upstream
                    .create_setup_intent(&self.customer, configuration, &self.upstream_key)
                    .await?;
                Ok(Setup::Embedded(SetupIntent {
                    id: started.id,
                    client_secret: started.client_secret,
                    processor: Processor {
                        publishable_key: account.publishable_key.clone(),
                    },
                }))
            }
            SetupMode::Redirect => self.start_checkout(configuration).await,
        }
    }

    async fn start_checkout(self, configuration: Option<&str>) -> ApiResult<Setup> {
        let account = &self.merchant.account;
        let page = format!("{}{PAGE}?checkout=", self.merchant.here.origin);
        let back = WaysBack {
            success: &format!("{page}{{CHECKOUT_SESSION_ID}}"),
            cancel: &format!("{page}canceled"),
        };
        let locale = self.actor.locale.as_deref();
        let started = self
            .merchant
            .upstream
            .create_checkout(
                &self.customer,
                configuration,
                back,
                locale,
                &self.upstream_key,
            )
            .await?;
        let now = self.app.clock().now();
        self.app
            .store()
            .note_checkout(&account.id, &self.customer, &started.id, now)
            .await?;
        Ok(Setup::Redirect(SetupRedirect {
            redirect_url: started.url,
        }))
    }

    /// Keeps what was saved, as default. Called with the customer's lock.
    ///
    /// # Errors
    /// Upstream's; `setup_used` for a checkout session that is kept already, `not_found` for one that this customer was
    /// not sent to.
    pub async fn keep(self, saved: AddPaymentMethod) -> ApiResult<Changed> {
        match saved {
            AddPaymentMethod::SetupIntent(intent) => {
                let upstream = &self.merchant.upstream;
                let adopted = upstream
                    .adopt_setup_intent(&self.customer, &intent, &self.upstream_key)
                    .await?;
                self.tell(&adopted).await;
                Ok(adopted.state)
            }
            AddPaymentMethod::CheckoutSession(session) => self.keep_checkout(&session).await,
        }
    }

    /// The id of the session came in an address that anybody may open again, so it counts once: what was default before
    /// must not become it again by an old address.
    async fn keep_checkout(&self, session: &str) -> ApiResult<Changed> {
        let (store, account) = (self.app.store(), &self.merchant.account.id);
        match store.checkout(account, &self.customer, session).await? {
            Some(Checkout::Open) => {}
            Some(Checkout::Kept) => {
                return Err(Failure::new(
                    ErrorCode::SetupUsed,
                    "The payment method of this checkout session is kept already.",
                ));
            }
            None => return Err(Failure::not_found()),
        }
        let upstream = &self.merchant.upstream;
        let adopted = upstream
            .adopt_checkout(&self.customer, session, &self.upstream_key)
            .await?;
        self.tell(&adopted).await;
        // Last: after a failure before it everything is done again, with the same result.
        let now = self.app.clock().now();
        store
            .keep_checkout(account, &self.customer, session, now)
            .await?;
        Ok(adopted.state)
    }

    async fn tell(&self, adopted: &Adopted) {
        let mut note = Note::new(ActivityKind::PaymentMethodAdded, &self.actor);
        let mut methods = adopted.state.payment_methods.iter();
        if let Some(added) = methods.find(|method| method.id == adopted.method) {
            note = note.with_method(&added.kind);
        }
        // A setup intent adds one method, however often it is asked for.
        let (app, merchant, intent) = (&self.app, &self.merchant, &adopted.intent);
        activity::record(app, merchant, &self.customer, intent, &self.actor, &note).await;
    }
}
