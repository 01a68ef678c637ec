//! The contract's types, read from JSON. `read/tests.rs` holds them to what serde reads.

use std::collections::BTreeMap;

use contract::{
    Address, ApiError, Card, Changed, CollectionMethod, Customer, Direction, ErrorCode,
    ErrorEnvelope, Features, Interval, Invoice, InvoiceId, InvoiceStatus, Locale, Merchant, Page,
    PauseCollection, PaymentMethod, PaymentMethodId, PaymentMethodKind, Portal, Price, Processor,
    Recurring, SessionId, SessionInfo, SetupIntent, Shipping, Subscription, SubscriptionId,
    SubscriptionItem, SubscriptionStatus, TaxId, UsageType,
};

use super::json::Json;

/// A type that is read from JSON. Fields nobody knows are passed over, as a newer server may have them.
pub trait Read: Sized {
    /// `None` when it is not written as this type is.
    fn read(json: &Json) -> Option<Self>;
}

impl Json {
    /// The value of a field, as the type that is wanted.
    fn get<T: Read>(&self, name: &str) -> Option<T> {
        T::read(self.field(name))
    }
}

/// An object whose fields are all of types that can be read.
macro_rules! object {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                Some(Self { $($field: json.get(stringify!($field))?),* })
            }
        }
    };
}

/// A choice, by the name of each on the wire.
macro_rules! choice {
    ($type:ident { $($name:literal => $variant:ident),* $(,)? }) => {
        impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                match json.as_text()? {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

/// An id, which is a text.
macro_rules! id {
    ($($type:ident)*) => {
        $(impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                json.as_text().map(Self::from)
            }
        })*
    };
}

/// A number of some size.
macro_rules! number {
    ($($type:ident)*) => {
        $(impl Read for $type {
            fn read(json: &Json) -> Option<Self> {
                match json {
                    Json::Number(number) => Self::try_from(*number).ok(),
                    _ => None,
                }
            }
        })*
    };
}

id!(SessionId PaymentMethodId SubscriptionId InvoiceId);
number!(i64 u32 u16 u8);

impl Read for () {
    fn read(_: &Json) -> Option<Self> {
        Some(())
    }
}

impl Read for bool {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }
}

impl Read for String {
    fn read(json: &Json) -> Option<Self> {
        json.as_text().map(str::to_owned)
    }
}

impl<T: Read> Read for Option<T> {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            json => T::read(json).map(Some),
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::List(values) => values.iter().map(T::read).collect(),
            _ => None,
        }
    }
}

impl<T: Read> Read for Box<T> {
    fn read(json: &Json) -> Option<Self> {
        T::read(json).map(Box::new)
    }
}

impl<T: Read> Read for Page<T> {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            data: json.get("data")?,
            has_more: json.get("has_more")?,
        })
    }
}

impl Read for BTreeMap<String, String> {
    fn read(json: &Json) -> Option<Self> {
        let Json::Object(fields) = json else {
            return None;
        };
        let text =
            |(name, value): &(String, Json)| Some((name.clone(), value.as_text()?.to_owned()));
        fields.iter().map(text).collect()
    }
}

object!(ErrorEnvelope { error });
object!(ApiError {
    code,
    message,
    param,
    request_id,
    state,
    account,
    locale
});
object!(Locale {
    tag,
    intl,
    dir,
    messages
});
object!(SessionInfo {
    id,
    expires_at,
    test_mode,
    return_url,
    now
});
object!(Merchant {
    name,
    headline,
    terms_of_service_url,
    privacy_policy_url,
    support_email,
    logo
});
object!(Features {
    payment_method_update,
    invoice_history,
    customer_update
});
object!(Changed {
    version,
    payment_methods,
    subscriptions
});
object!(SetupIntent {
    id,
    client_secret,
    processor
});
object!(Processor { publishable_key });
object!(Customer {
    name,
    email,
    phone,
    address,
    shipping,
    tax_ids,
    balance,
    currency
});
object!(Address {
    line1,
    line2,
    city,
    state,
    postal_code,
    country
});
object!(Shipping {
    name,
    phone,
    address
});
object!(TaxId {
    id,
    kind,
    value,
    verification
});
object!(Invoice {
    id,
    number,
    created,
    description,
    total,
    amount_remaining,
    currency,
    status,
    hosted_invoice_url,
    invoice_pdf
});
object!(PaymentMethod {
    id,
    kind,
    is_default,
    created
});
object!(Card {
    brand,
    last4,
    exp_month,
    exp_year,
    funding,
    wallet
});
object!(Subscription {
    id,
    status,
    currency,
    collection_method,
    items,
    current_period_end,
    cancel_at,
    trial_end,
    pause_collection,
    default_payment_method,
    created
});
object!(SubscriptionItem {
    id,
    product_name,
    unit_label,
    price,
    quantity
});
object!(Price {
    id,
    currency,
    unit_amount,
    unit_amount_decimal,
    tiered,
    recurring
});
object!(Recurring {
    interval,
    interval_count,
    usage_type
});
object!(PauseCollection {
    behavior,
    resumes_at
});

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

impl Read for Portal {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            session: json.get("session")?,
            locale: json.get("locale")?,
            merchant: json.get("merchant")?,
            features: json.get("features")?,
            customer: json.get("customer")?,
            invoices: json.get("invoices")?,
            // Its fields are written among the others.
            state: Changed::read(json)?,
        })
    }
}

impl Read for PaymentMethodKind {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.field("type").as_text()? {
            "card" => Self::Card(Card::read(json)?),
            "us_bank_account" => Self::UsBankAccount {
                bank_name: json.get("bank_name")?,
                last4: json.get("last4")?,
            },
            "sepa_debit" => Self::SepaDebit {
                last4: json.get("last4")?,
                country: json.get("country")?,
            },
            "bacs_debit" => Self::BacsDebit {
                last4: json.get("last4")?,
                sort_code: json.get("sort_code")?,
            },
            "au_becs_debit" => Self::AuBecsDebit {
                last4: json.get("last4")?,
                bsb_number: json.get("bsb_number")?,
            },
            "acss_debit" => Self::AcssDebit {
                bank_name: json.get("bank_name")?,
                last4: json.get("last4")?,
            },
            "boleto" => Self::Boleto,
            "amazon_pay" => Self::AmazonPay,
            "cashapp" => Self::Cashapp {
                cashtag: json.get("cashtag")?,
            },
            "link" => Self::Link {
                email: json.get("email")?,
            },
            "paypal" => Self::Paypal {
                email: json.get("email")?,
            },
            "other" => Self::Other {
                name: json.get("name")?,
            },
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests;
