//! The JSON that travels between the portal's client and its API, and the rules both sides enforce.
//!
//! Amounts are `i64` in minor units of their currency, instants are Unix seconds, wire names are
//! `snake_case`. The client and the server share nothing else: what one may assume of the other is
//! written down here and pinned by the golden file `tests/golden.json`.

pub mod id;

pub mod activity;
pub mod billing;
pub mod cancel;
pub mod dashboard;
pub mod details;
pub mod error;
pub mod features;
pub mod flow;
pub mod invoice;
pub mod login;
pub mod payment_method;
pub mod portal;
pub mod subscription;
pub mod upcoming;
pub mod update;
pub mod version;

pub mod rules;

pub use activity::{Activity, ActivityKind, Via};
pub use billing::{Address, Customer, Invoice, InvoiceStatus, Page, Shipping, TaxId};
pub use cancel::{CancelPreview, CancellationDetails, OfferDuration, RetentionOffer};
pub use dashboard::{Dashboard, OpenDashboard, Role};
pub use details::{AddTaxId, DetailsUpdate};
pub use error::{ApiError, Authentication, ErrorCode, ErrorEnvelope};
pub use features::{
    CancelMode, CancellationReason, CustomerField, Features, FeedbackOption, SubscriptionCancel,
    SubscriptionUpdate,
};
pub use flow::{AfterCompletion, Completed, Flow, FlowConfirm, FlowKind};
pub use id::{CustomerId, InvoiceId, PaymentMethodId, SessionId, SubscriptionId};
pub use invoice::{
    InvoiceDetail, InvoiceDiscount, InvoiceEvent, InvoiceEventKind, InvoiceLine, InvoiceList,
    InvoicePaid, InvoiceTax, Party, PayInvoice, PaymentAuthentication, PaymentProgress,
};
pub use login::{AskForCode, EnterCode, LoginPage};
pub use payment_method::{Card, PaymentMethod, PaymentMethodKind};
pub use portal::{
    AddPaymentMethod, Changed, Direction, Locale, Merchant, OpenSession, Portal, Processor,
    SessionInfo, SetLocale, Setup, SetupIntent, SetupMode, SetupRedirect, Texts,
};
pub use subscription::{
    CollectionMethod, Discount, Interval, PauseCollection, Price, Recurring, Schedule,
    ScheduledItem, Subscription, SubscriptionItem, SubscriptionStatus, UsageType,
};
pub use upcoming::{Upcoming, UpcomingCharge, Usage};
pub use update::{
    Catalogue, CatalogueProduct, ConfirmUpdate, QuantityRange, Statement, StatementLine,
    TakesEffect, UpdatePreview, UpdateRequest,
};
pub use version::{API_VERSION, APP_MIN_HEADER, PROGRAM_HEADER, is_outdated};
