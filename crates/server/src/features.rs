//! What a configuration lets customers do, as the portal's client is told.

use contract::{
    CancelMode, CancellationReason, CustomerField, Features, SubscriptionCancel, SubscriptionUpdate,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::configuration::{self, Configuration};
use crate::store::SessionRow;

/// What a session may do: what its configuration says, less what its way in forbids.
pub fn features_for(session: &SessionRow, configuration: &Configuration) -> Features {
    let _ = session;
    restricted(features_of(configuration), Way::Link)
}

/// How a session came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By a link that the merchant's server made for a customer it knows.
    Link,
    /// By a code that was sent to an e-mail address.
    Code,
}

/// Features less what a way in forbids. Whoever came by a code sent to an address has shown to read that mailbox, and
/// nothing else: with another address they could keep the account for good, so the address stays.
pub fn restricted(mut features: Features, way: Way) -> Features {
    if way == Way::Code {
        features
            .customer_update
            .retain(|field| *field != CustomerField::Email);
    }
    features
}

/// The switches of a configuration, as far as this release uses them.
pub fn features_of(configuration: &Configuration) -> Features {
    let features = &configuration.settings.features;
    Features {
        payment_method_update: features.payment_method_update.enabled,
        invoice_history: features.invoice_history.enabled,
        customer_update: if features.customer_update.enabled {
            words::<CustomerField>(&features.customer_update.allowed_updates)
        } else {
            Vec::new()
        },
        subscription_cancel: cancel(&features.subscription_cancel),
        subscription_update: update(&features.subscription_update),
    }
}

fn cancel(feature: &configuration::SubscriptionCancel) -> Option<SubscriptionCancel> {
    let asked = &feature.cancellation_reason;
    feature.enabled.then(|| SubscriptionCancel {
        mode: match feature.mode.as_str() {
            "immediately" => CancelMode::Immediately,
            _ => CancelMode::AtPeriodEnd,
        },
        reasons: if asked.enabled {
            words::<CancellationReason>(&asked.options)
        } else {
            Vec::new()
        },
        feedback_options: Vec::new(),
    })
}

fn update(feature: &configuration::SubscriptionUpdate) -> Option<SubscriptionUpdate> {
    let allows = |what: &str| feature.default_allowed_updates.iter().any(|it| it == what);
    feature.enabled.then(|| SubscriptionUpdate {
        price: allows("price"),
        quantity: allows("quantity"),
        promotion_code: allows("promotion_code"),
    })
}

/// The words this release knows, in their order.
fn words<T: DeserializeOwned>(list: &[String]) -> Vec<T> {
    let known = |word: &String| serde_json::from_value(Value::from(word.as_str())).ok();
    list.iter().filter_map(known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_came_by_a_code_cannot_change_the_address_it_was_sent_to() {
        let all = || Features {
            customer_update: vec![
                CustomerField::Name,
                CustomerField::Email,
                CustomerField::TaxId,
            ],
            ..Features::default()
        };
        assert_eq!(restricted(all(), Way::Link), all());
        let left = restricted(all(), Way::Code).customer_update;
        assert_eq!(left, [CustomerField::Name, CustomerField::TaxId]);
    }
}
