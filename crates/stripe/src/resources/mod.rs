//! The objects the portal reads, and the calls on them: one file per resource.

mod account;
mod charge;
mod checkout_session;
mod coupon;
mod customer;
mod customer_change;
mod discount;
mod feedback_option;
mod full_invoice;
mod invoice;
mod list;
mod open_enum;
mod payment_attempt;
mod payment_method;
mod preview;
mod price;
mod product;
mod promotion_code;
mod redeemable;
mod schedule;
mod setup_intent;
mod subscription;
mod subscription_change;

pub use account::{Account, AccountBranding, AccountSettings, BusinessProfile};
pub use charge::{Charge, ChargeStatus, CreditNote, Refund, RefundStatus};
pub use checkout_session::{CheckoutMode, CheckoutSession, CheckoutStatus, NewCheckoutSession};
pub use customer::{Address, Customer, InvoiceSettings, Shipping, TaxId, Verification};
pub use customer_change::CustomerChange;
pub use discount::{Coupon, CouponDuration, Discount};
pub use feedback_option::FeedbackOption;
pub use full_invoice::{
    FullInvoice, InvoicePayment, PaymentIntent, PaymentIntentStatus, TakenOff, TaxAmount, TaxRate,
};
pub use invoice::{Invoice, InvoiceFilter, InvoiceLine, InvoiceStatus};
pub use list::{Expandable, List};
pub use payment_attempt::PaymentAttempt;
pub use payment_method::{BankAccount, Card, Cashapp, Link, PaymentMethod, Paypal, Wallet};
pub use preview::{Amount, Period, PreviewInvoice, PreviewLine};
pub use price::{BillingScheme, Interval, Price, Recurring, Tier, UsageType};
pub use product::Product;
pub use promotion_code::PromotionCode;
pub use redeemable::{Redeem, Redeemable};
pub use schedule::{
    CurrentPhase, NewPhase, NewPhaseItem, Phase, PhaseItem, ScheduleStatus, SubscriptionSchedule,
};
pub use setup_intent::{NewSetupIntent, SetupError, SetupIntent, SetupIntentStatus};
pub use subscription::{
    CollectionMethod, PauseCollection, PendingUpdate, Subscription, SubscriptionItem,
    SubscriptionStatus,
};
pub use subscription_change::{CancelAt, SubscriptionChange};
