//! The contract's choices, by their names on the wire.

use contract::{
    ActivityKind, CancelMode, CancellationReason, CollectionMethod, Completed, CustomerField,
    Direction, ErrorCode, FlowKind, Interval, InvoiceEventKind, InvoiceStatus, OfferDuration,
    PaymentProgress, SetupMode, SubscriptionStatus, TakesEffect, UsageType, Via,
    rules::{actions::Reason, details::Problem},
};

use super::Read;
use crate::api::json::Json;

choice!(ActivityKind {
    "payment_method_added" => PaymentMethodAdded,
    "payment_method_removed" => PaymentMethodRemoved,
    "default_changed" => DefaultChanged,
    "default_used" => DefaultUsed,
    "subscription_canceled" => SubscriptionCanceled,
    "subscription_renewed" => SubscriptionRenewed,
    "subscription_updated" => SubscriptionUpdated,
    "change_canceled" => ChangeCanceled,
    "offer_accepted" => OfferAccepted,
    "billing_information_updated" => BillingInformationUpdated,
    "invoice_paid" => InvoicePaid,
});
choice!(Via { "link" => Link, "login" => Login });
choice!(Direction { "ltr" => Ltr, "rtl" => Rtl });
choice!(SetupMode { "redirect" => Redirect, "embedded" => Embedded });
choice!(InvoiceStatus { "open" => Open, "paid" => Paid, "uncollectible" => Uncollectible, "void" => Void });
choice!(InvoiceEventKind {
    "payment" => Payment,
    "payment_pending" => PaymentPending,
    "payment_failed" => PaymentFailed,
    "refund" => Refund,
    "refund_pending" => RefundPending,
    "refund_failed" => RefundFailed,
    "credit" => Credit,
});
choice!(PaymentProgress { "idle" => Idle, "processing" => Processing, "requires_action" => RequiresAction });
choice!(CollectionMethod { "charge_automatically" => ChargeAutomatically, "send_invoice" => SendInvoice });
choice!(Interval { "day" => Day, "week" => Week, "month" => Month, "year" => Year });
choice!(UsageType { "licensed" => Licensed, "metered" => Metered });
choice!(CancelMode { "at_period_end" => AtPeriodEnd, "immediately" => Immediately });
choice!(FlowKind {
    "customer_update" => CustomerUpdate,
    "payment_method_update" => PaymentMethodUpdate,
    "subscription_cancel" => SubscriptionCancel,
    "subscription_update" => SubscriptionUpdate,
    "subscription_update_confirm" => SubscriptionUpdateConfirm,
});
choice!(Completed { "done" => Done, "offer_accepted" => OfferAccepted });
choice!(TakesEffect { "now" => Now, "period_end" => PeriodEnd });
choice!(CancellationReason {
    "customer_service" => CustomerService,
    "low_quality" => LowQuality,
    "missing_features" => MissingFeatures,
    "other" => Other,
    "switched_service" => SwitchedService,
    "too_complex" => TooComplex,
    "too_expensive" => TooExpensive,
    "unused" => Unused,
});
choice!(CustomerField {
    "address" => Address,
    "email" => Email,
    "name" => Name,
    "phone" => Phone,
    "shipping" => Shipping,
    "tax_id" => TaxId,
});
choice!(Reason {
    "disabled" => Disabled,
    "ended" => Ended,
    "incomplete" => Incomplete,
    "scheduled" => Scheduled,
    "ending" => Ending,
    "not_ending" => NotEnding,
    "nothing_scheduled" => NothingScheduled,
    "several_products" => SeveralProducts,
    "usage_based" => UsageBased,
    "sent_invoice" => SentInvoice,
    "payment_method" => PaymentMethod,
    "offer_gone" => OfferGone,
});
choice!(OfferDuration { "once" => Once, "repeating" => Repeating, "forever" => Forever });
choice!(Problem {
    "required" => Required,
    "too_long" => TooLong,
    "email" => Email,
    "phone" => Phone,
    "postal_code" => PostalCode,
    "country" => Country,
    "tax_id" => TaxId,
    "taken" => Taken,
    "too_many" => TooMany,
    "refused" => Refused,
});
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
    "out_of_flow" => OutOfFlow,
    "cookies_blocked" => CookiesBlocked,
    "not_found" => NotFound,
    "state_changed" => StateChanged,
    "payment_method_required" => PaymentMethodRequired,
    "setup_incomplete" => SetupIncomplete,
    "setup_processing" => SetupProcessing,
    "setup_used" => SetupUsed,
    "card_declined" => CardDeclined,
    "action_not_allowed" => ActionNotAllowed,
    "payment_failed" => PaymentFailed,
    "authentication_required" => AuthenticationRequired,
    "preview_outdated" => PreviewOutdated,
    "promotion_code_invalid" => PromotionCodeInvalid,
    "code_invalid" => CodeInvalid,
    "code_expired" => CodeExpired,
    "card_number_refused" => CardNumberRefused,
    "invalid_request" => InvalidRequest,
    "unsupported_media_type" => UnsupportedMediaType,
    "rate_limited" => RateLimited,
    "upstream_error" => UpstreamError,
    "upstream_unavailable" => UpstreamUnavailable,
    "internal" => Internal,
});
