//! What may be done with a subscription, and if not, why.
//!
//! Source: Stripe, "Customer portal limitations": a subscription with several products, usage-based billing, sent
//! invoices or a payment method the portal does not manage can be cancelled and not updated; one with a change planned
//! by a subscription schedule can be neither, except that the portal's own planned change can be undone.

use serde::{Deserialize, Serialize};

use crate::{
    CollectionMethod, Features, PaymentMethod, PaymentMethodKind, Subscription, SubscriptionStatus,
    UsageType,
};

/// Why something cannot be done with a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The configuration does not allow it.
    Disabled,
    /// The subscription has ended.
    Ended,
    /// Its first payment is still to be made.
    Incomplete,
    /// A change is planned for it. The portal's own can be undone, the merchant's cannot.
    Scheduled,
    /// It ends already. It can be renewed.
    Ending,
    /// It does not end, so there is nothing to renew.
    NotEnding,
    /// No change is planned, so there is nothing to undo.
    NothingScheduled,
    /// It has several products.
    SeveralProducts,
    /// It is billed by usage.
    UsageBased,
    /// It is paid by sent invoices.
    SentInvoice,
    /// It is charged to a kind of payment method that the portal does not manage.
    PaymentMethod,
    /// What the merchant offered for staying cannot be had any more: it has ended, or was taken before.
    OfferGone,
}

impl Reason {
    /// The wire name, also used as `data-*` value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Ended => "ended",
            Self::Incomplete => "incomplete",
            Self::Scheduled => "scheduled",
            Self::Ending => "ending",
            Self::NotEnding => "not_ending",
            Self::NothingScheduled => "nothing_scheduled",
            Self::SeveralProducts => "several_products",
            Self::UsageBased => "usage_based",
            Self::SentInvoice => "sent_invoice",
            Self::PaymentMethod => "payment_method",
            Self::OfferGone => "offer_gone",
        }
    }
}

/// What may be done with a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// Another payment method can be added.
    pub add_method: bool,
    /// Its price or quantity can be changed, or why not.
    pub update: Result<(), Reason>,
    /// It can be cancelled.
    pub cancel: bool,
    /// Its cancellation can be taken back.
    pub renew: bool,
    /// The change that is planned for it can be undone.
    pub cancel_change: bool,
}

impl Allowed {
    /// What a configuration allows, as things are. `method` is the one it is charged to, see [`charged_method`].
    pub fn of(
        subscription: &Subscription,
        method: Option<&PaymentMethod>,
        features: &Features,
    ) -> Self {
        Self {
            add_method: features.payment_method_update,
            update: update(subscription, method, features),
            cancel: cancel(subscription, features).is_ok(),
            renew: renew(subscription, features).is_ok(),
            cancel_change: cancel_change(subscription, features).is_ok(),
        }
    }

    /// Whether the subscription itself can be changed, cancelled or renewed.
    pub fn any(self) -> bool {
        self.update.is_ok() || self.cancel || self.renew
    }
}

/// The method a subscription is charged to: its own, else the customer's default.
pub fn charged_method<'a>(
    subscription: &Subscription,
    methods: &'a [PaymentMethod],
) -> Option<&'a PaymentMethod> {
    match &subscription.default_payment_method {
        Some(own) => methods.iter().find(|method| method.id == *own),
        None => methods.iter().find(|method| method.is_default),
    }
}

/// Whether price or quantity may be changed. `method` is the one it is charged to, see [`charged_method`].
///
/// # Errors
/// The first reason that stands in the way: the switch, then where the subscription stands, then what it is.
pub fn update(
    subscription: &Subscription,
    method: Option<&PaymentMethod>,
    features: &Features,
) -> Result<(), Reason> {
    // With nothing but a promotion code allowed there is nothing to change: it comes with another price or quantity.
    let allowed = features.subscription_update.as_ref();
    if !allowed.is_some_and(|allowed| allowed.price || allowed.quantity) {
        return Err(Reason::Disabled);
    }
    require_settled(subscription)?;
    if subscription.cancel_at.is_some() {
        return Err(Reason::Ending);
    }
    if is_usage_based(subscription) {
        return Err(Reason::UsageBased);
    }
    if subscription.items.len() != 1 {
        return Err(Reason::SeveralProducts);
    }
    if subscription.collection_method == CollectionMethod::SendInvoice {
        return Err(Reason::SentInvoice);
    }
    if method.is_some_and(|method| matches!(method.kind, PaymentMethodKind::Other { .. })) {
        return Err(Reason::PaymentMethod);
    }
    Ok(())
}

/// Whether it may be cancelled.
///
/// # Errors
/// [`Reason::Disabled`], [`Reason::Ended`], [`Reason::Incomplete`], [`Reason::Scheduled`] or [`Reason::Ending`].
pub fn cancel(subscription: &Subscription, features: &Features) -> Result<(), Reason> {
    if features.subscription_cancel.is_none() {
        return Err(Reason::Disabled);
    }
    require_settled(subscription)?;
    if subscription.cancel_at.is_some() {
        return Err(Reason::Ending);
    }
    Ok(())
}

/// Whether a cancellation that has not taken effect may be taken back.
///
/// # Errors
/// [`Reason::Disabled`], [`Reason::Ended`], [`Reason::Incomplete`], [`Reason::Scheduled`] or [`Reason::NotEnding`].
pub fn renew(subscription: &Subscription, features: &Features) -> Result<(), Reason> {
    if features.subscription_cancel.is_none() {
        return Err(Reason::Disabled);
    }
    require_settled(subscription)?;
    if subscription.cancel_at.is_none() {
        return Err(Reason::NotEnding);
    }
    Ok(())
}

/// Whether a planned change may be undone: only the portal's own.
///
/// # Errors
/// [`Reason::Disabled`], [`Reason::Ended`], [`Reason::NothingScheduled`], or [`Reason::Scheduled`] when the merchant
/// planned it.
pub fn cancel_change(subscription: &Subscription, features: &Features) -> Result<(), Reason> {
    if features.subscription_update.is_none() {
        return Err(Reason::Disabled);
    }
    if has_ended(subscription) {
        return Err(Reason::Ended);
    }
    match &subscription.schedule {
        None => Err(Reason::NothingScheduled),
        Some(schedule) if !schedule.is_ours => Err(Reason::Scheduled),
        Some(_) => Ok(()),
    }
}

/// Not over, paid for once, and with nothing planned.
fn require_settled(subscription: &Subscription) -> Result<(), Reason> {
    if has_ended(subscription) {
        return Err(Reason::Ended);
    }
    if subscription.status == SubscriptionStatus::Incomplete {
        return Err(Reason::Incomplete);
    }
    if subscription.schedule.is_some() {
        return Err(Reason::Scheduled);
    }
    Ok(())
}

fn has_ended(subscription: &Subscription) -> bool {
    matches!(
        subscription.status,
        SubscriptionStatus::Canceled | SubscriptionStatus::IncompleteExpired
    )
}

fn is_usage_based(subscription: &Subscription) -> bool {
    subscription.items.iter().any(|item| {
        let recurring = item.price.recurring.as_ref();
        recurring.is_some_and(|recurring| recurring.usage_type == UsageType::Metered)
    })
}
