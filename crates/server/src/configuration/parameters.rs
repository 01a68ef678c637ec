//! The parameters of `POST /v1/billing_portal/configurations` and `…/{id}`. Source: Stripe's `OpenAPI` description,
//! 2026-09-30.endive. Creating asks for more than updating does.

use crate::rules::{Field, Rule, optional};

const ID: Rule = Rule::Text(5000);

/// Longest URL taken; Stripe's description sets no limit.
const URL: Rule = Rule::Emptyable(5000);

/// What is only shown when it is asked for.
pub const EXPANDABLE: &str = "features.subscription_update.products";

/// Most products of a configuration. Source: Stripe's description, `products`: "up to 10".
pub const PRODUCTS: usize = 10;

const fn field(name: &'static str, rule: Rule, required: bool) -> Field {
    Field {
        name,
        rule,
        required,
    }
}

const PRODUCT: Rule = Rule::Object(&[
    field("prices", Rule::List(&ID), true),
    field("product", ID, true),
    optional(
        "adjustable_quantity",
        Rule::Object(&[
            field("enabled", Rule::Bool, true),
            optional("maximum", Rule::Integer(1, 999_999)),
            optional("minimum", Rule::Integer(0, 999_999)),
        ]),
    ),
]);

const CONDITION: Rule = Rule::Object(&[field(
    "type",
    Rule::Choice(&["decreasing_item_amount", "shortening_interval"]),
    true,
)]);

/// `features`; `$creating` is whether the features sent must say if they are on.
macro_rules! features {
    ($creating:literal) => {
        Rule::Object(&[
            optional(
                "customer_update",
                Rule::Object(&[
                    optional(
                        "allowed_updates",
                        Rule::EmptyOrList(&Rule::Choice(&[
                            "address", "email", "name", "phone", "shipping", "tax_id",
                        ])),
                    ),
                    field("enabled", Rule::Bool, $creating),
                ]),
            ),
            optional(
                "invoice_history",
                Rule::Object(&[field("enabled", Rule::Bool, true)]),
            ),
            optional(
                "payment_method_update",
                Rule::Object(&[
                    field("enabled", Rule::Bool, true),
                    optional("payment_method_configuration", Rule::Emptyable(5000)),
                ]),
            ),
            optional(
                "subscription_cancel",
                Rule::Object(&[
                    optional(
                        "cancellation_reason",
                        Rule::Object(&[
                            field("enabled", Rule::Bool, true),
                            optional("feedback_options", Rule::EmptyOrList(&ID)),
                            field(
                                "options",
                                Rule::EmptyOrList(&Rule::Choice(&[
                                    "customer_service",
                                    "low_quality",
                                    "missing_features",
                                    "other",
                                    "switched_service",
                                    "too_complex",
                                    "too_expensive",
                                    "unused",
                                ])),
                                $creating,
                            ),
                        ]),
                    ),
                    field("enabled", Rule::Bool, $creating),
                    optional("mode", Rule::Choice(&["at_period_end", "immediately"])),
                    optional("proration_behavior", PRORATION),
                ]),
            ),
            optional(
                "subscription_update",
                Rule::Object(&[
                    optional("billing_cycle_anchor", Rule::Choice(&["now", "unchanged"])),
                    optional(
                        "default_allowed_updates",
                        Rule::EmptyOrList(&Rule::Choice(&["price", "promotion_code", "quantity"])),
                    ),
                    field("enabled", Rule::Bool, $creating),
                    optional("products", Rule::EmptyOrList(&PRODUCT)),
                    optional("proration_behavior", PRORATION),
                    optional(
                        "schedule_at_period_end",
                        Rule::Object(&[optional("conditions", Rule::EmptyOrList(&CONDITION))]),
                    ),
                    optional(
                        "trial_update_behavior",
                        Rule::Choice(&["continue_trial", "end_trial"]),
                    ),
                ]),
            ),
        ])
    };
}

const PRORATION: Rule = Rule::Choice(&["always_invoice", "create_prorations", "none"]);

const BUSINESS_PROFILE: Rule = Rule::Object(&[
    optional("headline", Rule::Emptyable(60)),
    optional("privacy_policy_url", URL),
    optional("terms_of_service_url", URL),
]);

const LOGIN_PAGE: Rule = Rule::Object(&[field("enabled", Rule::Bool, true)]);

/// Creating a configuration.
pub const CREATE: &[Field] = &[
    optional("business_profile", BUSINESS_PROFILE),
    optional("default_return_url", URL),
    optional("expand", Rule::Expansion(&[EXPANDABLE])),
    field("features", features!(true), true),
    optional("login_page", LOGIN_PAGE),
    optional("metadata", Rule::Metadata),
    optional("name", Rule::Emptyable(256)),
];

/// What an update may change, and what else may be sent with it.
macro_rules! update {
    ($more:expr) => {
        &[
            optional("active", Rule::Bool),
            optional("business_profile", BUSINESS_PROFILE),
            optional("default_return_url", URL),
            $more,
            optional("features", features!(false)),
            optional("login_page", LOGIN_PAGE),
            optional("metadata", Rule::Metadata),
            optional("name", Rule::Emptyable(256)),
        ]
    };
}

/// Updating a configuration.
pub const UPDATE: &[Field] = update!(optional("expand", Rule::Expansion(&[EXPANDABLE])));

/// Updating a configuration together with what it says beyond Stripe's object.
pub const EXTENSION: &[Field] = update!(optional("retention_coupon", Rule::Emptyable(5_000)));
