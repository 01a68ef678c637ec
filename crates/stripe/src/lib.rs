//! A small typed client for Stripe's API at any base URL.
//!
//! It speaks only what the portal needs, and reads tolerantly: fields that moved between API versions are found in
//! either place, values this release does not know become `Other`, fields it does not need may be missing.
//!
//! Every call is bounded: 2 s to connect, 10 s a try, three tries, 15 s in all ([`Limits`]). Calls that change
//! something carry an [`IdempotencyKey`] that stays the same over the tries. A circuit breaker, a bulkhead and a rate
//! limit per endpoint keep an ailing upstream from taking the portal with it. Redirects are never followed. Neither
//! logs nor `Debug` output hold the key, a body, or an upstream message.
//!
//! In reading order: [`config`], [`client`](Client), [`error`], [`params`], `retry`, `breaker`, `pulse`, `limiter`, [`clock`],
//! [`resources`], [`webhook`].

pub mod clock;
pub mod config;
pub mod error;
pub mod params;
pub mod resources;
pub mod webhook;

mod breaker;
mod client;
mod idempotency;
mod limiter;
mod pulse;
mod retry;
mod transport;

pub use client::Client;
pub use config::{API_VERSION, Config, Limits, SecretKey};
pub use error::{ApiError, Error};
pub use idempotency::IdempotencyKey;
pub use resources::{
    Account, AccountBranding, AccountSettings, Address, BillingScheme, BusinessProfile, Charge,
    ChargeStatus, CheckoutMode, CheckoutSession, CheckoutStatus, CollectionMethod, Coupon,
    CreditNote, Customer, Discount, Expandable, FeedbackOption, FullInvoice, Interval, Invoice,
    InvoiceFilter, InvoiceLine, InvoiceStatus, List, NewCheckoutSession, NewSetupIntent,
    PaymentIntent, PaymentIntentStatus, PaymentMethod, Price, Product, Refund, RefundStatus,
    SetupIntent, SetupIntentStatus, Shipping, Subscription, SubscriptionItem, SubscriptionSchedule,
    SubscriptionStatus, TaxAmount, TaxId, TaxRate, UsageType,
};
