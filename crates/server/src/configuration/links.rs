//! The links a configuration should have: the way back to the merchant, the terms of service, the privacy policy.

use serde::Serialize;

use super::Settings;
use crate::config::Account;

/// A link that is set neither in the configuration nor for the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingLink {
    /// The parameter that sets it.
    pub param: &'static str,
    /// What follows from it, for the merchant.
    pub message: &'static str,
    /// Whether the configuration is refused without it.
    #[serde(skip)]
    pub is_demanded: bool,
}

/// The links that are missing. Where customers can cancel and not change their plan, all three must be set. Source: the
/// product's FAQ, "Can I let my users cancel their subscriptions, but not update them?".
pub fn missing_links(settings: &Settings, account: &Account) -> Vec<MissingLink> {
    let features = &settings.features;
    let (cancel, update) = (
        features.subscription_cancel.enabled,
        features.subscription_update.enabled,
    );
    let is_demanded = cancel && !update;
    // The terms are shown where a subscription is changed or a payment method added.
    let shows_terms = cancel || update || features.payment_method_update.enabled;
    let profile = &settings.business_profile;
    let links = [
        (
            settings.return_url(account).is_none(),
            "default_return_url",
            "Customers find no way back to you, unless each session has a `return_url`.",
            true,
        ),
        (
            profile.terms_of_service_url.is_none() && account.terms_of_service_url.is_none(),
            "business_profile[terms_of_service_url]",
            "Customers change what they pay for without a link to your terms of service.",
            shows_terms,
        ),
        (
            profile.privacy_policy_url.is_none() && account.privacy_policy_url.is_none(),
            "business_profile[privacy_policy_url]",
            "Customers change what they pay for without a link to your privacy policy.",
            shows_terms,
        ),
    ];
    let missing = links
        .into_iter()
        .filter(|(is_missing, _, _, matters)| *is_missing && *matters);
    missing
        .map(|(_, param, message, _)| MissingLink {
            param,
            message,
            is_demanded,
        })
        .collect()
}
