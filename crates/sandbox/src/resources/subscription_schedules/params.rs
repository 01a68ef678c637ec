//! What the endpoints of schedules accept.

use crate::params::{
    AMOUNT, CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, Param, STARTING_AFTER, clear, opt,
    req,
};
use crate::resources::subscriptions::params::{DISCOUNTS, PRORATION};
use crate::resources::tax_rates::TAX_RATES;

const END_BEHAVIOR: Param = opt("end_behavior", Kind::Choice(&["cancel", "release"]));
pub(super) const CREATE: &[Param] = &[
    opt("billing_mode", Kind::Unbuilt),
    opt("customer", Kind::Unbuilt),
    opt("default_settings", Kind::Unbuilt),
    END_BEHAVIOR,
    req("from_subscription", ID),
    METADATA,
    opt("phases", Kind::Unbuilt),
    opt("start_date", Kind::Unbuilt),
];
const PHASE: Kind = Kind::Object(&[
    opt("add_invoice_items", Kind::Unbuilt),
    opt("automatic_tax", Kind::Unbuilt),
    opt(
        "billing_cycle_anchor",
        Kind::Choice(&["automatic", "phase_start"]),
    ),
    clear("billing_thresholds", Kind::Unbuilt),
    opt("collection_method", Kind::Unbuilt),
    opt("currency", Kind::Currency),
    opt("default_payment_method", Kind::Unbuilt),
    clear("default_tax_rates", TAX_RATES),
    clear("description", Kind::Text(500)),
    DISCOUNTS,
    opt(
        "duration",
        Kind::Object(&[
            req("interval", Kind::Choice(&["day", "month", "week", "year"])),
            opt("interval_count", Kind::Integer(1, 1_095)),
        ]),
    ),
    opt("end_date", Kind::TimestampOr(&["now"])),
    opt("invoice_settings", Kind::Unbuilt),
    req(
        "items",
        Kind::List(&Kind::Object(&[
            clear("billing_thresholds", Kind::Unbuilt),
            clear("discounts", Kind::Unbuilt),
            METADATA,
            opt("plan", Kind::Unbuilt),
            req("price", ID),
            opt("price_data", Kind::Unbuilt),
            opt("quantity", AMOUNT),
            clear("tax_rates", TAX_RATES),
        ])),
    ),
    opt("iterations", Kind::Integer(1, 1_200)),
    METADATA,
    PRORATION,
    opt("start_date", Kind::TimestampOr(&["now"])),
    opt("trial", Kind::Unbuilt),
    opt("trial_end", Kind::Unbuilt),
]);
pub(super) const UPDATE: &[Param] = &[
    opt("default_settings", Kind::Unbuilt),
    END_BEHAVIOR,
    METADATA,
    opt("phases", Kind::List(&PHASE)),
    PRORATION,
];
pub(super) const RELEASE: &[Param] = &[opt("preserve_cancel_date", Kind::Boolean)];
pub(super) const CANCEL: &[Param] = &[
    opt("invoice_now", Kind::Boolean),
    opt("prorate", Kind::Boolean),
];
pub(super) const LIST: &[Param] = &[
    opt("canceled_at", Kind::Unbuilt),
    opt("completed_at", Kind::Unbuilt),
    CREATED,
    opt("customer", ID),
    ENDING_BEFORE,
    LIMIT,
    opt("released_at", Kind::Unbuilt),
    opt("scheduled", Kind::Boolean),
    STARTING_AFTER,
];
