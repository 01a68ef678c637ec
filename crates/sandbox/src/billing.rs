//! Billing: amounts, periods, invoices, charges, and what time does to subscriptions.
//!
//! What is owed is arithmetic without input or output (`change`, `proration`, `statement`, `renew::renewed`), so that a
//! preview (`preview`) and the bill it foretells cannot differ; the other modules store and announce.

pub(crate) mod advance;
pub(crate) mod amount;
pub(crate) mod balance;
pub(crate) mod books;
pub(crate) mod change;
pub(crate) mod charge;
pub(crate) mod charges;
pub(crate) mod collect;
pub(crate) mod currency;
pub(crate) mod decimal;
pub(crate) mod discount;
pub(crate) mod ending;
pub(crate) mod intent;
pub(crate) mod invoice;
pub(crate) mod lifecycle;
pub(crate) mod lines;
pub(crate) mod pending;
pub(crate) mod pending_update;
pub(crate) mod period;
pub(crate) mod preview;
pub(crate) mod proration;
pub(crate) mod renew;
pub(crate) mod schedule;
pub(crate) mod settlement;
pub(crate) mod statement;
pub(crate) mod tax;
pub(crate) mod usage;

#[cfg(test)]
mod tests;
