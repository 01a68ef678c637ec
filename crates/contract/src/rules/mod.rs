//! Rules that are pure functions, enforced by the client before a request and by the server again.

pub mod actions;
pub mod address;
pub mod change;
pub mod details;
pub mod flow;
pub mod money;
pub mod payment_methods;
pub mod removal;
pub mod tax_ids;
