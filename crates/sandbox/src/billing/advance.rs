//! Time on a test clock: everything that falls due happens in order, at its own moment.

use serde_json::Value;

use super::ending::Ending;
use super::renew::{self, current_period};
use super::{ending, invoice, lifecycle, pending_update, schedule, settlement};
use crate::cx::{Cx, body};
use crate::error::{ApiError, Result};
use crate::value::{int, text};

/// An incomplete subscription expires after this many seconds without payment, as in Stripe (23 hours).
const INCOMPLETE_FOR: i64 = 23 * 3_600;
/// `customer.subscription.trial_will_end` comes this many seconds before the end.
const TRIAL_NOTICE: i64 = 3 * 86_400;
/// More steps than this in one advance are refused, so that no request runs for minutes.
const MOST_STEPS: usize = 10_000;
/// The furthest one advance may go, in seconds (ten years).
const FURTHEST: i64 = 10 * 366 * 86_400;

/// What falls due. The order decides between things of the same moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Phase,
    Cancel,
    Expire,
    Lapse,
    Resume,
    Finalize,
    Retry,
    Settle,
    Overdue,
    TrialNotice,
    TrialEnd,
    Renew,
}

/// Lets time run to `target` on a clock.
///
/// # Errors
/// 400 when it is more than ten years away, or more happens on the way than one request may do.
pub(crate) async fn run(cx: &mut Cx, clock: &str, target: i64) -> Result<()> {
    let too_far = || {
        ApiError::invalid("Too much happens until then; advance the test clock in smaller steps.")
            .param("frozen_time")
    };
    if target - cx.now > FURTHEST {
        return Err(too_far());
    }
    for _ in 0..MOST_STEPS {
        let mut due: Vec<(i64, Due, Value)> = Vec::new();
        for subscription in on_clock(cx, "subscription", clock).await? {
            due.extend(of_subscription(&subscription).map(|(at, what)| (at, what, subscription)));
        }
        for schedule in on_clock(cx, "subscription_schedule", clock).await? {
            let at = schedule["current_phase"]["end_date"].as_i64();
            due.extend(at.map(|at| (at, Due::Phase, schedule)));
        }
        for invoice in on_clock(cx, "invoice", clock).await? {
            due.extend(of_invoice(&invoice).map(|(at, what)| (at, what, invoice)));
        }
        let first = due
            .into_iter()
            .filter(|(at, ..)| *at <= target)
            .min_by_key(|(at, what, _)| (*at, *what));
        let Some((at, what, object)) = first else {
            cx.now = target;
            return Ok(());
        };
        cx.now = cx.now.max(at);
        happen(cx, what, object).await?;
    }
    Err(too_far())
}

/// Objects of a clock that may still change.
async fn on_clock(cx: &mut Cx, object: &str, clock: &str) -> Result<Vec<Value>> {
    let rows = sqlx::query(
        "SELECT body FROM objects WHERE account = $1 AND object = $2 AND json_extract(body, '$.test_clock') = $3 \
         AND json_extract(body, '$.status') NOT IN ('canceled', 'incomplete_expired', 'paid', 'void', 'uncollectible', 'completed', 'released') \
         ORDER BY seq",
    )
    .bind(&cx.caller.account)
    .bind(object)
    .bind(clock)
    .fetch_all(&mut *cx.tx)
    .await?;
    rows.iter().map(body).collect()
}

fn of_subscription(subscription: &Value) -> Option<(i64, Due)> {
    let (_, end) = current_period(subscription);
    let cancel = subscription["cancel_at"]
        .as_i64()
        .map(|at| (at, Due::Cancel));
    let resume = subscription["pause_collection"]["resumes_at"]
        .as_i64()
        .map(|at| (at, Due::Resume));
    let lapse = subscription["pending_update"]["expires_at"]
        .as_i64()
        .map(|at| (at, Due::Lapse));
    let own = match text(subscription, "status") {
        "incomplete" => {
            return Some((int(subscription, "created") + INCOMPLETE_FOR, Due::Expire));
        }
        "paused" => None,
        "trialing" => {
            let trial_end = int(subscription, "trial_end");
            if subscription["_trial_notice"] == true {
                Some((trial_end, Due::TrialEnd))
            } else {
                Some((trial_end - TRIAL_NOTICE, Due::TrialNotice))
            }
        }
        _ => Some((end, Due::Renew)),
    };
    [cancel, lapse, resume, own].into_iter().flatten().min()
}

fn of_invoice(invoice: &Value) -> Option<(i64, Due)> {
    let by_hand = invoice["collection_method"] == "send_invoice";
    match text(invoice, "status") {
        "draft" => {
            let at = invoice["automatically_finalizes_at"].as_i64()?;
            (invoice["auto_advance"] == true).then_some((at, Due::Finalize))
        }
        "open" if settlement::is_pending(invoice) => {
            Some((int(invoice, "_settles_at"), Due::Settle))
        }
        "open" if by_hand && invoice["_overdue"] != true => {
            Some((invoice["due_date"].as_i64()?, Due::Overdue))
        }
        "open" => Some((invoice["next_payment_attempt"].as_i64()?, Due::Retry)),
        _ => None,
    }
}

async fn happen(cx: &mut Cx, what: Due, object: Value) -> Result<()> {
    match what {
        Due::Phase => schedule::next_phase(cx, object).await,
        Due::Cancel => {
            let how = Ending {
                reason: "cancellation_requested",
                prorate: object["_cancel_prorates"] == true,
                invoice_now: true,
            };
            ending::cancel(cx, object, how).await?;
            Ok(())
        }
        Due::Expire => expire(cx, object).await,
        Due::Lapse => pending_update::lapse(cx, &object).await,
        Due::Resume => {
            let mut subscription = object.clone();
            subscription["pause_collection"] = Value::Null;
            lifecycle::store(cx, &subscription, &object).await
        }
        Due::Finalize => renew::finalize_and_collect(cx, object).await,
        Due::Retry => {
            let mut invoice = object;
            lifecycle::collect(cx, &mut invoice).await
        }
        Due::Settle => settlement::conclude(cx, object).await,
        Due::Overdue => renew::overdue(cx, object).await,
        Due::TrialNotice => {
            let mut subscription = object;
            subscription["_trial_notice"] = true.into();
            cx.save(&subscription).await?;
            cx.emit("customer.subscription.trial_will_end", &subscription, None)
                .await
        }
        Due::TrialEnd => renew::end_trial(cx, &object).await,
        Due::Renew => renew::next_period(cx, &object).await,
    }
}

/// The first payment never came.
async fn expire(cx: &mut Cx, before: Value) -> Result<()> {
    let mut subscription = before.clone();
    subscription["status"] = "incomplete_expired".into();
    subscription["ended_at"] = cx.now.into();
    lifecycle::store(cx, &subscription, &before).await?;
    if let Some(mut invoice) = cx.find(text(&before, "latest_invoice")).await?
        && invoice["status"] == "open"
    {
        invoice::give_up(cx, &mut invoice, "void").await?;
    }
    Ok(())
}
