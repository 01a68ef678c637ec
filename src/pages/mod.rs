//! The pages of the portal. A file is named after its address.

mod activity;
mod add_payment_method;
mod cancel_subscription;
mod done;
mod home;
mod login;
mod not_found;
mod update_subscription;

pub use activity::Activity;
pub use add_payment_method::AddPaymentMethod;
pub use cancel_subscription::CancelSubscription;
pub use done::Done;
pub use home::Home;
pub use login::Login;
pub use not_found::NotFound;
pub use update_subscription::UpdateSubscription;
