//! What the endpoints of checkout sessions accept. Stripe's parameters of the other modes are refused by name.

use crate::params::{ID, Kind, METADATA, Param, clear, opt, req};
use crate::resources::setup_intents::OPTIONS;

const TYPES: Kind = Kind::List(&Kind::Text(50));

/// Languages of the page, as Stripe lists them.
const LOCALES: &[&str] = &[
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr",
    "fr-CA", "hi-IN", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl",
    "pt", "pt-BR", "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
];

pub(super) const CREATE: &[Param] = &[
    opt("after_expiration", Kind::Unbuilt),
    opt("allow_promotion_codes", Kind::Unbuilt),
    opt("allowed_payment_method_types", TYPES),
    opt("automatic_tax", Kind::Unbuilt),
    opt("billing_address_collection", Kind::Unbuilt),
    opt("branding_settings", Kind::Unbuilt),
    opt("cancel_url", ID),
    opt("client_reference_id", Kind::Text(200)),
    opt("consent_collection", Kind::Unbuilt),
    opt("currency", Kind::Currency),
    opt("custom_fields", Kind::Unbuilt),
    opt("custom_text", Kind::Unbuilt),
    opt("customer", ID),
    opt("customer_creation", Kind::Unbuilt),
    opt("customer_email", Kind::Unbuilt),
    opt("customer_update", Kind::Unbuilt),
    opt("discounts", Kind::Unbuilt),
    opt("excluded_payment_method_types", TYPES),
    opt("expires_at", Kind::Timestamp),
    opt("invoice_creation", Kind::Unbuilt),
    opt("line_items", Kind::Unbuilt),
    opt("locale", Kind::Choice(LOCALES)),
    METADATA,
    req("mode", Kind::Choice(&["payment", "setup", "subscription"])),
    opt("payment_intent_data", Kind::Unbuilt),
    opt("payment_method_collection", Kind::Unbuilt),
    opt("payment_method_configuration", Kind::Unbuilt),
    opt("payment_method_data", Kind::Unbuilt),
    opt("payment_method_options", OPTIONS),
    opt("phone_number_collection", Kind::Unbuilt),
    opt("return_url", Kind::Unbuilt),
    opt("saved_payment_method_options", Kind::Unbuilt),
    opt(
        "setup_intent_data",
        Kind::Object(&[
            opt("description", Kind::Text(1_000)),
            clear("metadata", Kind::Metadata),
            opt("on_behalf_of", Kind::Unbuilt),
        ]),
    ),
    opt("shipping_address_collection", Kind::Unbuilt),
    opt("shipping_options", Kind::Unbuilt),
    opt("submit_type", Kind::Unbuilt),
    opt("subscription_data", Kind::Unbuilt),
    opt("success_url", ID),
    opt("tax_id_collection", Kind::Unbuilt),
    // Stripe's word since 2026, and the one before.
    opt("ui_mode", Kind::Choice(&["hosted_page", "hosted"])),
    opt("wallet_options", Kind::Unbuilt),
];

pub(super) const PAGE: &[Param] = &[req("client_secret", ID)];
