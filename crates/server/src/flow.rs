//! What a session was made for, and what of a customer it is shown. What it allows: [`contract::rules::flow`].

use contract::rules::flow;
use contract::{
    AfterCompletion, Changed, Completed, Customer, Features, FlowConfirm, FlowKind, InvoiceId,
    InvoiceStatus, SubscriptionId,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{ApiResult, Failure};
use crate::store::SessionRow;
use crate::upstream::Snapshot;

/// The flow of a session, as it is stored with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// What is to be done.
    pub kind: FlowKind,
    /// The subscription it is about.
    pub subscription: Option<SubscriptionId>,
    /// The change the merchant has chosen.
    pub confirm: Option<FlowConfirm>,
    /// The discount that comes with that change.
    pub discount: Option<FlowDiscount>,
    /// The coupon offered for staying.
    pub offer: Option<String>,
    /// What follows.
    pub after_completion: AfterCompletion,
    /// How it was done. A column of its own: the rest never changes.
    #[serde(skip)]
    pub completed: Option<Completed>,
    /// The invoice whose authentication the change waits for; a column of its own, too.
    #[serde(skip)]
    pub invoice: Option<InvoiceId>,
}

/// A discount that the merchant gives together with a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowDiscount {
    /// Id of a coupon.
    Coupon(String),
    /// Id of a promotion code, `promo_…`.
    PromotionCode(String),
}

impl Flow {
    /// The flow that limits a session. `None` when it was made for the whole portal, or the whole portal has opened since.
    ///
    /// # Errors
    /// When what is stored cannot be read: such a session allows nothing.
    pub fn of(session: &SessionRow) -> ApiResult<Option<Self>> {
        let Some(text) = &session.flow else {
            return Ok(None);
        };
        let unreadable = |error: serde_json::Error| {
            tracing::error!(%error, session = session.id, "a session's flow cannot be read");
            Failure::internal()
        };
        let mut found: Self = serde_json::from_str(text).map_err(unreadable)?;
        found.completed = match &session.flow_outcome {
            None => None,
            Some(word) => {
                Some(serde_json::from_value(Value::from(word.as_str())).map_err(unreadable)?)
            }
        };
        found.invoice = session.flow_invoice.as_deref().map(InvoiceId::from);
        Ok((!flow::is_over(&found.shown())).then_some(found))
    }

    /// Whether the payment that the change waited for has arrived, which carried the change out.
    pub fn is_paid(&self, snapshot: &Snapshot) -> bool {
        let invoices = &snapshot.invoices.data;
        self.completed.is_none()
            && self.invoice.as_ref().is_some_and(|id| {
                let mut all = invoices.iter();
                all.any(|held| held.id == *id && held.status == InvoiceStatus::Paid)
            })
    }

    /// The flow as the portal's client is told. What the merchant gives (a discount, an offer) is not in it.
    pub fn shown(&self) -> contract::Flow {
        contract::Flow {
            kind: self.kind,
            subscription: self.subscription.clone(),
            confirm: self.confirm.clone(),
            after_completion: self.after_completion.clone(),
            completed: self.completed,
        }
    }

    /// What the flow needs of the configuration's features.
    pub fn features(&self, all: Features) -> Features {
        let none = Features::default();
        match self.kind {
            FlowKind::CustomerUpdate => Features {
                customer_update: all.customer_update,
                ..none
            },
            FlowKind::PaymentMethodUpdate => Features {
                payment_method_update: all.payment_method_update,
                ..none
            },
            FlowKind::SubscriptionCancel => Features {
                subscription_cancel: all.subscription_cancel,
                ..none
            },
            FlowKind::SubscriptionUpdate | FlowKind::SubscriptionUpdateConfirm => Features {
                payment_method_update: all.payment_method_update,
                subscription_update: all.subscription_update,
                ..none
            },
        }
    }

    /// What the flow needs to know of the customer: who it is, and all of it only where that is changed.
    pub fn customer(&self, all: Customer) -> Customer {
        if self.kind == FlowKind::CustomerUpdate {
            return all;
        }
        Customer {
            name: all.name,
            email: all.email,
            currency: all.currency,
            ..Customer::default()
        }
    }

    /// Leaves of a state what the flow needs. The version stays: it names the whole.
    pub fn reduce(&self, state: &mut Changed) {
        let own = self.subscription.as_ref();
        state.subscriptions.retain(|held| Some(&held.id) == own);
        if !self.needs_methods() {
            state.payment_methods.clear();
        }
    }

    /// The same in an answer that is written already.
    pub fn reduce_answer(&self, answer: &mut Value) {
        let own = self.subscription.as_ref().map(SubscriptionId::as_str);
        if let Some(Value::Array(held)) = answer.get_mut("subscriptions") {
            held.retain(|held| own.is_some() && held["id"].as_str() == own);
        }
        if let Some(Value::Array(held)) = answer.get_mut("payment_methods")
            && !self.needs_methods()
        {
            held.clear();
        }
    }

    fn needs_methods(&self) -> bool {
        match self.kind {
            FlowKind::CustomerUpdate | FlowKind::SubscriptionCancel => false,
            FlowKind::PaymentMethodUpdate
            | FlowKind::SubscriptionUpdate
            | FlowKind::SubscriptionUpdateConfirm => true,
        }
    }
}
