//! Changes to subscriptions: one at a time per customer, decided on what upstream says now, and written down before
//! they begin.

use std::sync::Arc;

use contract::rules::actions::{self, Reason};
use contract::{
    ActivityKind, CancelMode, CancelPreview, CancellationDetails, Changed, ErrorCode, Features,
    InvoiceStatus, Subscription, SubscriptionId,
};

use crate::activity::{self, Note};
use crate::app::{App, Merchant};
use crate::configuration::Configuration;
use crate::error::{ApiResult, Failure};
use crate::features::features_of;
use crate::flow::Flow;
use crate::locks::Held;
use crate::session::{Actor, token};
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
    /// From where it was asked for.
    pub actor: Actor,
    /// What the session is for, when it is for one thing only.
    pub flow: Option<Flow>,
    /// The version of the state it was decided on, if the tab said so.
    pub version: Option<String>,
}

/// What is done to a subscription without further questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Ends it, as the configuration says at the end of its period or at once.
    Cancel,
    /// Lets a cancelled one go on, as long as it has not ended.
    Renew,
    /// Undoes the change that the portal has planned.
    CancelChange,
}

impl Act {
    /// The last part of its address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Renew => "renew",
            Self::CancelChange => "cancel-change",
        }
    }

    /// Whether the configuration has the feature it belongs to.
    pub fn is_offered(self, features: &Features) -> bool {
        match self {
            Self::Cancel | Self::Renew => features.subscription_cancel.is_some(),
            Self::CancelChange => features.subscription_update.is_some(),
        }
    }

    fn rule(self, subscription: &Subscription, features: &Features) -> Result<(), Reason> {
        match self {
            Self::Cancel => actions::cancel(subscription, features),
            Self::Renew => actions::renew(subscription, features),
            Self::CancelChange => actions::cancel_change(subscription, features),
        }
    }

    /// The refusal that says that what was asked for is so already. With an intent of ours whose answer got lost, that
    /// is its success.
    fn fulfilled(self) -> Reason {
        match self {
            Self::Cancel => Reason::Ending,
            Self::Renew => Reason::NotEnding,
            Self::CancelChange => Reason::NothingScheduled,
        }
    }

    fn action(self) -> Action {
        match self {
            Self::Cancel => Action::Cancel,
            Self::Renew => Action::Renew,
            Self::CancelChange => Action::CancelChange,
        }
    }
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

    /// Takes the offer for staying: the subscription gets the coupon and goes on.
    ///
    /// # Errors
    /// 404, 409 `action_not_allowed` (with [`Reason::OfferGone`] when there is no such offer any more), 409
    /// `state_changed`, or upstream's.
    pub async fn accept_offer(self, held: Arc<Held>) -> ApiResult<Changed> {
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
        let note = Note::new(ActivityKind::OfferAccepted, &self.actor).about([subscription]);
        let intent = self.open_intent(&held, Action::AcceptOffer, &note).await?;
        let given = upstream
            .give_coupon(&self.customer, &self.subscription, &coupon, &intent)
            .await;
        let is_refused = matches!(given, Err(upstream::Error::Rejected { .. }));
        let answer = self.close_intent(&intent, given).await;
        // It was valid a moment ago: somebody else has redeemed the last one.
        if is_refused { Err(gone()) } else { answer }
    }

    /// Carries an action out: under the lock it reads upstream again, applies the rule, compares versions, writes the
    /// intent down, acts.
    ///
    /// # Errors
    /// 404, 409 `action_not_allowed`, 409 `state_changed`, or upstream's.
    pub async fn act(self, held: Arc<Held>, act: Act) -> ApiResult<Changed> {
        let snapshot = self.merchant.upstream.fresh(&self.customer).await?;
        let refusal = match self.find(&snapshot) {
            // One that has ended at once is no longer listed.
            Err(failure) => (act == Act::Cancel).then_some(failure),
            Ok(subscription) => match act.rule(subscription, &self.features()) {
                Ok(()) => None,
                Err(reason) => {
                    let failure = refused(reason, &snapshot);
                    if reason != act.fulfilled() {
                        return Err(failure);
                    }
                    Some(failure)
                }
            },
        };
        if let Some(failure) = refusal {
            return self.done_before(act.action(), &snapshot, failure).await;
        }
        let found = self.find(&snapshot)?;
        self.check_version(&snapshot.state)?;
        let intent = self
            .open_intent(&held, act.action(), &self.note(act, found))
            .await?;
        let (upstream, customer) = (&self.merchant.upstream, self.customer.as_str());
        let id = &self.subscription;
        let result = match act {
            Act::Cancel => {
                let (mode, prorates) = (self.mode(), self.prorates());
                upstream.cancel(customer, id, mode, prorates, &intent).await
            }
            Act::Renew => upstream.renew(customer, id, &intent).await,
            Act::CancelChange => upstream.cancel_change(customer, id, &intent).await,
        };
        self.close_intent(&intent, result).await
    }

    /// Notes why the customer left. The subscription may have ended already.
    ///
    /// # Errors
    /// 404 when it is not the customer's or was not cancelled, or upstream's.
    pub async fn explain(self, details: CancellationDetails, key: String) -> ApiResult<Changed> {
        let upstream = &self.merchant.upstream;
        let id = &self.subscription;
        Ok(upstream
            .set_cancellation_details(&self.customer, id, &details, &key)
            .await?)
    }

    /// What was asked for is so already. If our own change was on its way and its answer got lost, that was it.
    pub(crate) async fn done_before(
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
        activity::close(&self.app, &self.merchant, &intent, Outcome::Done).await?;
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

    /// Nothing is sent upstream before this is on disk. `note` is what will be told of the change once it is made.
    pub(crate) async fn open_intent(
        &self,
        held: &Held,
        action: Action,
        note: &Note,
    ) -> ApiResult<String> {
        let id = token::new_id("pti_");
        let intent = NewIntent {
            id: &id,
            merchant: &self.merchant.account.id,
            customer: &self.customer,
            action,
            object: self.subscription.as_str(),
        };
        activity::open(&self.app, held, &intent, &self.actor, note).await?;
        Ok(id)
    }

    /// What will be told of an action.
    fn note(&self, act: Act, found: &Subscription) -> Note {
        let kind = match act {
            Act::Cancel => ActivityKind::SubscriptionCanceled,
            Act::Renew => ActivityKind::SubscriptionRenewed,
            Act::CancelChange => ActivityKind::ChangeCanceled,
        };
        let at_period_end = act == Act::Cancel && self.mode() == CancelMode::AtPeriodEnd;
        let effective_at = found.current_period_end.filter(|_| at_period_end);
        Note::new(kind, &self.actor)
            .about([found])
            .effective(effective_at)
    }

    /// An unknown outcome leaves the intent open: [`crate::reconcile`] looks at it again.
    pub(crate) async fn close_intent(
        &self,
        id: &str,
        result: Result<Changed, upstream::Error>,
    ) -> ApiResult<Changed> {
        let outcome = match &result {
            Ok(_) => Outcome::Done,
            Err(error) if error.leaves_open() => return Ok(result?),
            Err(_) => Outcome::Refused,
        };
        self.close(id, outcome).await;
        Ok(result?)
    }

    /// Notes how a change ended.
    pub(crate) async fn close(&self, id: &str, outcome: Outcome) {
        if let Err(error) = activity::close(&self.app, &self.merchant, id, outcome).await {
            // The change stands; the reconciler will find nothing left to do and close it.
            tracing::error!(%error, "an intent could not be closed");
        }
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
