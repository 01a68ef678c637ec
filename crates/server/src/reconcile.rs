//! Finishes changes whose outcome nobody saw: the process died, or upstream did not answer.

use std::sync::Arc;

use contract::rules::payment_methods::movable;
use contract::rules::removal::{self, Refusal};
use contract::{InvoiceId, InvoiceStatus, PaymentMethodId, PaymentProgress, SubscriptionId};

use crate::activity;
use crate::app::{App, Merchant};
use crate::locks::{self, Held};
use crate::payment;
use crate::store::{self, Action, Intent, Outcome};
use crate::upstream::{self, Snapshot};

/// Changes older than this, in seconds, are reported instead of finished: the customer has moved on.
const STALE: i64 = 60 * 60;

/// Looks at the open changes begun at or before `before` (Unix seconds) and closes those whose outcome is clear or can
/// be brought about. Returns how many were closed.
///
/// # Errors
/// The database's own. What upstream does not answer stays open for the next time.
pub async fn run(app: &App, before: i64) -> store::Result<usize> {
    let mut closed = 0;
    for intent in app.store().open_intents(before).await? {
        let Some(merchant) = app.merchant(&intent.merchant_id) else {
            // The account is no longer served; its changes wait until it is.
            continue;
        };
        let Ok(held) = locks::take(app, &merchant, &intent.customer_id).await else {
            // Whoever changes the customer now closes it, or leaves it for the next time.
            continue;
        };
        let outcome = close(app, &merchant, &intent, &held).await;
        held.release().await;
        closed += usize::from(outcome?);
    }
    Ok(closed)
}

/// Closes one change, if that can be done now.
async fn close(
    app: &App,
    merchant: &Arc<Merchant>,
    intent: &Intent,
    held: &Held,
) -> store::Result<bool> {
    // The request that opened it, or another server, may have closed it while we waited.
    if !app.store().intent_is_open(&intent.id).await? {
        return Ok(false);
    }
    let Some(outcome) = settle(app, merchant, intent, held).await else {
        return Ok(false);
    };
    activity::close(app, merchant, &intent.id, outcome).await?;
    tracing::warn!(
        intent = intent.id,
        action = intent.action,
        outcome = outcome.as_str(),
        "a change without an outcome was closed"
    );
    Ok(true)
}

/// The outcome of one change; `None` while upstream cannot say.
async fn settle(app: &App, merchant: &Merchant, intent: &Intent, held: &Held) -> Option<Outcome> {
    let now = app.clock().now();
    let customer = intent.customer_id.as_str();
    if intent.action == Action::Authenticate.as_str() {
        let invoice = InvoiceId::from(intent.object_id.as_str());
        return match payment::outcome(merchant, customer, &invoice).await {
            None if now - intent.created_at > payment::PATIENCE => Some(Outcome::Abandoned),
            outcome => outcome,
        };
    }
    let snapshot = match merchant.upstream.fresh(customer).await {
        Ok(snapshot) => snapshot,
        Err(upstream::Error::NotFound) => return Some(Outcome::Refused),
        Err(_) => return None,
    };
    let of_details = [Action::UpdateDetails, Action::AddTaxId, Action::RemoveTaxId];
    if of_details
        .iter()
        .any(|action| action.as_str() == intent.action)
    {
        return Some(of_details_change(intent, &snapshot));
    }
    if intent.action == Action::PayInvoice.as_str() {
        return of_invoice(merchant, intent).await;
    }
    let is_of_method = [Action::Remove, Action::MakeDefault, Action::UseDefault];
    if !is_of_method
        .iter()
        .any(|action| action.as_str() == intent.action)
    {
        return of_subscription(merchant, intent, &snapshot).await;
    }
    let method = PaymentMethodId::from(intent.object_id.as_str());
    let methods = &snapshot.state.payment_methods;
    let found = methods.iter().find(|candidate| candidate.id == method);
    let is_removal = intent.action == Action::Remove.as_str();
    let moves = intent.action == Action::UseDefault.as_str();
    let subscriptions = &snapshot.state.subscriptions;
    let movable = found.map_or_else(Vec::new, |found| movable(found, subscriptions, now));
    match found {
        Some(method) if moves && !method.is_default => return Some(Outcome::Refused),
        Some(_) if moves && movable.is_empty() => return Some(Outcome::Done),
        Some(_) if moves => {}
        None if is_removal => return Some(Outcome::Done),
        None => return Some(Outcome::Refused),
        Some(method) if !is_removal && method.is_default => return Some(Outcome::Done),
        Some(_) => {}
    }
    if now - intent.created_at > STALE {
        return Some(Outcome::Abandoned);
    }
    if !held.is_held() {
        return None;
    }
    // The state may have changed since, so the first attempt's idempotency key must not be used for other parameters.
    let key = format!("{}-{now}", intent.id);
    let result = if is_removal {
        match removal::plan(&method, methods, &snapshot.state.subscriptions, now) {
            Ok(plan) => {
                merchant
                    .upstream
                    .remove(customer, &method, &plan, &key)
                    .await
            }
            Err(Refusal::Unknown | Refusal::OnlyChargeable { .. }) => {
                return Some(Outcome::Refused);
            }
        }
    } else if moves {
        let ids: Vec<_> = movable.into_iter().map(|it| it.id.clone()).collect();
        merchant.upstream.use_default(customer, &ids, &key).await
    } else {
        merchant
            .upstream
            .make_default(customer, &method, &key)
            .await
    };
    match result {
        Ok(_) => Some(Outcome::Done),
        Err(error) if error.leaves_open() => None,
        Err(_) => Some(Outcome::Refused),
    }
}

/// The outcome of a change to billing information. What was typed is not kept, so nothing can be made up for: the
/// customer was told that the answer got lost, and sees how things are.
fn of_details_change(intent: &Intent, snapshot: &Snapshot) -> Outcome {
    let tax_ids = &snapshot.customer.tax_ids;
    let is_removal = intent.action == Action::RemoveTaxId.as_str();
    match tax_ids.iter().any(|held| held.id == intent.object_id) {
        false if is_removal => Outcome::Done,
        true if is_removal => Outcome::Refused,
        _ => Outcome::Abandoned,
    }
}

/// The outcome of a payment. Like a subscription's change it is never made up for later.
async fn of_invoice(merchant: &Merchant, intent: &Intent) -> Option<Outcome> {
    let id = InvoiceId::from(intent.object_id.as_str());
    let customer = intent.customer_id.as_str();
    match merchant.upstream.invoice_standing(customer, &id).await {
        Ok(standing) => Some(match (standing.status, standing.payment) {
            (InvoiceStatus::Paid, _) | (_, PaymentProgress::Processing) => Outcome::Done,
            _ => Outcome::Refused,
        }),
        Err(error) if error.leaves_open() => None,
        Err(_) => Some(Outcome::Refused),
    }
}

/// The outcome of a change to a subscription. It is never made up for later: an hour on, a customer no longer expects
/// to be charged, or to lose a subscription, for a click that was answered with an error. A schedule that was begun and
/// plans nothing is let go.
async fn of_subscription(
    merchant: &Merchant,
    intent: &Intent,
    snapshot: &Snapshot,
) -> Option<Outcome> {
    let id = SubscriptionId::from(intent.object_id.as_str());
    let found = snapshot.state.subscriptions.iter().find(|it| it.id == id);
    let is = |action: Action| action.as_str() == intent.action;
    let fulfilled = match found {
        None => is(Action::Cancel),
        Some(found) if is(Action::Cancel) => found.cancel_at.is_some(),
        Some(found) if is(Action::Renew) => found.cancel_at.is_none(),
        Some(found) if is(Action::CancelChange) => found.schedule.is_none(),
        // Whether the coupon was given, the mark on the subscription says when the offer is asked for again.
        Some(_) if is(Action::AcceptOffer) => return Some(Outcome::Abandoned),
        Some(found) => found.schedule.is_some(),
    };
    if fulfilled {
        return Some(Outcome::Done);
    }
    if is(Action::Update) && found.is_some() {
        let customer = intent.customer_id.as_str();
        let freed = merchant.upstream.cancel_change(customer, &id, &intent.id);
        match freed.await {
            Ok(_) => {}
            Err(error) if error.leaves_open() => return None,
            Err(_) => return Some(Outcome::Abandoned),
        }
    }
    Some(Outcome::Refused)
}
