//! The invoice that comes next: made by the functions that bill, and not stored.

use serde_json::Value;

use super::books::Books;
use super::change::Effect;
use super::ending::unused;
use super::invoice::{self, Bill};
use super::lifecycle::is_over;
use super::lines::{for_usage, items};
use super::pending;
use super::renew::{current_period, renewed};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::ids;
use crate::value::text;

/// What comes next, as arithmetic: the subscription it is billed for, when, the period it is about, and its lines.
pub(crate) struct Next {
    pub(crate) subscription: Value,
    pub(crate) at: i64,
    pub(crate) period: (i64, i64),
    pub(crate) lines: Vec<Value>,
}

/// The next bill of a subscription after a change, without what waits already; `None` when nothing more is billed.
/// `recurring` leaves prorations out.
///
/// # Errors
/// 400 when an amount does not fit.
pub(crate) fn next(
    before: &Value,
    effect: &Effect,
    books: &Books,
    now: i64,
    recurring: bool,
) -> Result<Option<Next>> {
    let after = &effect.subscription;
    if is_over(after) {
        return Ok(None);
    }
    let mut lines = if recurring {
        Vec::new()
    } else {
        effect.prorations.clone()
    };
    if effect.invoice_now {
        lines.extend(effect.period.clone());
        return Ok(Some(Next {
            subscription: after.clone(),
            at: now,
            period: (current_period(before).0, now),
            lines,
        }));
    }
    let period = current_period(after);
    if let Some(at) = after["cancel_at"].as_i64().filter(|at| *at <= period.1) {
        if after["_cancel_prorates"] == true {
            lines.extend(unused(books, after, at)?);
        }
        lines.extend(for_usage(books, after, at)?);
        return Ok(Some(Next {
            subscription: after.clone(),
            at,
            period: (period.0, at),
            lines,
        }));
    }
    if after["status"] == "paused" {
        return Ok(None);
    }
    let (subscription, own) = renewed(after, books)?;
    lines.extend(own);
    Ok(Some(Next {
        subscription,
        at: period.1,
        period,
        lines,
    }))
}

/// The preview of a subscription's next invoice after a change.
///
/// # Errors
/// 404 `invoice_upcoming_none` when there is none.
pub(crate) async fn invoice(
    cx: &mut Cx,
    before: &Value,
    effect: &Effect,
    books: &Books,
    recurring: bool,
) -> Result<Value> {
    let none = || {
        ApiError::upcoming_none(&format!(
            "No upcoming invoices for customer: '{}'",
            text(before, "customer")
        ))
    };
    let next = next(before, effect, books, cx.now, recurring)?.ok_or_else(none)?;
    let mut lines = if recurring {
        Vec::new()
    } else {
        pending::lines(cx, before).await?
    };
    lines.extend(next.lines);
    if lines.is_empty() || items(&next.subscription).next().is_none() {
        return Err(none());
    }
    let customer = cx.find(text(before, "customer")).await?.unwrap_or_default();
    let bill = Bill {
        subscription: &next.subscription,
        customer: &customer,
        reason: "upcoming",
        period: next.period,
        lines,
    };
    let id = ids::long("upcoming_in")?;
    let now = cx.now;
    cx.now = next.at;
    let made = invoice::build(cx, bill, books, &id).await;
    cx.now = now;
    let mut made = made?;
    made["next_payment_attempt"] = made["automatically_finalizes_at"].clone();
    Ok(made)
}
