//! What can be sent when a subscription is created or updated. What is not built is refused, never ignored.

use super::DETAILS;
use crate::params::{AMOUNT, ID, Kind, METADATA, Param, clear, opt, req};
use crate::resources::prices;
use crate::resources::tax_rates::TAX_RATES;

const COLLECTION_METHOD: Param = opt(
    "collection_method",
    Kind::Choice(&["charge_automatically", "send_invoice"]),
);
const DAYS_UNTIL_DUE: Param = opt("days_until_due", Kind::Integer(0, 10_000));
pub(in crate::resources) const DISCOUNTS: Param = clear(
    "discounts",
    Kind::List(&Kind::Object(&[
        opt("coupon", ID),
        opt("discount", ID),
        opt("promotion_code", ID),
    ])),
);
const ITEMS: Kind = Kind::List(&Kind::Object(&[
    clear("billing_thresholds", Kind::Unbuilt),
    clear("discounts", Kind::Unbuilt),
    METADATA,
    opt("plan", Kind::Unbuilt),
    opt("price", ID),
    opt("price_data", Kind::Object(prices::ITEM_DATA)),
    opt("quantity", AMOUNT),
    clear("tax_rates", TAX_RATES),
]));
/// `items` of an update: those with an `id` change or go, others are added.
pub(in crate::resources) const ITEM_CHANGES: Kind = Kind::List(&Kind::Object(&[
    clear("billing_thresholds", Kind::Unbuilt),
    opt("clear_usage", Kind::Boolean),
    opt("deleted", Kind::Boolean),
    clear("discounts", Kind::Unbuilt),
    opt("id", ID),
    METADATA,
    opt("plan", Kind::Unbuilt),
    opt("price", ID),
    opt("price_data", Kind::Object(prices::ITEM_DATA)),
    opt("quantity", AMOUNT),
    clear("tax_rates", TAX_RATES),
]));
const PAYMENT_SETTINGS: Param = opt(
    "payment_settings",
    Kind::Object(&[
        opt("payment_method_options", Kind::Unbuilt),
        clear("payment_method_types", Kind::List(&ID)),
        opt(
            "save_default_payment_method",
            Kind::Choice(&["off", "on_subscription"]),
        ),
    ]),
);
pub(in crate::resources) const TRIAL_END: Param = opt("trial_end", Kind::TimestampOr(&["now"]));
const TRIAL_SETTINGS: Param = opt(
    "trial_settings",
    Kind::Object(&[req(
        "end_behavior",
        Kind::Object(&[
            opt("billing_cycle_anchor", Kind::Unbuilt),
            req(
                "missing_payment_method",
                Kind::Choice(&["cancel", "create_invoice", "pause"]),
            ),
        ]),
    )]),
);
pub(in crate::resources) const PRORATION: Param = opt(
    "proration_behavior",
    Kind::Choice(&["always_invoice", "create_prorations", "none"]),
);

/// An object since 2026-09-30.endive.
const ANCHOR: Param = opt(
    "billing_cycle_anchor",
    Kind::Object(&[req("type", Kind::Choice(&["now", "unchanged"]))]),
);
pub(in crate::resources) const CANCEL_AT: Param = clear(
    "cancel_at",
    Kind::TimestampOr(&["max_period_end", "min_period_end"]),
);

/// `POST /v1/subscriptions`.
pub(super) const CREATE: &[Param] = &[
    opt("add_invoice_items", Kind::Unbuilt),
    clear("application_fee_percent", Kind::Unbuilt),
    opt("automatic_tax", Kind::Unbuilt),
    opt("backdate_start_date", Kind::Unbuilt),
    opt("billing_cycle_anchor", Kind::Unbuilt),
    opt("billing_cycle_anchor_config", Kind::Unbuilt),
    opt(
        "billing_mode",
        Kind::Object(&[
            opt("flexible", Kind::Unbuilt),
            req("type", Kind::Choice(&["classic", "flexible"])),
        ]),
    ),
    opt("billing_schedules", Kind::Unbuilt),
    clear("billing_thresholds", Kind::Unbuilt),
    CANCEL_AT,
    opt("cancel_at_period_end", Kind::Boolean),
    COLLECTION_METHOD,
    opt("currency", Kind::Currency),
    req("customer", ID),
    DAYS_UNTIL_DUE,
    opt("default_payment_method", ID),
    opt("default_source", Kind::Unbuilt),
    clear("default_tax_rates", TAX_RATES),
    opt("description", Kind::Text(500)),
    DISCOUNTS,
    opt("invoice_settings", Kind::Unbuilt),
    req("items", ITEMS),
    METADATA,
    opt("off_session", Kind::Boolean),
    clear("on_behalf_of", ID),
    opt(
        "payment_behavior",
        Kind::Choice(&[
            "allow_incomplete",
            "default_incomplete",
            "error_if_incomplete",
        ]),
    ),
    PAYMENT_SETTINGS,
    clear("pending_invoice_item_interval", Kind::Unbuilt),
    PRORATION,
    opt("transfer_data", Kind::Unbuilt),
    TRIAL_END,
    opt("trial_from_plan", Kind::Unbuilt),
    opt("trial_period_days", Kind::Integer(0, 730)),
    TRIAL_SETTINGS,
];

/// `POST /v1/subscriptions/{id}`.
pub(super) const UPDATE: &[Param] = &[
    opt("add_invoice_items", Kind::Unbuilt),
    clear("application_fee_percent", Kind::Unbuilt),
    opt("automatic_tax", Kind::Unbuilt),
    ANCHOR,
    clear("billing_schedules", Kind::Unbuilt),
    clear("billing_thresholds", Kind::Unbuilt),
    CANCEL_AT,
    opt("cancel_at_period_end", Kind::Boolean),
    opt("cancellation_details", DETAILS),
    opt("collection_method", Kind::Unbuilt),
    opt("days_until_due", Kind::Unbuilt),
    clear("default_payment_method", ID),
    clear("default_source", Kind::Unbuilt),
    clear("default_tax_rates", TAX_RATES),
    clear("description", Kind::Text(500)),
    DISCOUNTS,
    opt("invoice_settings", Kind::Unbuilt),
    opt("items", ITEM_CHANGES),
    METADATA,
    opt("off_session", Kind::Boolean),
    clear("on_behalf_of", ID),
    clear(
        "pause_collection",
        Kind::Object(&[
            req(
                "behavior",
                Kind::Choice(&["keep_as_draft", "mark_uncollectible", "void"]),
            ),
            opt("resumes_at", Kind::Timestamp),
        ]),
    ),
    opt(
        "payment_behavior",
        Kind::Choice(&[
            "allow_incomplete",
            "default_incomplete",
            "error_if_incomplete",
            "pending_if_incomplete",
        ]),
    ),
    PAYMENT_SETTINGS,
    clear("pending_invoice_item_interval", Kind::Unbuilt),
    PRORATION,
    opt("proration_date", Kind::Timestamp),
    clear("transfer_data", Kind::Unbuilt),
    TRIAL_END,
    opt("trial_from_plan", Kind::Unbuilt),
    TRIAL_SETTINGS,
];

/// `POST /v1/subscriptions/{id}/resume`.
pub(super) const RESUME: &[Param] = &[
    ANCHOR,
    opt("payment_behavior", Kind::Unbuilt),
    PRORATION,
    opt("proration_date", Kind::Timestamp),
];
