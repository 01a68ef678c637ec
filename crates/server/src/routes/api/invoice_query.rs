//! Which invoices a request is about: the query of the list and of its file.

use contract::{InvoiceId, InvoiceStatus};
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::checked_id;
use crate::error::{ApiResult, Failure};
use crate::form;
use crate::invoices::search::{LONGEST, Search};
use crate::upstream::WantedInvoices;

/// Invoices of a page unless a request says otherwise, and the most it may ask for.
const USUAL: u32 = 25;
const MOST: u32 = 100;

/// Which invoices a request is about.
#[derive(Clone, Debug, Default)]
pub struct InvoiceQuery {
    /// By status and time.
    pub wanted: WantedInvoices,
    /// By words.
    pub search: Option<Search>,
    /// Those after this one.
    pub starting_after: Option<InvoiceId>,
    /// At most so many.
    pub limit: u32,
    /// The public id of the session that a link was made for.
    pub session: Option<String>,
}

impl InvoiceQuery {
    /// Reads a query.
    ///
    /// # Errors
    /// 422 for a filter that is none; 404 for an id that is none.
    pub fn of(query: Option<String>) -> ApiResult<Self> {
        let query = query.unwrap_or_default();
        let query = form::parse(query.as_bytes()).map_err(|_| Failure::not_found())?;
        let filled = |name| query.text(name).filter(|text| !text.is_empty());
        let status = filled("status").map(status).transpose()?;
        let created = filled("year").map(year).transpose()?;
        let limit = match filled("limit").map(str::parse) {
            None => USUAL,
            Some(Ok(limit)) if (1..=MOST).contains(&limit) => limit,
            Some(_) => return Err(Failure::invalid("limit", "A limit is from 1 to 100.")),
        };
        let search = filled("search").unwrap_or_default();
        if search.chars().count() > LONGEST {
            return Err(Failure::invalid(
                "search",
                "This is too long to search for.",
            ));
        }
        let starting_after = match query.text("starting_after") {
            Some(id) => Some(InvoiceId::from(checked_id(id)?)),
            None => None,
        };
        Ok(Self {
            wanted: WantedInvoices { status, created },
            search: Search::of(search),
            starting_after,
            limit,
            session: query.text("session").map(str::to_owned),
        })
    }
}

fn status(name: &str) -> ApiResult<InvoiceStatus> {
    use InvoiceStatus::{Open, Paid, Uncollectible, Void};
    let mut all = [Open, Paid, Uncollectible, Void].into_iter();
    all.find(|status| status.as_str() == name)
        .ok_or_else(|| Failure::invalid("status", "Not a status of invoices."))
}

/// The span of a year in UTC. Invoices are dated in UTC everywhere, so that a date does not depend on who looks at it.
fn year(text: &str) -> ApiResult<(i64, i64)> {
    let no_year = || Failure::invalid("year", "Not a year.");
    let year: i16 = text.parse().map_err(|_| no_year())?;
    if !(2000..=2999).contains(&year) {
        return Err(no_year());
    }
    let start = |year| {
        let midnight = date(year, 1, 1).at(0, 0, 0, 0);
        let zoned = midnight.to_zoned(TimeZone::UTC).map_err(|_| no_year())?;
        Ok::<_, Failure>(zoned.timestamp().as_second())
    };
    Ok((start(year)?, start(year + 1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_begins_and_ends_in_utc() {
        assert_eq!(year("2026").ok(), Some((1_767_225_600, 1_798_761_600)));
        for text in ["26", "", "20x6", "99999", "1999"] {
            assert!(year(text).is_err(), "{text}");
        }
    }

    #[test]
    fn filters_are_read_strictly() {
        let of = |query: &str| InvoiceQuery::of(Some(query.to_owned()));
        let query = of("status=open&year=2026&search=+a&limit=100").ok();
        let query = query.expect("a query");
        assert_eq!(query.wanted.status, Some(InvoiceStatus::Open));
        assert!(query.search.is_some());
        assert_eq!(query.limit, 100);
        assert!(of("status=&year=&search=").is_ok_and(|it| it.limit == USUAL));
        for wrong in [
            "status=draft",
            "status=Open",
            "limit=0",
            "limit=101",
            "limit=x",
        ] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
        assert!(of(&format!("search={}", "a".repeat(101))).is_err());
    }
}
