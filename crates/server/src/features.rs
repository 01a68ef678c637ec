//! What a configuration lets customers do, as the portal's client is told.

use contract::{
    CancelMode, CancellationReason, CustomerField, Features, FeedbackOption, SubscriptionCancel,
    SubscriptionUpdate,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::configuration::{self, Configuration};
use crate::store::SessionRow;
use crate::upstream::Upstream;

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

/// The same for one session: the e-mail address stays as it is where it was what let the customer in. Source: Stripe,
/// "Share a no-code link".
pub fn features_in(configuration: &Configuration, session: &SessionRow) -> Features {
    let mut features = features_of(configuration);
    if session.is_by_email() {
        features
            .customer_update
            .retain(|field| *field != CustomerField::Email);
    }
    features
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
        feedback_options: if asked.enabled {
            own(&asked.feedback_options)
        } else {
            Vec::new()
        },
    })
}

/// The merchant's own reasons, which only upstream can put into words, see [`describe`].
fn own(ids: &[String]) -> Vec<FeedbackOption> {
    let named = ids.iter().map(|id| FeedbackOption {
        id: id.clone(),
        description: String::new(),
    });
    named.collect()
}

/// Puts the merchant's own reasons into its words. What is out of use, or cannot be read at the moment, is left out:
/// nobody has to give a reason, and a page is not held back for one.
pub async fn describe(features: &mut Features, upstream: &Upstream) {
    let Some(cancel) = &mut features.subscription_cancel else {
        return;
    };
    for mut option in std::mem::take(&mut cancel.feedback_options) {
        if let Ok(Some(found)) = upstream.known_feedback_option(&option.id).await
            && found.is_active
        {
            option.description = found.description;
            cancel.feedback_options.push(option);
        }
    }
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
