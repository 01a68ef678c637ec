//! Months before and after an instant, in UTC.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::people::Since;

const DAY: i64 = 86_400;

/// Midnight of the current day, Unix seconds. A whole day, so that a seeding that was cut off can be repeated with the
/// same parameters.
pub(super) fn today() -> i64 {
    crate::clock::now().div_euclid(DAY) * DAY
}

/// The instant `months` later (or earlier), on the same day of the month or the last that month has.
pub(super) fn add_months(instant: i64, months: i32) -> i64 {
    Timestamp::from_second(instant)
        .ok()
        .and_then(|at| at.to_zoned(TimeZone::UTC).checked_add(months.months()).ok())
        .map_or(instant, |at| at.timestamp().as_second())
}

/// When a story begins that is so old: at office hours, and at another minute for each.
pub(super) fn before(today: i64, since: &Since) -> i64 {
    let minute = (since.days * 71 + i64::from(since.months) * 37) % 540;
    let day = add_months(today - since.days * DAY, -since.months);
    day + 9 * 3_600 + minute * 60
}

/// `2026-11-21`.
pub(super) fn date(instant: i64) -> String {
    let at = Timestamp::from_second(instant)
        .unwrap_or_default()
        .to_zoned(TimeZone::UTC);
    at.date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_keep_their_day_or_take_the_last() {
        let last_of_march = 1_774_915_200; // 2026-03-31
        assert_eq!(date(add_months(last_of_march, -1)), "2026-02-28");
        assert_eq!(date(add_months(last_of_march, 12)), "2027-03-31");
    }
}
