//! Billing periods. Every boundary is counted from the anchor, so the 31st comes back after a short month.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};
use serde_json::Value;

use crate::error::{ApiError, Result};
use crate::value::{int, text};

/// A recurring interval: so many days, weeks, months or years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Interval {
    unit: String,
    count: i64,
}

impl Interval {
    /// The interval of a price's `recurring`.
    pub(crate) fn of(recurring: &Value) -> Self {
        Self {
            unit: text(recurring, "interval").to_owned(),
            count: int(recurring, "interval_count").max(1),
        }
    }

    /// The first boundary after a moment, counted from the anchor (which is a boundary itself).
    ///
    /// # Errors
    /// 400 when it lies beyond what dates can hold.
    pub(crate) fn boundary_after(&self, anchor: i64, moment: i64) -> Result<i64> {
        let mut times = self.at_least(moment - anchor);
        loop {
            let boundary = self.boundary(anchor, times)?;
            if boundary > moment {
                return Ok(boundary);
            }
            times += 1;
        }
    }

    /// So many intervals that surely fit into a span of seconds.
    fn at_least(&self, seconds: i64) -> i64 {
        const DAY: i64 = 86_400;
        let longest = match self.unit.as_str() {
            "day" => DAY,
            "week" => 7 * DAY,
            "month" => 31 * DAY,
            _ => 366 * DAY,
        };
        (seconds / (longest * self.count)).max(0)
    }

    fn boundary(&self, anchor: i64, times: i64) -> Result<i64> {
        let out_of_range = || ApiError::invalid("The billing period lies too far in the future.");
        let count = times.checked_mul(self.count).ok_or_else(out_of_range)?;
        let span = match self.unit.as_str() {
            "day" => Span::new().try_days(count),
            "week" => Span::new().try_weeks(count),
            "month" => Span::new().try_months(count),
            _ => Span::new().try_years(count),
        };
        let span = span.map_err(|_| out_of_range())?;
        let boundary = zoned(anchor)
            .checked_add(span)
            .map_err(|_| out_of_range())?;
        Ok(boundary.timestamp().as_second())
    }
}

/// The day of a moment, in UTC.
pub(crate) fn date(moment: i64) -> Date {
    zoned(moment).date()
}

fn zoned(moment: i64) -> Zoned {
    Timestamp::from_second(moment)
        .unwrap_or(Timestamp::MAX)
        .to_zoned(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().map_or(0, Timestamp::as_second)
    }

    fn interval(unit: &str, count: i64) -> Interval {
        Interval {
            unit: unit.to_owned(),
            count,
        }
    }

    #[test]
    fn the_end_of_the_month_stays_the_end_of_the_month() {
        let anchor = at("2026-01-31T10:00:00Z");
        let mut moment = anchor;
        let expected = [
            "2026-02-28",
            "2026-03-31",
            "2026-04-30",
            "2026-05-31",
            "2026-06-30",
        ];
        for day in expected {
            moment = interval("month", 1)
                .boundary_after(anchor, moment)
                .unwrap_or_default();
            assert_eq!(moment, at(&format!("{day}T10:00:00Z")), "{day}");
        }
    }

    #[test]
    fn other_intervals_count_from_the_anchor() {
        let cases = [
            ("day", 10, "2026-01-01", "2026-01-10", "2026-01-11"),
            ("week", 2, "2026-01-01", "2026-01-15", "2026-01-29"),
            ("year", 1, "2024-02-29", "2024-02-29", "2025-02-28"),
            ("year", 1, "2024-02-29", "2027-03-01", "2028-02-29"),
            ("month", 3, "2026-11-30", "2026-11-30", "2027-02-28"),
            // The anchor itself lies ahead: the end of a trial.
            ("month", 1, "2026-05-01", "2026-04-01", "2026-05-01"),
        ];
        for (unit, count, anchor, moment, expected) in cases {
            let day = |text: &str| at(&format!("{text}T00:00:00Z"));
            let next = interval(unit, count).boundary_after(day(anchor), day(moment));
            assert_eq!(
                next.unwrap_or_default(),
                day(expected),
                "{unit} {count} {anchor} {moment}"
            );
        }
    }
}
