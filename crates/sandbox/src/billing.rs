//! Billing: amounts, periods, invoices, charges, and what time does to subscriptions.

pub(crate) mod decimal;
