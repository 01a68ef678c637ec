//! What the endpoints of prices accept.

use crate::params::{
    AMOUNT, CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, Param, STARTING_AFTER, clear, opt,
    req,
};

const TAX_BEHAVIOR: Param = opt(
    "tax_behavior",
    Kind::Choice(&["exclusive", "inclusive", "unspecified"]),
);
const TIERS: Param = opt(
    "tiers",
    Kind::List(&Kind::Object(&[
        opt("flat_amount", AMOUNT),
        opt("flat_amount_decimal", Kind::Decimal),
        opt("unit_amount", AMOUNT),
        opt("unit_amount_decimal", Kind::Decimal),
        req("up_to", Kind::UpTo),
    ])),
);
const CURRENCY_OPTIONS: Kind = Kind::ByCurrency(&[
    opt("custom_unit_amount", Kind::Unbuilt),
    TAX_BEHAVIOR,
    TIERS,
    opt("unit_amount", AMOUNT),
    opt("unit_amount_decimal", Kind::Decimal),
]);
const INTERVAL: Param = req("interval", Kind::Choice(&["day", "month", "week", "year"]));
const INTERVAL_COUNT: Param = opt("interval_count", Kind::Integer(1, 1_095));
const RECURRING: Kind = Kind::Object(&[
    INTERVAL,
    INTERVAL_COUNT,
    opt("meter", ID),
    opt("trial_period_days", Kind::Integer(1, 730)),
    opt("usage_type", Kind::Choice(&["licensed", "metered"])),
]);
pub(super) const CREATE: &[Param] = &[
    opt("active", Kind::Boolean),
    opt("billing_scheme", Kind::Choice(&["per_unit", "tiered"])),
    req("currency", Kind::Currency),
    opt("currency_options", CURRENCY_OPTIONS),
    opt("custom_unit_amount", Kind::Unbuilt),
    opt("lookup_key", Kind::Text(200)),
    METADATA,
    opt("nickname", ID),
    opt("product", ID),
    opt(
        "product_data",
        Kind::Object(&[
            opt("active", Kind::Boolean),
            opt("id", ID),
            METADATA,
            req("name", Kind::Text(250)),
            opt("statement_descriptor", Kind::Text(22)),
            opt("tax_code", ID),
            opt("unit_label", Kind::Text(12)),
        ]),
    ),
    opt("recurring", RECURRING),
    TAX_BEHAVIOR,
    TIERS,
    opt("tiers_mode", Kind::Choice(&["graduated", "volume"])),
    opt("transfer_lookup_key", Kind::Boolean),
    opt(
        "transform_quantity",
        Kind::Object(&[
            req("divide_by", Kind::Integer(1, 1_000_000_000)),
            req("round", Kind::Choice(&["down", "up"])),
        ]),
    ),
    opt("unit_amount", AMOUNT),
    opt("unit_amount_decimal", Kind::Decimal),
];
/// A product's `default_price_data`.
pub(crate) const DEFAULT_DATA: &[Param] = &[
    req("currency", Kind::Currency),
    opt("currency_options", CURRENCY_OPTIONS),
    opt("custom_unit_amount", Kind::Unbuilt),
    METADATA,
    opt("recurring", Kind::Object(&[INTERVAL, INTERVAL_COUNT])),
    TAX_BEHAVIOR,
    opt("unit_amount", AMOUNT),
    opt("unit_amount_decimal", Kind::Decimal),
];
/// A subscription item's `price_data`.
pub(crate) const ITEM_DATA: &[Param] = &[
    req("currency", Kind::Currency),
    req("product", ID),
    req("recurring", Kind::Object(&[INTERVAL, INTERVAL_COUNT])),
    TAX_BEHAVIOR,
    opt("unit_amount", AMOUNT),
    opt("unit_amount_decimal", Kind::Decimal),
];
pub(super) const UPDATE: &[Param] = &[
    opt("active", Kind::Boolean),
    clear("currency_options", CURRENCY_OPTIONS),
    clear("lookup_key", Kind::Text(200)),
    METADATA,
    clear("nickname", ID),
    TAX_BEHAVIOR,
    opt("transfer_lookup_key", Kind::Boolean),
];
pub(super) const LIST: &[Param] = &[
    opt("active", Kind::Boolean),
    CREATED,
    opt("currency", Kind::Currency),
    ENDING_BEFORE,
    LIMIT,
    opt("lookup_keys", Kind::List(&ID)),
    opt("product", ID),
    opt(
        "recurring",
        Kind::Object(&[
            opt("interval", Kind::Choice(&["day", "month", "week", "year"])),
            opt("meter", ID),
            opt("usage_type", Kind::Choice(&["licensed", "metered"])),
        ]),
    ),
    STARTING_AFTER,
    opt("type", Kind::Choice(&["one_time", "recurring"])),
];
