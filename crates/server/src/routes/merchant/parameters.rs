//! The parameters of `POST /v1/billing_portal/sessions`. Source: Stripe's `OpenAPI` description, 2026-09-30.endive.

use crate::configuration::parameters::EXPANDABLE;
use crate::rules::{Field, Rule, optional, required};

const ID: Rule = Rule::Text(5000);

/// Longest URL taken; Stripe's description sets no limit.
const URL: Rule = Rule::Text(5000);

/// The catalogue of a session's configuration, which expands both.
pub const EXPANDABLE_OF_SESSION: &str = "configuration.features.subscription_update.products";

/// Languages a session may ask for: Stripe's, and Arabic, which Stripe's portal does not have.
const LOCALES: &[&str] = &[
    "auto", "ar", "bg", "cs", "da", "de", "el", "en", "en-AU", "en-CA", "en-GB", "en-IE", "en-IN",
    "en-NZ", "en-SG", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hr", "hu", "id", "it",
    "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl",
    "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
];

/// The parameters of a session.
pub const SESSION: &[Field] = &[
    optional("configuration", ID),
    optional("customer", ID),
    optional("customer_account", ID),
    optional(
        "expand",
        Rule::Expansion(&["configuration", EXPANDABLE_OF_SESSION]),
    ),
    optional("flow_data", Rule::Object(FLOW)),
    // "If blank or auto, the customer's preferred_locales or browser's locale is used."
    optional("locale", Rule::EmptyOrChoice(LOCALES)),
    optional("on_behalf_of", ID),
    optional("return_url", URL),
];

const FLOW: &[Field] = &[
    required(
        "type",
        Rule::Choice(&[
            "customer_update",
            "payment_method_update",
            "subscription_cancel",
            "subscription_update",
            "subscription_update_confirm",
        ]),
    ),
    optional("after_completion", Rule::Object(AFTER_COMPLETION)),
    optional("subscription_cancel", Rule::Object(CANCEL)),
    optional(
        "subscription_update",
        Rule::Object(&[required("subscription", ID)]),
    ),
    optional("subscription_update_confirm", Rule::Object(CONFIRM)),
];

const AFTER_COMPLETION: &[Field] = &[
    required(
        "type",
        Rule::Choice(&["hosted_confirmation", "portal_homepage", "redirect"]),
    ),
    optional(
        "hosted_confirmation",
        Rule::Object(&[optional("custom_message", Rule::Text(500))]),
    ),
    optional("redirect", Rule::Object(&[required("return_url", URL)])),
];

const CANCEL: &[Field] = &[
    required("subscription", ID),
    optional(
        "retention",
        Rule::Object(&[
            required("type", Rule::Choice(&["coupon_offer"])),
            required("coupon_offer", Rule::Object(&[required("coupon", ID)])),
        ]),
    ),
];

const CONFIRM: &[Field] = &[
    required("subscription", ID),
    required(
        "items",
        Rule::List(&Rule::Object(&[
            required("id", ID),
            optional("price", ID),
            optional("quantity", Rule::Integer(0, i64::MAX)),
        ])),
    ),
    optional(
        "discounts",
        Rule::List(&Rule::Object(&[
            optional("coupon", ID),
            optional("promotion_code", ID),
        ])),
    ),
];

/// The parameters of a list of configurations.
pub const CONFIGURATION_LIST: &[Field] = &[
    optional("active", Rule::Bool),
    optional("ending_before", ID),
    optional(
        "expand",
        Rule::Expansion(&["data.features.subscription_update.products"]),
    ),
    optional("is_default", Rule::Bool),
    optional("limit", Rule::Integer(1, 100)),
    optional("starting_after", ID),
];

/// The parameters of one configuration.
pub const CONFIGURATION: &[Field] = &[optional("expand", Rule::Expansion(&[EXPANDABLE]))];

/// The parameters of a list of sessions.
pub const SESSION_LIST: &[Field] = &[
    optional("customer", ID),
    optional("limit", Rule::Integer(1, 100)),
    optional("starting_after", ID),
];

/// The parameters of ending all sessions of a customer.
pub const REVOKE_CUSTOMER: &[Field] = &[required("customer", ID)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_47_of_stripes_and_arabic() {
        assert_eq!(LOCALES.len(), 48);
        assert!(LOCALES.contains(&"ar"));
    }
}
