//! `POST /v1/invoices/create_preview`.

use serde_json::{Map, Value};

use crate::billing::books::Books;
use crate::billing::change::{Change, Effect};
use crate::billing::ending::unused;
use crate::billing::lifecycle::is_over;
use crate::billing::lines::{for_period, for_usage};
use crate::billing::renew::current_period;
use crate::billing::{change, preview, schedule};
use crate::cx::Cx;
use crate::error::{ApiError, Result};
use crate::params::{ID, Kind, Param, Params, clear, opt, req};
use crate::resources::subscriptions::params::{
    CANCEL_AT, DISCOUNTS, ITEM_CHANGES, PRORATION, TRIAL_END,
};
use crate::resources::subscriptions::{Resolved, planned, resolve, set_cancellation};
use crate::resources::tax_rates::TAX_RATES;
use crate::value::text;

pub(super) const CREATE: &[Param] = &[
    opt("automatic_tax", Kind::Unbuilt),
    opt("currency", Kind::Currency),
    opt("customer", ID),
    opt("customer_details", Kind::Unbuilt),
    DISCOUNTS,
    opt("invoice_items", Kind::Unbuilt),
    opt("issuer", Kind::Unbuilt),
    clear("on_behalf_of", Kind::Unbuilt),
    opt("preview_mode", Kind::Choice(&["next", "recurring"])),
    opt("schedule", ID),
    opt("schedule_details", Kind::Unbuilt),
    opt("subscription", ID),
    opt(
        "subscription_details",
        Kind::Object(&[
            opt(
                "billing_cycle_anchor",
                Kind::Object(&[
                    opt("timestamp", Kind::Unbuilt),
                    req("type", Kind::Choice(&["now", "unchanged"])),
                ]),
            ),
            opt("billing_mode", Kind::Unbuilt),
            CANCEL_AT,
            opt("cancel_at_period_end", Kind::Boolean),
            opt("cancel_now", Kind::Boolean),
            clear("default_tax_rates", TAX_RATES),
            opt("items", ITEM_CHANGES),
            PRORATION,
            opt("proration_date", Kind::Timestamp),
            opt("resume_at", Kind::Choice(&["now"])),
            opt("start_date", Kind::Unbuilt),
            TRIAL_END,
        ]),
    ),
];

pub(super) async fn create(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let is_named = ["schedule", "subscription"]
        .iter()
        .any(|name| params.contains_key(*name));
    // Items of no subscription there is are those of a new one.
    let is_new = !is_named && details(&params).contains_key("items");
    let before = if is_new {
        Value::Null
    } else {
        chosen(cx).await?
    };
    let owner = before["customer"].as_str().or(params.text("customer"));
    if let Some(customer) = cx.find(owner.unwrap_or_default()).await? {
        cx.enter_time_of(&customer).await?;
    }
    // What a preview has to make on the way, such as a price, is undone.
    sqlx::query("SAVEPOINT preview")
        .execute(&mut *cx.tx)
        .await?;
    let made = if is_new {
        first(cx).await
    } else {
        foretell(cx, &before).await
    };
    sqlx::query("ROLLBACK TO preview")
        .execute(&mut *cx.tx)
        .await?;
    made
}

/// The subscription that was named, or the one of the customer that is billed next.
async fn chosen(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let id = match params.text("schedule") {
        Some(schedule) => {
            let found = cx
                .referenced("subscription_schedule", schedule, "schedule")
                .await?;
            found["subscription"].as_str().map(str::to_owned)
        }
        None => params.text("subscription").map(str::to_owned),
    };
    let customer = params.text("customer");
    if let Some(id) = id {
        let found = cx.referenced("subscription", &id, "subscription").await?;
        if customer.is_some_and(|customer| found["customer"] != customer) {
            return Err(ApiError::missing_reference(
                "subscription",
                &id,
                "subscription",
            ));
        }
        return Ok(found);
    }
    let Some(customer) = customer else {
        return Err(ApiError::invalid(
            "You must specify either `customer`, `subscription` or `schedule` to preview an invoice.",
        )
        .code("parameter_missing")
        .param("customer"));
    };
    cx.referenced("customer", customer, "customer").await?;
    let held = cx.of_customer("subscription", customer).await?;
    held.into_iter()
        .filter(|held| !is_over(held))
        .min_by_key(|held| current_period(held).1)
        .ok_or_else(|| {
            ApiError::upcoming_none(&format!("No upcoming invoices for customer: '{customer}'"))
        })
}

/// `subscription_details`, empty when they were not sent.
fn details(params: &Params) -> Params {
    let sent = params
        .get("subscription_details")
        .and_then(Value::as_object);
    Params::new(sent.cloned().unwrap_or_else(Map::new))
}

/// The first invoice of the subscription that the details would create.
async fn first(cx: &mut Cx) -> Result<Value> {
    let params = cx.params();
    let customer = params.text("customer").unwrap_or_default();
    let customer = cx.referenced("customer", customer, "customer").await?;
    let mut sent = Map::new();
    for (name, value) in details(&params).iter() {
        sent.insert(name.clone(), value.clone());
    }
    for name in ["currency", "discounts"] {
        sent.extend(
            params
                .get(name)
                .map(|value| (name.to_owned(), value.clone())),
        );
    }
    let subscription = planned(cx, &Params::new(sent), &customer).await?;
    let books = Books::of(cx, &subscription).await?;
    let trial = subscription["status"] == "trialing";
    let effect = Effect {
        period: for_period(&books, &subscription, trial)?,
        prorations: Vec::new(),
        invoice_now: true,
        subscription: subscription.clone(),
    };
    let recurring = params.text("preview_mode") == Some("recurring");
    preview::invoice(cx, &subscription, &effect, &books, recurring).await
}

async fn foretell(cx: &mut Cx, before: &Value) -> Result<Value> {
    let params = cx.params();
    let details = details(&params);
    let prefix = "subscription_details[items]";
    let discounts = params.get("discounts");
    let Resolved { change, books, .. } = resolve(cx, &details, discounts, before, prefix).await?;
    let effect = if details.flag("cancel_now") == Some(true) {
        canceled(&change, before, &books)?
    } else {
        let mut base = before.clone();
        if details.contains_key("resume_at") && before["status"] == "paused" {
            base["status"] = "active".into();
        }
        let mut change = change;
        if base["status"] != before["status"] {
            change.anchor_now = true;
            change.proration = change::Proration::None;
        }
        let mut effect = change.apply(&base, &books)?;
        set_cancellation(&details, cx.now, &mut effect.subscription)?;
        effect
    };
    let effect = with_schedule(cx, before, effect).await?;
    let books = {
        let mut books = books;
        books.open(cx, &effect.subscription).await?;
        books
    };
    let recurring = params.text("preview_mode") == Some("recurring");
    preview::invoice(cx, before, &effect, &books, recurring).await
}

/// A change that is planned for the end of the period is part of the invoice that comes then.
async fn with_schedule(cx: &mut Cx, before: &Value, mut effect: Effect) -> Result<Effect> {
    let end = current_period(&effect.subscription).1;
    let schedule = cx.find(text(before, "schedule")).await?.unwrap_or_default();
    let phase = schedule::following(&schedule).filter(|phase| phase["start_date"] == end);
    if let Some(phase) = phase.filter(|_| !effect.invoice_now) {
        effect.subscription = schedule::in_phase(cx, &effect.subscription, phase).await?;
    }
    Ok(effect)
}

/// What canceling now would bill: the credit for unused time, and what waits.
fn canceled(change: &Change, before: &Value, books: &Books) -> Result<Effect> {
    let prorations = if change.proration == change::Proration::None {
        Vec::new()
    } else {
        unused(books, before, change.at)?
    };
    Ok(Effect {
        subscription: before.clone(),
        prorations,
        period: for_usage(books, before, change.at)?,
        invoice_now: true,
    })
}
