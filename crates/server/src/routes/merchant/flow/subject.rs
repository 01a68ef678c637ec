//! The subscription that a flow is about.

use std::sync::Arc;

use contract::rules::actions::{self, Reason};
use contract::{Features, FlowKind, Subscription};

use crate::app::Merchant;
use crate::form::Node;
use crate::stripe_error::{StripeError, StripeResult};
use crate::upstream::Snapshot;

/// A subscription of the customer, as upstream has it now.
pub(super) struct Subject {
    snapshot: Arc<Snapshot>,
    place: usize,
    param: String,
}

impl Subject {
    /// The subscription that `flow_data` names.
    ///
    /// # Errors
    /// `resource_missing` when it is unknown or somebody else's; a sentence when it has ended.
    pub async fn read(
        sent: &Node,
        kind: FlowKind,
        merchant: &Merchant,
        customer: &str,
    ) -> StripeResult<Self> {
        let param = format!("flow_data[{}][subscription]", kind.as_str());
        let id = sent
            .get(kind.as_str())
            .and_then(|details| details.text("subscription"))
            .ok_or_else(|| StripeError::missing(&param))?;
        // A merchant may have made it a moment ago.
        let snapshot = merchant.upstream.fresh(customer).await?;
        let mut all = snapshot.state.subscriptions.iter();
        if let Some(place) = all.position(|held| held.id.as_str() == id) {
            return Ok(Self {
                snapshot,
                place,
                param,
            });
        }
        if merchant.upstream.has_ended(customer, id).await? {
            let what = refused(kind);
            return Err(StripeError::invalid(
                &param,
                format!("This subscription cannot be {what} because it has ended."),
            ));
        }
        Err(StripeError::no_such("subscription", &param, id))
    }

    /// The subscription.
    pub fn subscription(&self) -> &Subscription {
        &self.snapshot.state.subscriptions[self.place]
    }

    /// Refuses what could not be cancelled.
    ///
    /// # Errors
    /// Why not, in Stripe's words where they are known.
    pub fn check_cancel(&self, features: &Features) -> StripeResult<()> {
        let subscription = self.subscription();
        match actions::cancel(subscription, features) {
            Ok(()) => Ok(()),
            Err(Reason::Ending) => Err(self.invalid(format!(
                "The subscription {} is already set to be canceled at period end.",
                subscription.id
            ))),
            Err(reason) => Err(self.unable(FlowKind::SubscriptionCancel, reason)),
        }
    }

    /// Refuses what could not be updated.
    ///
    /// # Errors
    /// Why not, in Stripe's manner.
    pub fn check_update(&self, features: &Features) -> StripeResult<()> {
        let subscription = self.subscription();
        let method = actions::charged_method(subscription, &self.snapshot.state.payment_methods);
        actions::update(subscription, method, features)
            .map_err(|reason| self.unable(FlowKind::SubscriptionUpdate, reason))
    }

    fn unable(&self, kind: FlowKind, reason: Reason) -> StripeError {
        let what = refused(kind);
        let because = because(reason);
        self.invalid(format!(
            "This subscription cannot be {what} because {because}."
        ))
    }

    fn invalid(&self, message: String) -> StripeError {
        StripeError::invalid(&self.param, message)
    }
}

fn refused(kind: FlowKind) -> &'static str {
    match kind {
        FlowKind::SubscriptionCancel => "canceled",
        _ => "updated",
    }
}

fn because(reason: Reason) -> &'static str {
    match reason {
        Reason::SeveralProducts => "it has multiple items",
        Reason::UsageBased => "it uses usage-based billing",
        Reason::SentInvoice => "its invoices are sent for collection",
        Reason::PaymentMethod => "it uses an unsupported payment method",
        Reason::Scheduled => "it has an update scheduled with a subscription schedule",
        Reason::Ending => "it is set to be canceled",
        Reason::Ended => "it has ended",
        Reason::Incomplete => "its first payment is incomplete",
        Reason::Disabled => "the portal configuration does not allow it",
        _ => "of its state",
    }
}
