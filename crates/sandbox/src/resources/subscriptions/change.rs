//! From parameters to a [`Change`]: what the update and its preview have in common.

use serde_json::Value;

use super::dates::require_trial_end;
use super::items;
use crate::billing::books::Books;
use crate::billing::change::{Change, Proration, Trial};
use crate::billing::discount::{self, Granted, Holder};
use crate::billing::period::Interval;
use crate::billing::renew::current_period;
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::params::Params;
use crate::resources::tax_rates;
use crate::value::text;

/// A change, what it is calculated from, and the discounts it is to redeem.
pub(in crate::resources) struct Resolved {
    pub(in crate::resources) change: Change,
    pub(in crate::resources) books: Books,
    /// `None` when the discounts stay.
    pub(in crate::resources) discounts: Option<Vec<Granted>>,
}

/// Reads what is sent about items, discounts, tax rates, prorations, anchor and trial. `prefix` is where the items stand among the
/// parameters.
///
/// # Errors
/// 400 in Stripe's words when something does not exist or does not fit.
pub(in crate::resources) async fn resolve(
    cx: &mut Cx,
    sent: &Params,
    discounts: Option<&Value>,
    before: &Value,
    prefix: &str,
) -> Result<Resolved> {
    let mut change = Change::none(before, cx.now);
    change.proration = Proration::of(sent.text("proration_behavior"));
    if let Some(at) = sent.int("proration_date") {
        let (start, end) = current_period(before);
        if !(start..=end).contains(&at) {
            return Err(ApiError::invalid(
                "The `proration_date` must be within the current period of the subscription.",
            )
            .param("proration_date"));
        }
        change.at = at;
    }
    change.anchor_now = sent
        .get("billing_cycle_anchor")
        .is_some_and(|anchor| anchor["type"] == "now");
    change.trial = match sent.get("trial_end") {
        Some(Value::Number(_)) => {
            let end = sent.int("trial_end").unwrap_or_default();
            require_trial_end(end, cx.now)?;
            Some(Trial::Until(end))
        }
        Some(_) => Some(Trial::EndsNow),
        None => None,
    };
    let mut books = Books::of(cx, before).await?;
    if sent.contains_key("items") {
        change.items = items::changed(cx, sent.list("items"), before, prefix).await?;
        let mut after = before.clone();
        after["items"]["data"] = change.items.clone().into();
        books.open(cx, &after).await?;
        require_one_interval(&books, &change.items, prefix)?;
    }
    if let Some(sent) = sent.get("default_tax_rates") {
        let path = prefix.replace("items", "default_tax_rates");
        let held = &before["default_tax_rates"];
        change.default_tax_rates = tax_rates::chosen(cx, sent, held, &path).await?;
        let mut after = before.clone();
        after["default_tax_rates"] = change.default_tax_rates.clone();
        books.open(cx, &after).await?;
    }
    let granted = match discounts {
        None => None,
        Some(sent) => {
            let subtotal = subtotal(&books, &change.items, text(before, "currency"))?;
            let holder = Holder {
                subscription: text(before, "id"),
                customer: text(before, "customer"),
                currency: text(before, "currency"),
                held: &before["discounts"],
                subtotal,
            };
            let sent = sent.as_array().map_or(&[][..], Vec::as_slice);
            let granted = discount::grant(cx, sent, &holder).await?;
            for granted in &granted {
                if let Granted::New { discount, .. } = granted {
                    books.add_discount(discount.clone());
                }
            }
            change.discounts = granted.iter().map(|one| one.id().clone()).collect();
            Some(granted)
        }
    };
    Ok(Resolved {
        change,
        books,
        discounts: granted,
    })
}

/// What a period of items costs before discounts.
pub(super) fn subtotal(books: &Books, items: &[Value], currency: &str) -> Result<i64> {
    let mut sum = 0;
    for item in items {
        sum += books.gross(item, currency)?;
    }
    Ok(sum)
}

fn require_one_interval(books: &Books, items: &[Value], prefix: &str) -> Result<()> {
    let mut shared: Option<Interval> = None;
    for item in items {
        let own = Interval::of(&books.price(item)?["recurring"]);
        if shared.get_or_insert_with(|| own.clone()) != &own {
            return Err(items::mixed_intervals(&format!("{prefix}[0]")));
        }
    }
    Ok(())
}

/// # Errors
/// 400 when the subscription can no longer change.
pub(in crate::resources) fn require_running(subscription: &Value) -> Result<()> {
    if crate::billing::lifecycle::is_over(subscription) {
        return Err(ApiError::invalid(
            "A canceled subscription can only update its cancellation_details and metadata.",
        ));
    }
    Ok(())
}
