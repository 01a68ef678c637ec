//! What the endpoints of setup intents accept.

use crate::params::{
    CREATED, ENDING_BEFORE, ID, Kind, LIMIT, METADATA, Param, STARTING_AFTER, clear, opt, req,
};
use crate::resources::payment_methods::{MANDATE_DATA, METHOD_DATA};

const TYPES: Kind = Kind::List(&Kind::Text(50));
const MANDATE: Kind = Kind::Object(MANDATE_DATA);
/// Pre-authorised debits say for what the mandate is given; of the other kinds' options none is built.
pub(crate) const OPTIONS: Kind = Kind::Object(&[
    opt(
        "acss_debit",
        Kind::Object(&[
            opt("currency", Kind::Choice(&["cad", "usd"])),
            opt(
                "mandate_options",
                Kind::Object(&[
                    opt("custom_mandate_url", Kind::Unbuilt),
                    opt(
                        "default_for",
                        Kind::List(&Kind::Choice(&["invoice", "subscription"])),
                    ),
                    opt("interval_description", Kind::Text(500)),
                    opt(
                        "payment_schedule",
                        Kind::Choice(&["combined", "interval", "sporadic"]),
                    ),
                    opt("transaction_type", Kind::Choice(&["business", "personal"])),
                ]),
            ),
            opt(
                "verification_method",
                Kind::Choice(&["automatic", "instant", "microdeposits"]),
            ),
        ]),
    ),
    opt("card", Kind::Unbuilt),
    opt("sepa_debit", Kind::Unbuilt),
    opt("us_bank_account", Kind::Unbuilt),
]);
pub(super) const CREATE: &[Param] = &[
    opt("allowed_payment_method_types", TYPES),
    opt("attach_to_self", Kind::Unbuilt),
    opt(
        "automatic_payment_methods",
        Kind::Object(&[
            opt("allow_redirects", Kind::Choice(&["always", "never"])),
            req("enabled", Kind::Boolean),
        ]),
    ),
    opt("confirm", Kind::Boolean),
    opt("confirmation_token", Kind::Unbuilt),
    opt("customer", ID),
    opt("description", Kind::Text(1_000)),
    opt("excluded_payment_method_types", TYPES),
    opt("flow_directions", Kind::Unbuilt),
    clear("mandate_data", MANDATE),
    METADATA,
    opt("on_behalf_of", Kind::Unbuilt),
    opt("payment_method", ID),
    opt("payment_method_configuration", Kind::Unbuilt),
    opt("payment_method_data", Kind::Object(METHOD_DATA)),
    opt("payment_method_options", OPTIONS),
    opt("return_url", ID),
    opt("single_use", Kind::Unbuilt),
    opt("usage", Kind::Choice(&["off_session", "on_session"])),
    opt("use_stripe_sdk", Kind::Boolean),
];
pub(super) const UPDATE: &[Param] = &[
    clear("allowed_payment_method_types", TYPES),
    opt("customer", ID),
    opt("description", Kind::Text(1_000)),
    METADATA,
    opt("payment_method", ID),
    opt("payment_method_data", Kind::Object(METHOD_DATA)),
    opt("payment_method_options", Kind::Unbuilt),
];
const SECRET: Param = opt("client_secret", ID);
pub(super) const RETRIEVE: &[Param] = &[SECRET];
pub(super) const CONFIRM: &[Param] = &[
    SECRET,
    opt("confirmation_token", Kind::Unbuilt),
    clear("mandate_data", MANDATE),
    opt("payment_method", ID),
    opt("payment_method_data", Kind::Object(METHOD_DATA)),
    opt("payment_method_options", Kind::Unbuilt),
    opt("return_url", ID),
    opt("use_stripe_sdk", Kind::Boolean),
];
pub(super) const CANCEL: &[Param] = &[opt(
    "cancellation_reason",
    Kind::Choice(&["abandoned", "duplicate", "requested_by_customer"]),
)];
pub(super) const AUTHENTICATE: &[Param] = &[
    SECRET,
    req("outcome", Kind::Choice(&["succeeded", "failed"])),
];
pub(super) const LIST: &[Param] = &[
    CREATED,
    opt("customer", ID),
    ENDING_BEFORE,
    LIMIT,
    opt("payment_method", ID),
    STARTING_AFTER,
];
