//! The objects the portal reads, and the calls on them: one file per resource.

mod account;
mod coupon;
mod customer;
mod customer_change;
mod discount;
mod invoice;
mod list;
mod open_enum;
mod payment_method;
mod preview;
mod price;
mod product;
mod schedule;
mod setup_intent;
mod subscription;
mod subscription_change;

pub use account::Account;
pub use customer::{Address, Customer, InvoiceSettings, Shipping, TaxId, Verification};
pub use customer_change::CustomerChange;
pub use discount::{Coupon, CouponDuration, Discount};
pub use invoice::{Invoice, InvoiceLine, InvoiceStatus};
pub use list::{Expandable, List};
pub use payment_method::{BankAccount, Card, Cashapp, Link, PaymentMethod, Paypal, Wallet};
pub use preview::{Amount, Period, PreviewInvoice, PreviewLine};
pub use price::{BillingScheme, Interval, Price, Recurring, Tier, UsageType};
pub use product::Product;
pub use schedule::{
    CurrentPhase, NewPhase, Phase, PhaseItem, ScheduleStatus, SubscriptionSchedule,
};
pub use setup_intent::{NewSetupIntent, SetupError, SetupIntent, SetupIntentStatus};
pub use subscription::{
    CollectionMethod, PauseCollection, Subscription, SubscriptionItem, SubscriptionStatus,
};
pub use subscription_change::{CancelAt, SubscriptionChange};
