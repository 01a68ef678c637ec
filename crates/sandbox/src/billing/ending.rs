//! The end of a subscription.

use serde_json::Value;

use super::books::Books;
use super::lines::for_usage;
use super::renew::current_period;
use super::{change, invoice, pending, pending_update, renew, schedule};
use crate::cx::Cx;
use crate::error::Result;
use crate::value::text;

/// How a subscription ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    /// `cancellation_details.reason`.
    pub(crate) reason: &'static str,
    /// Whether unused time is credited.
    pub(crate) prorate: bool,
    /// Whether what waits for an invoice is billed now.
    pub(crate) invoice_now: bool,
}

impl Ending {
    /// Without credit or a last invoice.
    pub(crate) fn plain(reason: &'static str) -> Self {
        Self {
            reason,
            prorate: false,
            invoice_now: false,
        }
    }
}

/// What a subscription that ends at a moment is credited.
pub(crate) fn unused(books: &Books, subscription: &Value, at: i64) -> Result<Vec<Value>> {
    if matches!(text(subscription, "status"), "trialing" | "paused") {
        return Ok(Vec::new());
    }
    change::credits(books, subscription, at)
}

/// Ends a subscription at once.
pub(crate) async fn cancel(cx: &mut Cx, before: Value, ending: Ending) -> Result<Value> {
    pending_update::lapse(cx, &before).await?;
    schedule::abandon(cx, &before).await?;
    let mut subscription = cx.existing("subscription", text(&before, "id")).await?;
    subscription["cancellation_details"] = before["cancellation_details"].clone();
    let books = Books::of(cx, &subscription).await?;
    let credits = if ending.prorate {
        unused(&books, &subscription, cx.now)?
    } else {
        Vec::new()
    };
    let usage = if ending.invoice_now {
        for_usage(&books, &subscription, cx.now)?
    } else {
        Vec::new()
    };
    if !credits.is_empty() {
        pending::store(cx, &subscription, &credits).await?;
        change::forget(&mut subscription);
    }
    subscription["status"] = "canceled".into();
    if subscription["canceled_at"].is_null() {
        subscription["canceled_at"] = cx.now.into();
    }
    subscription["ended_at"] = cx.now.into();
    subscription["cancellation_details"]["reason"] = ending.reason.into();
    cx.save(&subscription).await?;
    stop_collecting(cx, &subscription).await?;
    cx.emit("customer.subscription.deleted", &subscription, None)
        .await?;
    let is_billed = !usage.is_empty() || !pending::lines(cx, &subscription).await?.is_empty();
    if ending.invoice_now && is_billed {
        let period = (current_period(&subscription).0, cx.now);
        let reason = "subscription_update";
        let invoice = invoice::draft(cx, &mut subscription, reason, period, usage).await?;
        cx.save(&subscription).await?;
        renew::finalize_and_collect(cx, invoice).await?;
    }
    Ok(subscription)
}

/// Open invoices of an ended subscription are no longer collected automatically.
async fn stop_collecting(cx: &mut Cx, subscription: &Value) -> Result<()> {
    let id = text(subscription, "id");
    for mut invoice in cx
        .of_customer("invoice", text(subscription, "customer"))
        .await?
    {
        let waits = matches!(text(&invoice, "status"), "open" | "draft");
        if waits && invoice["auto_advance"] == true && invoice::subscription_of(&invoice) == id {
            let before = invoice.clone();
            invoice["auto_advance"] = false.into();
            invoice["next_payment_attempt"] = Value::Null;
            invoice["automatically_finalizes_at"] = Value::Null;
            cx.save(&invoice).await?;
            cx.emit("invoice.updated", &invoice, Some(&before)).await?;
        }
    }
    Ok(())
}
