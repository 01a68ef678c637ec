//! When trials end and subscriptions are canceled.

use serde_json::Value;

use crate::billing::renew::current_period;
use crate::error::{ApiError, Result};
use crate::params::Params;

/// The longest trial, in days.
const LONGEST_TRIAL: i64 = 730;

/// When the trial ends, if there is one.
pub(super) fn trial_end(params: &Params, now: i64) -> Result<Option<i64>> {
    match (params.get("trial_end"), params.int("trial_period_days")) {
        (Some(_), Some(_)) => Err(ApiError::invalid(
            "You may only specify one of these parameters: trial_end, trial_period_days.",
        )),
        (Some(Value::Number(_)), None) => {
            let end = params.int("trial_end").unwrap_or_default();
            require_trial_end(end, now)?;
            Ok(Some(end))
        }
        (None, Some(days)) if days > 0 => Ok(Some(now + days * 86_400)),
        _ => Ok(None),
    }
}

/// # Errors
/// 400 when a trial would end in the past or too late.
pub(super) fn require_trial_end(end: i64, now: i64) -> Result<()> {
    if end <= now {
        return Err(ApiError::invalid(
            "Invalid timestamp: must be an integer Unix timestamp in the future.",
        )
        .param("trial_end"));
    }
    if end > now + LONGEST_TRIAL * 86_400 {
        return Err(ApiError::invalid(format!(
            "Invalid trial_end: trials can last at most {LONGEST_TRIAL} days."
        ))
        .param("trial_end"));
    }
    Ok(())
}

/// `cancel_at_period_end` and `cancel_at`. In flexible billing mode the end of the period becomes a date of its own.
pub(in crate::resources) fn set_cancellation(
    params: &Params,
    now: i64,
    subscription: &mut Value,
) -> Result<()> {
    let at_end = params.flag("cancel_at_period_end");
    let sent = params.get("cancel_at").filter(|value| !value.is_null());
    if at_end == Some(true) && sent.is_some() {
        return Err(ApiError::invalid(
            "You may only specify one of these parameters: cancel_at, cancel_at_period_end.",
        ));
    }
    let (_, period_end) = current_period(subscription);
    match (at_end, params.get("cancel_at")) {
        (_, Some(Value::Number(_))) => {
            let at = params.int("cancel_at").unwrap_or_default();
            if at <= now {
                return Err(
                    ApiError::invalid("The `cancel_at` timestamp must be in the future.")
                        .param("cancel_at"),
                );
            }
            subscription["cancel_at"] = at.into();
            subscription["cancel_at_period_end"] = false.into();
        }
        // Items share one period, so its least and its most end are the same.
        (_, Some(Value::String(_))) => {
            subscription["cancel_at"] = period_end.into();
            subscription["cancel_at_period_end"] = false.into();
        }
        (Some(true), _) => {
            subscription["cancel_at"] = period_end.into();
            let classic = subscription["billing_mode"]["type"] == "classic";
            subscription["cancel_at_period_end"] = classic.into();
        }
        (Some(false), _) | (None, Some(Value::Null)) => {
            subscription["cancel_at"] = Value::Null;
            subscription["cancel_at_period_end"] = false.into();
        }
        _ => {
            // In classic mode the date follows the period; in flexible mode it stays.
            if subscription["cancel_at_period_end"] == true {
                subscription["cancel_at"] = period_end.into();
            }
            return Ok(());
        }
    }
    // A date inside a period credits what is left of it, unless that is not wanted.
    let prorates = params.text("proration_behavior") != Some("none");
    subscription["_cancel_prorates"] = prorates.into();
    let pending = !subscription["cancel_at"].is_null();
    subscription["canceled_at"] = if pending { now.into() } else { Value::Null };
    let reason = pending.then_some("cancellation_requested");
    subscription["cancellation_details"]["reason"] = reason.into();
    Ok(())
}
