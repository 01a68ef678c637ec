//! Changes to payment methods that money depends on: one at a time per customer, decided on what upstream says now,
//! and written down before they begin.

use std::sync::Arc;

use contract::rules::removal::{self, Refusal};
use contract::{Changed, ErrorCode, PaymentMethodId};

use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::session::token;
use crate::store::{Action, NewIntent, Outcome};
use crate::upstream;

/// A change a customer asked for.
#[derive(Clone)]
pub struct Change {
    /// The application.
    pub app: App,
    /// The merchant.
    pub merchant: Arc<Merchant>,
    /// The customer.
    pub customer: String,
    /// The method.
    pub method: PaymentMethodId,
    /// The version of the state it was decided on, if the tab said so.
    pub version: Option<String>,
}

impl Change {
    /// Removes the method, unless a live subscription would be left without one.
    ///
    /// # Errors
    /// 404, 409 `payment_method_required`, 409 `state_changed`, or upstream's.
    pub async fn remove(self) -> ApiResult<Changed> {
        let _lock = self.lock().await;
        let now = self.app.clock().now();
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let state = &snapshot.state;
        let planned = removal::plan(
            &self.method,
            &state.payment_methods,
            &state.subscriptions,
            now,
        );
        let plan = match planned {
            Ok(plan) => plan,
            Err(Refusal::Unknown) => return self.removed_before(state).await,
            Err(Refusal::OnlyChargeable { .. }) => {
                return Err(Failure::with_state(
                    ErrorCode::PaymentMethodRequired,
                    "It is the only payment method a live subscription can be charged with.",
                    state.clone(),
                ));
            }
        };
        self.check_version(state)?;
        let intent = self.open_intent(Action::Remove).await?;
        let result = self
            .merchant
            .upstream
            .remove(&self.customer, &self.method, &plan, &intent)
            .await;
        self.close_intent(&intent, result).await
    }

    /// Makes the method the customer's default.
    ///
    /// # Errors
    /// 404, 409 `state_changed`, or upstream's.
    pub async fn make_default(self) -> ApiResult<Changed> {
        let _lock = self.lock().await;
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let state = &snapshot.state;
        let known = state.payment_methods.iter().any(|m| m.id == self.method);
        if !known {
            return Err(Failure::not_found());
        }
        self.check_version(state)?;
        let intent = self.open_intent(Action::MakeDefault).await?;
        let result = self
            .merchant
            .upstream
            .make_default(&self.customer, &self.method, &intent)
            .await;
        self.close_intent(&intent, result).await
    }

    async fn lock(&self) -> tokio::sync::OwnedMutexGuard<()> {
        let merchant = &self.merchant.account.id;
        self.app.locks().customer(merchant, &self.customer).await
    }

    fn check_version(&self, state: &Changed) -> ApiResult<()> {
        match &self.version {
            Some(version) if *version != state.version => Err(Failure::with_state(
                ErrorCode::StateChanged,
                "The state changed since it was read.",
                state.clone(),
            )),
            _ => Ok(()),
        }
    }

    /// The method is gone. If our own removal was on its way and its answer got lost, that was it.
    async fn removed_before(&self, state: &Changed) -> ApiResult<Changed> {
        let store = self.app.store();
        let merchant = &self.merchant.account.id;
        let open = store
            .open_intent_of(
                merchant,
                &self.customer,
                Action::Remove,
                self.method.as_str(),
            )
            .await?;
        let intent = open.ok_or_else(Failure::not_found)?;
        store
            .close_intent(&intent, Outcome::Done, self.app.clock().now())
            .await?;
        Ok(state.clone())
    }

    /// Nothing is sent upstream before this is on disk.
    async fn open_intent(&self, action: Action) -> ApiResult<String> {
        let id = token::new_id("pti_");
        let intent = NewIntent {
            id: &id,
            merchant: &self.merchant.account.id,
            customer: &self.customer,
            action,
            object: self.method.as_str(),
        };
        let now = self.app.clock().now();
        self.app.store().open_intent(&intent, now).await?;
        Ok(id)
    }

    /// An unknown outcome leaves the intent open: [`crate::reconcile`] looks at it again.
    async fn close_intent(
        &self,
        id: &str,
        result: Result<Changed, upstream::Error>,
    ) -> ApiResult<Changed> {
        let outcome = match &result {
            Ok(_) => Outcome::Done,
            Err(upstream::Error::NotFound | upstream::Error::Declined { .. }) => Outcome::Refused,
            Err(_) => return Ok(result?),
        };
        let now = self.app.clock().now();
        if let Err(error) = self.app.store().close_intent(id, outcome, now).await {
            // The change stands; the reconciler will find nothing left to do and close it.
            tracing::error!(%error, "an intent could not be closed");
        }
        Ok(result?)
    }
}
