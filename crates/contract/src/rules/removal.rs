//! The guard: a payment method can be removed only while another remains that can be charged.
//!
//! Source: the product FAQ, "What happens if a customer with an active subscription tries to remove their payment
//! method"; what is not spelled out there is decided in docs/adr/0008.

use super::payment_methods::is_chargeable;
use crate::{PaymentMethod, PaymentMethodId, Subscription, SubscriptionId};

/// What removing a method entails. Moves happen before the method is detached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removal {
    /// The method that becomes the customer's default, when the removed one was it.
    pub new_default: Option<PaymentMethodId>,
    /// Live subscriptions that need a method of their own, with that method; `None` means the customer's default.
    pub moves: Vec<(SubscriptionId, Option<PaymentMethodId>)>,
}

/// Why a method cannot be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The customer has no such method.
    Unknown,
    /// This live subscription would be left without a method it can be charged with.
    OnlyChargeable {
        /// The first such subscription.
        subscription: SubscriptionId,
    },
}

/// Decides whether `method` may be removed, and what has to be moved first. `now` in Unix seconds.
///
/// # Errors
/// [`Refusal::OnlyChargeable`] while a live subscription could be charged with this method alone, or would be left
/// with no method at all.
pub fn plan(
    method: &PaymentMethodId,
    methods: &[PaymentMethod],
    subscriptions: &[Subscription],
    now: i64,
) -> Result<Removal, Refusal> {
    let removed = methods
        .iter()
        .find(|candidate| candidate.id == *method)
        .ok_or(Refusal::Unknown)?;
    let remaining: Vec<&PaymentMethod> = methods
        .iter()
        .filter(|candidate| candidate.id != *method)
        .collect();
    let live: Vec<&Subscription> = subscriptions
        .iter()
        .filter(|subscription| subscription.status.is_live())
        .collect();

    for subscription in &live {
        let charges =
            |candidate: &PaymentMethod| is_chargeable(candidate, &subscription.currency, now);
        let covered = remaining.iter().any(|candidate| charges(candidate));
        if !covered && (charges(removed) || remaining.is_empty()) {
            return Err(Refusal::OnlyChargeable {
                subscription: subscription.id.clone(),
            });
        }
    }

    // The best heir charges most live subscriptions; among equals the newest wins.
    let heir = |candidates: &[&PaymentMethod]| {
        candidates
            .iter()
            .max_by_key(|candidate| {
                let charged = live
                    .iter()
                    .filter(|s| is_chargeable(candidate, &s.currency, now))
                    .count();
                (charged, candidate.created, candidate.id.clone())
            })
            .map(|candidate| candidate.id.clone())
    };
    let new_default = if removed.is_default {
        heir(&remaining)
    } else {
        None
    };
    let default = new_default.clone().or_else(|| {
        remaining
            .iter()
            .find(|candidate| candidate.is_default)
            .map(|candidate| candidate.id.clone())
    });
    let charges = |id: &PaymentMethodId, currency: &str| {
        remaining
            .iter()
            .any(|candidate| candidate.id == *id && is_chargeable(candidate, currency, now))
    };

    let mut moves = Vec::new();
    for subscription in &live {
        let used = subscription.default_payment_method.as_ref();
        let loses_own = used == Some(method);
        let loses_default = used.is_none() && removed.is_default;
        if !loses_own && !loses_default {
            continue;
        }
        let by_default = default
            .as_ref()
            .is_some_and(|id| charges(id, &subscription.currency));
        let target = if by_default {
            None
        } else {
            let able: Vec<&PaymentMethod> = remaining
                .iter()
                .copied()
                .filter(|m| is_chargeable(m, &subscription.currency, now))
                .collect();
            heir(&able)
        };
        if loses_own || target.is_some() {
            moves.push((subscription.id.clone(), target));
        }
    }
    Ok(Removal { new_default, moves })
}
