//! What the endpoints of customers accept.

use crate::params::{
    ADDRESS, CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, Param, STARTING_AFTER, clear, opt,
    req,
};
use crate::resources::tax_ids;

const BALANCE: Kind = Kind::Integer(-999_999_999_999, 999_999_999_999);
const INVOICE_SETTINGS: Kind = Kind::Object(&[
    clear(
        "custom_fields",
        Kind::List(&Kind::Object(&[
            req("name", Kind::Text(40)),
            req("value", Kind::Text(140)),
        ])),
    ),
    clear("default_payment_method", ID),
    clear("footer", Kind::Text(5_000)),
    clear("rendering_options", Kind::Unbuilt),
]);
const SHIPPING: Kind = Kind::Object(&[
    req("address", ADDRESS),
    req("name", Kind::Text(5_000)),
    clear("phone", Kind::Text(5_000)),
]);
const TAX_EXEMPT: Kind = Kind::Choice(&["exempt", "none", "reverse"]);
pub(super) const CREATE: &[Param] = &[
    clear("address", ADDRESS),
    opt("balance", BALANCE),
    clear("business_name", Kind::Text(150)),
    clear("cash_balance", Kind::Unbuilt),
    clear("description", Kind::Text(5_000)),
    clear("email", Kind::Email),
    clear("individual_name", Kind::Text(150)),
    opt("invoice_prefix", Kind::Text(12)),
    opt("invoice_settings", INVOICE_SETTINGS),
    METADATA,
    clear("name", Kind::Text(256)),
    opt("next_invoice_sequence", Kind::Integer(1, 999_999_999)),
    opt("payment_method", ID),
    clear("phone", Kind::Text(20)),
    clear("preferred_locales", Kind::List(&Kind::Text(35))),
    clear("shipping", SHIPPING),
    opt("source", Kind::Unbuilt),
    opt("tax", Kind::Unbuilt),
    clear("tax_exempt", TAX_EXEMPT),
    opt("tax_id_data", Kind::List(&Kind::Object(tax_ids::CREATE))),
    opt("test_clock", ID),
    opt("validate", Kind::Boolean),
];

pub(super) const UPDATE: &[Param] = &[
    clear("address", ADDRESS),
    opt("balance", BALANCE),
    clear("business_name", Kind::Text(150)),
    clear("cash_balance", Kind::Unbuilt),
    opt("default_source", Kind::Unbuilt),
    clear("description", Kind::Text(5_000)),
    clear("email", Kind::Email),
    clear("individual_name", Kind::Text(150)),
    opt("invoice_prefix", Kind::Text(12)),
    opt("invoice_settings", INVOICE_SETTINGS),
    METADATA,
    clear("name", Kind::Text(256)),
    opt("next_invoice_sequence", Kind::Integer(1, 999_999_999)),
    clear("phone", Kind::Text(20)),
    clear("preferred_locales", Kind::List(&Kind::Text(35))),
    clear("shipping", SHIPPING),
    opt("source", Kind::Unbuilt),
    opt("tax", Kind::Unbuilt),
    clear("tax_exempt", TAX_EXEMPT),
    opt("validate", Kind::Boolean),
];

pub(super) const LIST: &[Param] = &[
    CREATED,
    opt("email", Kind::Text(512)),
    ENDING_BEFORE,
    LIMIT,
    STARTING_AFTER,
    opt("test_clock", ID),
];
