//! The pages of the portal. A file is named after its address.

mod add_payment_method;
mod billing_information;
mod cancel_subscription;
mod home;
mod not_found;

pub use add_payment_method::AddPaymentMethod;
pub use billing_information::{BillingInformation, Editing};
pub use cancel_subscription::{CancelSubscription, Canceling};
pub use home::Home;
pub use not_found::NotFound;
