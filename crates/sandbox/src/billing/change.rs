//! A change of a subscription: what it becomes, what is credited and charged for it, and whether that is billed now.
//! Nothing here reads or writes: the update and its preview call the same function.

use serde_json::Value;

use super::books::Books;
use super::lines::{for_period, items};
use super::proration::{charge, credit, remember_charge};
use super::renew::{current_period, set_period};
use crate::error::Result;
use crate::value::text;

/// `proration_behavior`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Proration {
    /// Nothing is credited or charged for the time that is left.
    None,
    /// Credits and charges wait for the next invoice.
    #[default]
    Create,
    /// They are invoiced at once.
    Always,
}

impl Proration {
    /// Reads the parameter; `create_prorations` when it was not sent.
    pub(crate) fn of(sent: Option<&str>) -> Self {
        match sent {
            Some("none") => Self::None,
            Some("always_invoice") => Self::Always,
            _ => Self::Create,
        }
    }
}

/// `trial_end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trial {
    /// The trial is over.
    EndsNow,
    /// A trial runs until then.
    Until(i64),
}

/// What is to change about a subscription's bill.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    /// All items there shall be; periods are set by [`Change::apply`].
    pub(crate) items: Vec<Value>,
    /// The ids of all discounts there shall be.
    pub(crate) discounts: Value,
    /// The ids of the rates of items that have none of their own.
    pub(crate) default_tax_rates: Value,
    /// Whether a new period is to begin now.
    pub(crate) anchor_now: bool,
    pub(crate) trial: Option<Trial>,
    pub(crate) proration: Proration,
    /// The moment that is prorated to; usually now.
    pub(crate) at: i64,
    pub(crate) now: i64,
}

/// What a change leads to.
#[derive(Debug, Clone)]
pub(crate) struct Effect {
    /// The subscription afterwards.
    pub(crate) subscription: Value,
    /// Lines that credit and charge for the time that is left.
    pub(crate) prorations: Vec<Value>,
    /// Lines of the period that begins now, if one does.
    pub(crate) period: Vec<Value>,
    /// Whether an invoice is made now; otherwise prorations wait for the next one.
    pub(crate) invoice_now: bool,
}

enum Course {
    /// The period goes on.
    Same,
    /// A new period begins now.
    Fresh,
    /// A trial runs until then.
    Trial(i64),
}

impl Change {
    /// A change that changes nothing yet.
    pub(crate) fn none(subscription: &Value, now: i64) -> Self {
        Self {
            items: items(subscription).cloned().collect(),
            discounts: subscription["discounts"].clone(),
            default_tax_rates: subscription["default_tax_rates"].clone(),
            anchor_now: false,
            trial: None,
            proration: Proration::default(),
            at: now,
            now,
        }
    }

    /// # Errors
    /// 400 when an amount does not fit.
    pub(crate) fn apply(&self, before: &Value, books: &Books) -> Result<Effect> {
        let mut after = before.clone();
        after["items"]["data"] = Value::Array(self.items.clone());
        after["discounts"] = self.discounts.clone();
        after["default_tax_rates"] = self.default_tax_rates.clone();
        // Before the first payment after a trial there is nothing to give back.
        let unbilled = matches!(text(before, "status"), "trialing" | "paused");
        let prorates = self.proration != Proration::None && !unbilled;
        let period = current_period(before);
        match self.course(before, &after, books)? {
            Course::Same => {
                set_period(&mut after, period);
                let mut prorations = Vec::new();
                if prorates {
                    prorations = self.differences(before, &mut after, books)?;
                }
                let invoice_now = self.proration == Proration::Always && !prorations.is_empty();
                Ok(Effect {
                    subscription: after,
                    prorations,
                    period: Vec::new(),
                    invoice_now,
                })
            }
            Course::Fresh => {
                let end = books.interval(&after)?.boundary_after(self.now, self.now)?;
                set_period(&mut after, (self.now, end));
                after["billing_cycle_anchor"] = self.now.into();
                if before["status"] == "trialing" {
                    after["status"] = "active".into();
                    after["trial_end"] = self.now.into();
                }
                let prorations = if prorates {
                    credits(books, before, self.at)?
                } else {
                    Vec::new()
                };
                let period = for_period(books, &after, false)?;
                Ok(Effect {
                    subscription: after,
                    prorations,
                    period,
                    invoice_now: true,
                })
            }
            Course::Trial(until) => {
                let start = if before["status"] == "trialing" {
                    period.0
                } else {
                    after["trial_start"] = self.now.into();
                    self.now
                };
                set_period(&mut after, (start, until));
                after["trial_end"] = until.into();
                after["billing_cycle_anchor"] = until.into();
                after["status"] = "trialing".into();
                after["_trial_notice"] = Value::Null;
                forget(&mut after);
                let prorations = if prorates {
                    credits(books, before, self.at)?
                } else {
                    Vec::new()
                };
                let invoice_now = self.proration == Proration::Always && !prorations.is_empty();
                Ok(Effect {
                    subscription: after,
                    prorations,
                    period: Vec::new(),
                    invoice_now,
                })
            }
        }
    }

    /// Another interval, and the step from free to paid, begin a new period, as in Stripe.
    fn course(&self, before: &Value, after: &Value, books: &Books) -> Result<Course> {
        let trialing = before["status"] == "trialing";
        Ok(match self.trial {
            Some(Trial::Until(end)) => Course::Trial(end),
            Some(Trial::EndsNow) if trialing => Course::Fresh,
            _ if trialing || before["status"] == "paused" => Course::Same,
            _ if self.anchor_now => Course::Fresh,
            _ if books.interval(before)? != books.interval(after)? => Course::Fresh,
            _ if is_free(books, before)? && !is_free(books, after)? => Course::Fresh,
            _ => Course::Same,
        })
    }

    /// For every item that differs: credit for the old one, charge for the new one.
    fn differences(&self, before: &Value, after: &mut Value, books: &Books) -> Result<Vec<Value>> {
        let mut lines = Vec::new();
        let mut charges = Vec::new();
        for old in items(before) {
            let new = items(after).find(|new| new["id"] == old["id"]);
            let same =
                |new: &Value| new["price"] == old["price"] && new["quantity"] == old["quantity"];
            if new.is_some_and(same) {
                continue;
            }
            lines.extend(credit(books, before, old, self.at)?);
            if let Some(new) = new {
                let line = charge(books, after, new, self.at)?;
                lines.extend(line.clone());
                charges.push((new["id"].clone(), line));
            }
        }
        for new in items(after) {
            if items(before).all(|old| old["id"] != new["id"]) {
                let line = charge(books, after, new, self.at)?;
                lines.extend(line.clone());
                charges.push((new["id"].clone(), line));
            }
        }
        remember_charge(after, &charges, self.at);
        Ok(lines)
    }
}

/// Credits for everything that is left of the current period.
pub(crate) fn credits(books: &Books, subscription: &Value, at: i64) -> Result<Vec<Value>> {
    let mut lines = Vec::new();
    for item in items(subscription) {
        lines.extend(credit(books, subscription, item, at)?);
    }
    Ok(lines)
}

/// What was billed has been credited.
pub(crate) fn forget(subscription: &mut Value) {
    if let Some(items) = subscription["items"]["data"].as_array_mut() {
        for item in items {
            item["_billed"] = Value::Null;
        }
    }
}

fn is_free(books: &Books, subscription: &Value) -> Result<bool> {
    for item in items(subscription) {
        let metered = books.price(item)?["recurring"]["usage_type"] == "metered";
        if metered || books.gross(item, text(subscription, "currency"))? != 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
