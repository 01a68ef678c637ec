//! What a change will cost: upstream's own calculation, turned into the contract's statements.

use contract::{InvoiceTax, Statement, StatementLine, SubscriptionId};
use jiff::{Span, Timestamp, tz::TimeZone};
use stripe::resources::{PreviewInvoice, PreviewLine};

use super::subscriptions::upcoming;
use super::updates::{Update, kept, of_code};
use super::{Error, Upstream};

/// What a change will cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foretold {
    /// The instant prorations were calculated for. The change must be asked for with the same one.
    pub proration_date: Option<i64>,
    /// When it takes effect, Unix seconds by upstream's clock where that is known.
    pub effective_at: Option<i64>,
    /// What a whole period costs.
    pub recurring_total: i64,
    /// The same before discounts and taxes.
    pub recurring_subtotal: i64,
    /// What is invoiced at once.
    pub now: Option<Statement>,
    /// The next invoice after that.
    pub next: Option<Statement>,
}

impl Upstream {
    /// What changing a subscription now, or with `waits` at the end of its period, will cost. `balance` is the
    /// customer's, minor units, negative when it is a credit.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the customer's, [`Error::PromotionCode`].
    pub async fn foretell(
        &self,
        customer: &str,
        id: &SubscriptionId,
        update: &Update,
        waits: bool,
        balance: i64,
    ) -> Result<Foretold, Error> {
        let found = self.own_subscription(customer, id).await?;
        let [item] = &found.items.data[..] else {
            return Err(Error::NotFound);
        };
        let period_end = found.period_end();
        let plain = Update {
            proration_behavior: "none".to_owned(),
            proration_date: None,
            ..update.clone()
        };
        let first = if waits {
            Update {
                anchor_now: false,
                ..plain.clone()
            }
        } else {
            update.clone()
        };
        let (held, lasting) = (kept(&found), lasting(&found));
        let client = &self.0.client;
        let change = first.change(&item.id, &held);
        let first = client.preview_change(&found.id, &change, false).await;
        let first = match first.map_err(|error| of_code(error, update)) {
            // Upstream's `invoice_upcoming_none`: the subscription itself was found a moment ago.
            Err(Error::NotFound) => None,
            first => Some(self.foreseen(first?).await?),
        };
        let mut change = plain.change(&item.id, &lasting);
        change.drops_discounts = lasting.len() < held.len();
        // What is spent with the next invoice is no part of what a period costs.
        if update
            .redeemed
            .as_ref()
            .is_some_and(|redeemed| redeemed.is_for_once)
        {
            change.redeem = None;
        }
        let recurring = upcoming(client.preview_change(&found.id, &change, true).await)?;
        let recurring = match recurring {
            Some(recurring) => Some(self.foreseen(recurring).await?),
            None => None,
        };
        let (recurring_total, recurring_subtotal) = recurring
            .as_ref()
            .map_or((0, 0), |seen| (seen.invoice.total, seen.invoice.subtotal));
        let mut foretold = Foretold {
            proration_date: None,
            effective_at: period_end.filter(|_| waits),
            recurring_total,
            recurring_subtotal,
            now: None,
            next: None,
        };
        let Some(first) = first else {
            return Ok(foretold);
        };
        let created = first.invoice.created;
        // An invoice that is made at once is not the one at the end of the period.
        let is_now = Some(created) != period_end;
        if waits {
            // Another interval begins anew at the end of the period; upstream foretells it as if that were now.
            foretold.next = period_end.map(|start| match is_now {
                true => from(&first, start, start, 1),
                false => first.statement(created),
            });
            return Ok(foretold);
        }
        if update.proration_behavior != "none" {
            // Older prorations may wait for this invoice, too; those of this change are the newest.
            let prorated = first
                .invoice
                .lines
                .data
                .iter()
                .filter(|line| line.proration);
            foretold.proration_date = prorated.map(|line| line.period.start).max();
        }
        foretold.effective_at = foretold.proration_date.or(Some(created).filter(|_| is_now));
        if !is_now {
            foretold.next = Some(first.statement(created));
            return Ok(foretold);
        }
        let now = first.statement(created);
        // A period that begins with the change ends after it.
        let fresh = fresh_end(&first.invoice);
        let start = fresh.or(period_end);
        foretold.next = recurring.as_ref().zip(start).map(|(recurring, start)| {
            let next = match fresh {
                Some(_) => from(recurring, start, created, 2),
                None => recurring.statement(start),
            };
            settled(next, balance - now.balance)
        });
        foretold.now = Some(now);
        Ok(foretold)
    }

    async fn foreseen(&self, invoice: PreviewInvoice) -> Result<Foreseen, Error> {
        let taxes = self.named_taxes(invoice.taxes()).await?;
        Ok(Foreseen { invoice, taxes })
    }
}

/// A preview, with its taxes by name.
struct Foreseen {
    invoice: PreviewInvoice,
    taxes: Vec<InvoiceTax>,
}

/// Discounts that are not spent with the next invoice.
fn lasting(found: &stripe::Subscription) -> Vec<&str> {
    let discounts = found.discounts.iter();
    discounts
        .filter(|discount| !discount.object().is_some_and(stripe::Discount::is_for_once))
        .map(stripe::Expandable::id)
        .collect()
}

/// The end of the period that an invoice begins.
fn fresh_end(invoice: &PreviewInvoice) -> Option<i64> {
    let lines = invoice.lines.data.iter();
    let ends = lines
        .filter(|line| !line.proration)
        .map(|line| line.period.end);
    ends.max().filter(|end| *end > invoice.created)
}

impl Foreseen {
    fn statement(&self, date: i64) -> Statement {
        let invoice = &self.invoice;
        Statement {
            date,
            lines: invoice.lines.data.iter().map(line).collect(),
            subtotal: invoice.subtotal,
            discount: invoice.discount(),
            tax: invoice.tax(),
            taxes: self.taxes.clone(),
            total: invoice.total,
            balance: invoice.amount_due - invoice.total,
            due: invoice.amount_due,
        }
    }
}

/// A statement about the period that begins at `start` and is the `nth` since the anchor.
fn from(seen: &Foreseen, start: i64, anchor: i64, nth: i64) -> Statement {
    let mut made = seen.statement(start);
    for (line, found) in made.lines.iter_mut().zip(&seen.invoice.lines.data) {
        if !line.proration && found.period.end > found.period.start {
            line.period_start = start;
            line.period_end = later(anchor, found.period.start, found.period.end, nth);
        }
    }
    made
}

/// The `nth` boundary after an anchor of periods as long as the one given, which began at some anchor, too: so many
/// calendar months, or else so many seconds. A month that is too short ends with its last day.
fn later(anchor: i64, start: i64, end: i64, nth: i64) -> i64 {
    let utc = |instant| {
        Some(
            Timestamp::from_second(instant)
                .ok()?
                .to_zoned(TimeZone::UTC),
        )
    };
    let months = || {
        let (from, to) = (utc(start)?, utc(end)?);
        let count = (i64::from(to.year()) - i64::from(from.year())) * 12
            + (i64::from(to.month()) - i64::from(from.month()));
        let reached = from.checked_add(Span::new().try_months(count).ok()?).ok()?;
        if count < 1 || reached != to {
            return None;
        }
        let span = Span::new().try_months(count.checked_mul(nth)?).ok()?;
        Some(utc(anchor)?.checked_add(span).ok()?.timestamp().as_second())
    };
    months().unwrap_or_else(|| anchor + (end - start) * nth)
}

/// The same invoice when this balance is there to be settled.
fn settled(mut invoice: Statement, balance: i64) -> Statement {
    invoice.due = (invoice.total + balance).max(0);
    invoice.balance = invoice.due - invoice.total;
    invoice
}

fn line(line: &PreviewLine) -> StatementLine {
    StatementLine {
        description: line.description.clone().unwrap_or_default(),
        amount: line.amount,
        quantity: line.quantity,
        proration: line.proration,
        period_start: line.period.start,
        period_end: line.period.end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i64 {
        format!("{text}T10:00:00Z")
            .parse::<Timestamp>()
            .unwrap()
            .as_second()
    }

    #[test]
    fn boundaries_follow_their_anchor() {
        let check = |anchor: &str, start: &str, end: &str, nth, expected: &str| {
            let found = later(day(anchor), day(start), day(end), nth);
            assert_eq!(found, day(expected), "{anchor} {start} {end} {nth}");
        };
        check("2026-01-31", "2026-01-31", "2026-02-28", 2, "2026-03-31");
        check("2028-02-29", "2028-02-29", "2029-02-28", 2, "2030-02-28");
        check("2028-02-29", "2028-02-29", "2028-03-29", 2, "2028-04-29");
        // A month is foretold from today and begins at the end of another period.
        check("2026-01-31", "2026-01-15", "2026-02-15", 1, "2026-02-28");
        check("2026-01-01", "2026-01-01", "2026-01-08", 2, "2026-01-15");
        check("2026-10-24", "2026-10-24", "2026-11-24", 2, "2026-12-24");
    }
}
