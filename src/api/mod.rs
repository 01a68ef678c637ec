//! The session-backed API. `client` is the only place that speaks HTTP, `error` the only one that turns failures
//! into words.
//!
//! Reads are repeated; changes are sent once, and what they answer is applied to the session before the caller sees it.
//! Neither is given up when a button or a page leaves: every address is a document of its own.

mod activity;
mod answer;
mod client;
mod customer;
pub mod dashboard;
mod deadline;
mod error;
mod invoices;
mod json;
mod login;
mod payment_methods;
mod read;
mod session;
mod subscriptions;
mod write;

pub use activity::{list_activity, list_upcoming};
pub use answer::decode;
pub use client::Intent;
pub use customer::{add_tax_id, remove_tax_id, update_details};
pub use error::{Failure, words_of_code};
pub use invoices::{get_invoice, list_invoices, pay_invoice, payment_authentication};
pub use login::{ask_for_code, enter_code, speak};
pub use payment_methods::{
    add_payment_method, make_default, remove_payment_method, setup_payment_method, use_default,
};
pub use session::{get_session, open_session, refresh, resume, set_locale, sign_out};
pub use subscriptions::{
    accept_offer, cancel_change, cancel_subscription, explain_cancellation, get_catalogue,
    preview_cancel, preview_update, renew_subscription, update_subscription,
};
