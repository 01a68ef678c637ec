//! The pages of the portal. A file is named after its address.

mod activity;
mod add_payment_method;
mod authenticate;
mod cancel_subscription;
mod done;
mod home;
mod invoice;
mod invoices;
mod login;
mod not_found;
mod update_subscription;

pub use activity::Activity;
pub use add_payment_method::AddPaymentMethod;
pub use authenticate::Authenticate;
pub use cancel_subscription::CancelSubscription;
pub use done::Done;
pub use home::Home;
pub use invoice::Invoice;
pub use invoices::Invoices;
pub use login::Login;
pub use not_found::NotFound;
pub use update_subscription::UpdateSubscription;
