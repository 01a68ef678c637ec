//! Real time. Customers on a test clock live in that clock's frozen time instead (see `billing::advance`).

/// Seconds since the Unix epoch.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
