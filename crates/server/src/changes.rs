//! Changes to payment methods that money depends on: one at a time per customer, decided on what upstream says now,
//! and written down before they begin.

use std::sync::Arc;

use contract::rules::payment_methods;
use contract::rules::removal::{self, Refusal};
use contract::{ActivityKind, Changed, ErrorCode, PaymentMethodId};

use crate::activity::{self, Note};
use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::locks::Held;
use crate::session::{Actor, token};
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
    /// From where it was asked for.
    pub actor: Actor,
    /// The version of the state it was decided on, if the tab said so.
    pub version: Option<String>,
}

impl Change {
    /// Removes the method, unless a live subscription would be left without one.
    ///
    /// # Errors
    /// 404, 409 `payment_method_required`, 409 `state_changed`, or upstream's.
    pub async fn remove(self, held: Arc<Held>) -> ApiResult<Changed> {
        let now = self.app.clock().now();
        // A subscription that is not shown here needs a method, too.
        let (upstream, customer) = (&self.merchant.upstream, &self.customer);
        let whole = upstream.whole().fresh(customer).await?;
        let snapshot = upstream.seen(whole.clone());
        let state = &snapshot.state;
        let planned = removal::plan(
            &self.method,
            &state.payment_methods,
            &whole.state.subscriptions,
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
        let note = self.note(ActivityKind::PaymentMethodRemoved, state);
        let intent = self.open_intent(&held, Action::Remove, &note).await?;
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
    pub async fn make_default(self, held: Arc<Held>) -> ApiResult<Changed> {
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let state = &snapshot.state;
        let known = state.payment_methods.iter().any(|m| m.id == self.method);
        if !known {
            return Err(Failure::not_found());
        }
        self.check_version(state)?;
        let note = self.note(ActivityKind::DefaultChanged, state);
        let intent = self.open_intent(&held, Action::MakeDefault, &note).await?;
        let result = self
            .merchant
            .upstream
            .make_default(&self.customer, &self.method, &intent)
            .await;
        self.close_intent(&intent, result).await
    }

    /// Charges the live subscriptions that have a method of their own to this one, which is the default, as far as it can
    /// be charged for them. Where nothing is left to do, that is so already.
    ///
    /// # Errors
    /// 404, 409 `state_changed`, also when it is not the default, or upstream's.
    pub async fn use_default(self, held: Arc<Held>) -> ApiResult<Changed> {
        let now = self.app.clock().now();
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let state = &snapshot.state;
        let mut methods = state.payment_methods.iter();
        let method = methods.find(|method| method.id == self.method);
        let method = method.ok_or_else(Failure::not_found)?;
        let movable = payment_methods::movable(method, &state.subscriptions, now);
        if method.is_default && movable.is_empty() {
            self.close_open_intent(Action::UseDefault).await?;
            return Ok(state.clone());
        }
        self.check_version(state)?;
        if !method.is_default {
            return Err(Failure::with_state(
                ErrorCode::StateChanged,
                "Another payment method is the default.",
                state.clone(),
            ));
        }
        let note = Note::new(ActivityKind::DefaultUsed, &self.actor)
            .with_method(&method.kind)
            .about(movable.iter().copied());
        let ids: Vec<_> = movable.into_iter().map(|it| it.id.clone()).collect();
        let intent = self.open_intent(&held, Action::UseDefault, &note).await?;
        let result = self
            .merchant
            .upstream
            .use_default(&self.customer, &ids, &intent)
            .await;
        self.close_intent(&intent, result).await
    }

    fn note(&self, kind: ActivityKind, state: &Changed) -> Note {
        let note = Note::new(kind, &self.actor);
        let mut methods = state.payment_methods.iter();
        match methods.find(|method| method.id == self.method) {
            Some(method) => note.with_method(&method.kind),
            None => note,
        }
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
        let was_ours = self.close_open_intent(Action::Remove).await?;
        was_ours
            .then(|| state.clone())
            .ok_or_else(Failure::not_found)
    }

    /// Closes the intent whose answer got lost: what it was for is so. `false` when there is none.
    async fn close_open_intent(&self, action: Action) -> ApiResult<bool> {
        let account = &self.merchant.account.id;
        let object = self.method.as_str();
        let store = self.app.store();
        let open = store
            .open_intent_of(account, &self.customer, action, object)
            .await?;
        let Some(intent) = open else {
            return Ok(false);
        };
        activity::close(&self.app, &self.merchant, &intent, Outcome::Done).await?;
        Ok(true)
    }

    /// Nothing is sent upstream before this is on disk.
    async fn open_intent(&self, held: &Held, action: Action, note: &Note) -> ApiResult<String> {
        let id = token::new_id("pti_");
        let intent = NewIntent {
            id: &id,
            merchant: &self.merchant.account.id,
            customer: &self.customer,
            action,
            object: self.method.as_str(),
        };
        activity::open(&self.app, held, &intent, &self.actor, note).await?;
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
            Err(error) if error.leaves_open() => return Ok(result?),
            Err(_) => Outcome::Refused,
        };
        if let Err(error) = activity::close(&self.app, &self.merchant, id, outcome).await {
            // The change stands; the reconciler will find nothing left to do and close it.
            tracing::error!(%error, "an intent could not be closed");
        }
        Ok(result?)
    }
}
