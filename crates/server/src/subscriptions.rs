//! Changes to subscriptions: one at a time per customer, decided on what upstream says now, and written down before
//! they begin.

use std::sync::Arc;

use contract::rules::actions::{self, Reason};
use contract::{
    CancelMode, CancelPreview, CancellationDetails, Changed, ErrorCode, Features, InvoiceStatus,
    Subscription, SubscriptionId,
};

use crate::app::{App, Merchant};
use crate::configuration::Configuration;
use crate::error::{ApiResult, Failure};
use crate::features::features_of;
use crate::session::token;
use crate::store::{Action, NewIntent, Outcome};
use crate::upstream::{self, Snapshot};

/// A subscription a customer wants to change.
#[derive(Clone)]
pub struct Change {
    /// The application.
    pub app: App,
    /// The merchant.
    pub merchant: Arc<Merchant>,
    /// The customer.
    pub customer: String,
    /// The subscription.
    pub subscription: SubscriptionId,
    /// What the session's configuration allows.
    pub configuration: Configuration,
    /// The coupon offered for staying, see [`crate::retention::coupon_of`].
    pub offer: Option<String>,
    /// The version of the state it was decided on, if the tab said so.
    pub version: Option<String>,
}

impl Change {
    /// What cancelling would do.
    ///
    /// # Errors
    /// 404, 409 `action_not_allowed`, or upstream's.
    pub async fn preview_cancel(self) -> ApiResult<CancelPreview> {
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let subscription = self.find(&snapshot)?;
        let features = self.features();
        allowed(actions::cancel(subscription, &features), &snapshot)?;
        let mode = self.mode();
        let upstream = &self.merchant.upstream;
        let cost = upstream
            .preview_cancel(&self.customer, &subscription.id, mode, self.prorates())
            .await?;
        let offer = match &self.offer {
            Some(coupon) => {
                let currency = &subscription.currency;
                upstream
                    .retention_offer(&self.customer, currency, coupon)
                    .await?
            }
            None => None,
        };
        let now = self.app.clock().now();
        let is_open = |invoice: &&contract::Invoice| {
            invoice.status == InvoiceStatus::Open
                && invoice.subscription.as_ref() == Some(&subscription.id)
        };
        Ok(CancelPreview {
            mode,
            ends_at: match mode {
                CancelMode::AtPeriodEnd => subscription.current_period_end.unwrap_or(now),
                CancelMode::Immediately => now,
            },
            currency: subscription.currency.clone(),
            credit: cost.credit,
            due: cost.due,
            open_invoices: snapshot
                .invoices
                .data
                .iter()
                .filter(is_open)
                .cloned()
                .collect(),
            offer,
        })
    }

    /// Takes what the merchant offers for staying: the subscription gets the coupon and goes on.
    ///
    /// # Errors
    /// 404, 409 `action_not_allowed` (with [`Reason::OfferGone`] when there is no such offer any more), 409
    /// `state_changed`, or upstream's.
    pub async fn accept_offer(self) -> ApiResult<Changed> {
        let _lock = self.lock().await;
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let subscription = self.find(&snapshot)?;
        allowed(actions::cancel(subscription, &self.features()), &snapshot)?;
        let gone = || refused(Reason::OfferGone, &snapshot);
        let coupon = self.offer.clone().ok_or_else(gone)?;
        let upstream = &self.merchant.upstream;
        let offer = upstream
            .retention_offer(&self.customer, &subscription.currency, &coupon)
            .await?;
        if offer.is_none() {
            if !upstream.took_coupon(&self.customer, &coupon).await? {
                return Err(gone());
            }
            let action = Action::AcceptOffer;
            return self.done_before(action, &snapshot, gone()).await;
        }
        self.check_version(&snapshot.state)?;
        let intent = self.open_intent(Action::AcceptOffer).await?;
        let given = upstream
            .give_coupon(&self.customer, &self.subscription, &coupon, &intent)
            .await;
        let is_refused = matches!(given, Err(upstream::Error::Rejected { .. }));
        let answer = self.close_intent(&intent, given).await;
        // It was valid a moment ago: somebody else has redeemed the last one.
        if is_refused { Err(gone()) } else { answer }
    }

    /// Cancels the subscription, as the configuration says at the end of its period or at once.
    ///
    /// # Errors
    /// 404, 409 `action_not_allowed`, 409 `state_changed`, or upstream's.
    pub async fn cancel(self) -> ApiResult<Changed> {
        let rule = |subscription: &Subscription, features: &Features| {
            actions::cancel(subscription, features)
        };
        let (mode, prorates) = (self.mode(), self.prorates());
        self.carry_out(Action::Cancel, Reason::Ending, rule, async |change, key| {
            let upstream = &change.merchant.upstream;
            upstream
                .cancel(&change.customer, &change.subscription, mode, prorates, key)
                .await
        })
        .await
    }

    /// Lets a cancelled subscription go on, as long as it has not ended.
    ///
    /// # Errors
    /// As [`Change::cancel`].
    pub async fn renew(self) -> ApiResult<Changed> {
        let rule = |subscription: &Subscription, features: &Features| {
            actions::renew(subscription, features)
        };
        self.carry_out(
            Action::Renew,
            Reason::NotEnding,
            rule,
            async |change, key| {
                let upstream = &change.merchant.upstream;
                upstream
                    .renew(&change.customer, &change.subscription, key)
                    .await
            },
        )
        .await
    }

    /// Undoes the change that the portal has planned.
    ///
    /// # Errors
    /// As [`Change::cancel`].
    pub async fn cancel_change(self) -> ApiResult<Changed> {
        let rule = |subscription: &Subscription, features: &Features| {
            actions::cancel_change(subscription, features)
        };
        let fulfilled = Reason::NothingScheduled;
        self.carry_out(
            Action::CancelChange,
            fulfilled,
            rule,
            async |change, key| {
                let upstream = &change.merchant.upstream;
                upstream
                    .cancel_change(&change.customer, &change.subscription, key)
                    .await
            },
        )
        .await
    }

    /// Notes why the customer left. The subscription may have ended already.
    ///
    /// # Errors
    /// 404 when it is not the customer's or was not cancelled, or upstream's.
    pub async fn explain(self, details: CancellationDetails, key: String) -> ApiResult<Changed> {
        let _lock = self.lock().await;
        let upstream = &self.merchant.upstream;
        let id = &self.subscription;
        Ok(upstream
            .set_cancellation_details(&self.customer, id, &details, &key)
            .await?)
    }

    /// Under the lock: reads upstream again, applies the rule, compares versions, writes the intent down, acts.
    ///
    /// `fulfilled` is the refusal that says that what was asked for is so already. With an intent of ours whose answer
    /// got lost, that is its success.
    async fn carry_out(
        self,
        action: Action,
        fulfilled: Reason,
        rule: impl Fn(&Subscription, &Features) -> Result<(), Reason>,
        act: impl AsyncFnOnce(&Self, &str) -> Result<Changed, upstream::Error>,
    ) -> ApiResult<Changed> {
        let _lock = self.lock().await;
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let refusal = match self.find(&snapshot) {
            // One that has ended at once is no longer listed.
            Err(failure) => (action == Action::Cancel).then_some(failure),
            Ok(subscription) => match rule(subscription, &self.features()) {
                Ok(()) => None,
                Err(reason) => {
                    let failure = refused(reason, &snapshot);
                    if reason != fulfilled {
                        return Err(failure);
                    }
                    Some(failure)
                }
            },
        };
        if let Some(failure) = refusal {
            return self.done_before(action, &snapshot, failure).await;
        }
        self.find(&snapshot)?;
        self.check_version(&snapshot.state)?;
        let intent = self.open_intent(action).await?;
        let result = act(&self, &intent).await;
        self.close_intent(&intent, result).await
    }

    /// What was asked for is so already. If our own change was on its way and its answer got lost, that was it.
    async fn done_before(
        &self,
        action: Action,
        snapshot: &Snapshot,
        failure: Failure,
    ) -> ApiResult<Changed> {
        let store = self.app.store();
        let merchant = &self.merchant.account.id;
        let open = store
            .open_intent_of(merchant, &self.customer, action, self.subscription.as_str())
            .await?;
        let Some(intent) = open else {
            return Err(failure);
        };
        let now = self.app.clock().now();
        store.close_intent(&intent, Outcome::Done, now).await?;
        Ok(snapshot.state.clone())
    }

    /// What the configuration allows.
    pub(crate) fn features(&self) -> Features {
        features_of(&self.configuration)
    }

    fn mode(&self) -> CancelMode {
        let features = self.features();
        let cancel = features.subscription_cancel.as_ref();
        cancel.map_or(CancelMode::AtPeriodEnd, |cancel| cancel.mode)
    }

    fn prorates(&self) -> bool {
        let features = &self.configuration.settings.features;
        features.subscription_cancel.proration_behavior == "create_prorations"
    }

    /// The subscription as it is now.
    pub(crate) fn find<'a>(&self, snapshot: &'a Snapshot) -> ApiResult<&'a Subscription> {
        let mut subscriptions = snapshot.state.subscriptions.iter();
        subscriptions
            .find(|subscription| subscription.id == self.subscription)
            .ok_or_else(Failure::not_found)
    }

    pub(crate) async fn lock(&self) -> tokio::sync::OwnedMutexGuard<()> {
        let merchant = &self.merchant.account.id;
        self.app.locks().customer(merchant, &self.customer).await
    }

    pub(crate) fn check_version(&self, state: &Changed) -> ApiResult<()> {
        match &self.version {
            Some(version) if *version != state.version => Err(Failure::with_state(
                ErrorCode::StateChanged,
                "The state changed since it was read.",
                state.clone(),
            )),
            _ => Ok(()),
        }
    }

    /// Nothing is sent upstream before this is on disk.
    pub(crate) async fn open_intent(&self, action: Action) -> ApiResult<String> {
        let id = token::new_id("pti_");
        let intent = NewIntent {
            id: &id,
            merchant: &self.merchant.account.id,
            customer: &self.customer,
            action,
            object: self.subscription.as_str(),
        };
        let now = self.app.clock().now();
        self.app.store().open_intent(&intent, now).await?;
        Ok(id)
    }

    /// An unknown outcome leaves the intent open: [`crate::reconcile`] looks at it again.
    pub(crate) async fn close_intent(
        &self,
        id: &str,
        result: Result<Changed, upstream::Error>,
    ) -> ApiResult<Changed> {
        let outcome = match &result {
            Ok(_) => Outcome::Done,
            Err(upstream::Error::Unavailable | upstream::Error::RateLimited) => {
                return Ok(result?);
            }
            Err(_) => Outcome::Refused,
        };
        let now = self.app.clock().now();
        if let Err(error) = self.app.store().close_intent(id, outcome, now).await {
            // The change stands; the reconciler will find nothing left to do and close it.
            tracing::error!(%error, "an intent could not be closed");
        }
        Ok(result?)
    }
}

/// Turns a rule's refusal into an answer.
///
/// # Errors
/// 403 `feature_disabled` or 409 `action_not_allowed` with the state.
pub(crate) fn allowed(ruled: Result<(), Reason>, snapshot: &Snapshot) -> ApiResult<()> {
    ruled.map_err(|reason| refused(reason, snapshot))
}

fn refused(reason: Reason, snapshot: &Snapshot) -> Failure {
    if reason == Reason::Disabled {
        return Failure::new(
            ErrorCode::FeatureDisabled,
            "The configuration does not let customers do this.",
        );
    }
    Failure {
        reason: Some(reason),
        ..Failure::with_state(
            ErrorCode::ActionNotAllowed,
            "The subscription does not allow this.",
            snapshot.state.clone(),
        )
    }
}
