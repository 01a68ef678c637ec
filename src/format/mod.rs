//! Money, prices, dates, payment methods and addresses as text.
//!
//! What is shown is decided by pure functions, which are tested on the host; the browser's `Intl` writes it.

mod address;
mod countries;
mod date;
mod email;
mod method;
mod money;
mod price;
mod subscription;
mod tax;

pub use address::address_lines;
pub use countries::countries;
pub use date::{date, short_date, time_of_day};
pub use email::masked_email;
pub use method::{expiry, expiry_date, method_detail, method_label, method_name};
pub use money::{money, unit_price};
pub use price::{every, price, subscription_amount, subscription_price};
pub use subscription::subscription_name;
pub use tax::tax_name;

use crate::i18n::{Words, intl};

/// `A, B and C`.
pub fn list(words: Words, parts: &[String]) -> String {
    intl::list(&words.intl(), parts)
}

/// The name of a country by its ISO 3166 code.
pub fn country(words: Words, code: &str) -> String {
    intl::country(&words.intl(), code)
}
