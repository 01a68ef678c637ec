//! The contract's choices, by their names on the wire.

use contract::{
    CollectionMethod, Direction, ErrorCode, Interval, InvoiceStatus, SubscriptionStatus, UsageType,
};

use super::Read;
use crate::api::json::Json;

choice!(Direction { "ltr" => Ltr, "rtl" => Rtl });
choice!(InvoiceStatus { "open" => Open, "paid" => Paid, "uncollectible" => Uncollectible, "void" => Void });
choice!(CollectionMethod { "charge_automatically" => ChargeAutomatically, "send_invoice" => SendInvoice });
choice!(Interval { "day" => Day, "week" => Week, "month" => Month, "year" => Year });
choice!(UsageType { "licensed" => Licensed, "metered" => Metered });
choice!(SubscriptionStatus {
    "active" => Active,
    "canceled" => Canceled,
    "incomplete" => Incomplete,
    "incomplete_expired" => IncompleteExpired,
    "past_due" => PastDue,
    "paused" => Paused,
    "trialing" => Trialing,
    "unpaid" => Unpaid,
});
choice!(ErrorCode {
    "link_expired" => LinkExpired,
    "session_switch" => SessionSwitch,
    "session_expired" => SessionExpired,
    "session_changed" => SessionChanged,
    "forbidden_origin" => ForbiddenOrigin,
    "feature_disabled" => FeatureDisabled,
    "not_found" => NotFound,
    "state_changed" => StateChanged,
    "payment_method_required" => PaymentMethodRequired,
    "setup_incomplete" => SetupIncomplete,
    "card_declined" => CardDeclined,
    "invalid_request" => InvalidRequest,
    "unsupported_media_type" => UnsupportedMediaType,
    "rate_limited" => RateLimited,
    "not_implemented" => NotImplemented,
    "upstream_error" => UpstreamError,
    "upstream_unavailable" => UpstreamUnavailable,
    "internal" => Internal,
});
