//! Billing: amounts, periods, invoices, charges, and what time does to subscriptions.

pub(crate) mod advance;
pub(crate) mod amount;
pub(crate) mod charge;
pub(crate) mod charges;
pub(crate) mod decimal;
pub(crate) mod discount;
pub(crate) mod intent;
pub(crate) mod invoice;
pub(crate) mod lifecycle;
pub(crate) mod lines;
pub(crate) mod period;
pub(crate) mod renew;
pub(crate) mod settlement;
