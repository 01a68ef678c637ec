//! The contract's objects.

use contract::{
    Activity, Address, AfterCompletion, ApiError, Authentication, CancelPreview, Card, Catalogue,
    CatalogueProduct, Changed, Customer, CustomerId, Discount, ErrorEnvelope, Features,
    FeedbackOption, Flow, FlowConfirm, Invoice, InvoiceDetail, InvoiceDiscount, InvoiceEvent,
    InvoiceId, InvoiceLine, InvoiceList, InvoicePaid, InvoiceTax, Locale, LoginPage, Merchant,
    Page, Party, PauseCollection, PaymentAuthentication, PaymentMethod, PaymentMethodId,
    PaymentMethodKind, Portal, Price, Processor, QuantityRange, Recurring, RetentionOffer,
    Schedule, ScheduledItem, SessionId, SessionInfo, Setup, SetupIntent, SetupRedirect, Shipping,
    Statement, StatementLine, Subscription, SubscriptionCancel, SubscriptionId, SubscriptionItem,
    SubscriptionUpdate, TaxId, Texts, Upcoming, UpcomingCharge, UpdatePreview, Usage,
};

use super::Read;
use crate::api::json::Json;

id!(CustomerId SessionId PaymentMethodId SubscriptionId InvoiceId);

impl<T: Read> Read for Page<T> {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            data: json.get("data")?,
            has_more: json.get("has_more")?,
        })
    }
}

object!(Activity {
    id,
    at,
    kind,
    products,
    method,
    effective_at,
    session,
    is_this_session,
    via,
    browser,
    system,
    network
});
object!(Upcoming { charges });
object!(UpcomingCharge {
    subscription,
    at,
    amount,
    currency,
    due_at,
    usage
});
object!(Usage {
    item,
    quantity,
    amount
});
object!(ErrorEnvelope { error });
object!(ApiError {
    code,
    message,
    param,
    problem,
    request_id,
    state,
    customer,
    account,
    locale,
    login_url,
    reason,
    decline_code,
    authentication
});
object!(Authentication { invoice });
object!(LoginPage {
    merchant,
    locale,
    test_mode
});
object!(Locale {
    tag,
    intl,
    dir,
    messages
});
object!(SessionInfo {
    id,
    customer,
    expires_at,
    test_mode,
    add_payment_method,
    return_url,
    now
});
object!(Merchant {
    name,
    headline,
    terms_of_service_url,
    privacy_policy_url,
    support_email,
    logo,
    logo_dark,
    texts
});
object!(Texts {
    support,
    cancel,
    footer
});
object!(Features {
    payment_method_update,
    invoice_history,
    customer_update,
    subscription_cancel,
    subscription_update
});
object!(SubscriptionCancel {
    mode,
    reasons,
    feedback_options
});
object!(FeedbackOption { id, description });
object!(SubscriptionUpdate {
    price,
    quantity,
    promotion_code
});
object!(Flow {
    kind,
    subscription,
    confirm,
    after_completion,
    completed
});
object!(FlowConfirm { price, quantity });
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
object!(SetupRedirect { redirect_url });

impl Read for Setup {
    fn read(json: &Json) -> Option<Self> {
        SetupIntent::read(json)
            .map(Self::Embedded)
            .or_else(|| SetupRedirect::read(json).map(Self::Redirect))
    }
}

object!(Customer {
    name,
    email,
    phone,
    address,
    shipping,
    tax_ids,
    balance,
    currency,
    version
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
    subscription,
    hosted_invoice_url,
    invoice_pdf
});
object!(InvoiceList {
    data,
    next,
    first_year,
    is_complete
});
object!(InvoiceDetail {
    invoice,
    merchant,
    customer,
    due_date,
    paid_at,
    lines,
    subtotal,
    discounts,
    taxes,
    balance_applied,
    amount_paid,
    payment,
    memo,
    footer,
    history
});
object!(Party {
    name,
    email,
    phone,
    address,
    tax_ids
});
object!(InvoiceLine {
    description,
    quantity,
    unit_amount_decimal,
    amount,
    period_start,
    period_end
});
object!(InvoiceDiscount {
    name,
    percent_off,
    amount
});
object!(InvoiceTax {
    name,
    percentage,
    inclusive,
    amount
});
object!(InvoiceEvent {
    at,
    kind,
    amount,
    method,
    number
});
object!(InvoicePaid { invoice, state });
object!(PaymentAuthentication {
    client_secret,
    publishable_key
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
    schedule,
    discounts,
    open_invoice,
    created
});
object!(Schedule {
    changes_at,
    is_ours,
    items
});
object!(ScheduledItem {
    product_name,
    unit_label,
    price,
    quantity
});
object!(Discount {
    name,
    percent_off,
    amount_off,
    ends_at
});
object!(CancelPreview {
    mode,
    ends_at,
    currency,
    credit,
    due,
    open_invoices,
    offer
});
object!(RetentionOffer {
    name,
    percent_off,
    amount_off,
    duration,
    months
});
object!(Catalogue { products });
object!(CatalogueProduct {
    id,
    name,
    description,
    unit_label,
    prices,
    quantity
});
object!(QuantityRange { minimum, maximum });
object!(UpdatePreview {
    currency,
    takes_effect,
    effective_at,
    product_name,
    unit_label,
    price,
    quantity,
    recurring_total,
    now,
    next,
    ends_trial,
    promotion_code,
    payment_method,
    fingerprint
});
impl Read for Statement {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            date: json.get("date")?,
            lines: json.get("lines")?,
            subtotal: json.get("subtotal")?,
            discount: json.get("discount")?,
            tax: json.get("tax")?,
            // Servers of the first days did not name them.
            taxes: json.get::<Option<Vec<_>>>("taxes")?.unwrap_or_default(),
            total: json.get("total")?,
            balance: json.get("balance")?,
            due: json.get("due")?,
        })
    }
}
object!(StatementLine {
    description,
    amount,
    quantity,
    proration,
    period_start,
    period_end
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

impl Read for Portal {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            session: json.get("session")?,
            locale: json.get("locale")?,
            merchant: json.get("merchant")?,
            features: json.get("features")?,
            flow: json.get("flow")?,
            customer: json.get("customer")?,
            invoices: json.get("invoices")?,
            read_at: json.get("read_at")?,
            // Its fields are written among the others.
            state: Changed::read(json)?,
        })
    }
}

impl Read for AfterCompletion {
    fn read(json: &Json) -> Option<Self> {
        Some(match json.field("type").as_text()? {
            "hosted_confirmation" => Self::HostedConfirmation {
                custom_message: json.get("custom_message")?,
            },
            "portal_homepage" => Self::PortalHomepage,
            "redirect" => Self::Redirect {
                return_url: json.get("return_url")?,
            },
            _ => return None,
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
