//! The pages of the portal. A file is named after its address.

mod add_payment_method;
mod home;
mod not_found;

pub use add_payment_method::AddPaymentMethod;
pub use home::Home;
pub use not_found::NotFound;
