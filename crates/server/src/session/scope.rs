//! What a request to `/api` is about, and whether the flow of its session allows that.
//!
//! The table names every route that a flow may need. A route that is not in it is about [`Action::Other`], which no flow
//! allows: one that is added later is closed to flows until somebody decides otherwise.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use axum::RequestPartsExt;
use axum::extract::{MatchedPath, Path};
use axum::http::request::Parts;
use contract::rules::flow::{self, Action};
use contract::{Completed, ErrorCode, InvoiceId, SubscriptionId};

use crate::app::{App, Merchant};
use crate::error::{ApiResult, Failure};
use crate::flow::Flow;
use crate::idempotency;
use crate::store::SessionRow;

/// Routes by what they do.
const ACTIONS: &[(&str, &str, Action)] = &[
    ("PUT", "/api/session/locale", Action::ChooseLanguage),
    // As harmless as the language.
    ("POST", "/api/appearance", Action::ChooseLanguage),
    ("DELETE", "/api/session", Action::SignOut),
    (
        "POST",
        "/api/payment-methods/setup",
        Action::PreparePaymentMethod,
    ),
    ("POST", "/api/session/tab", Action::PreparePaymentMethod),
    ("POST", "/api/payment-methods", Action::AddPaymentMethod),
    (
        "PUT",
        "/api/payment-methods/{id}/default",
        Action::ManagePaymentMethods,
    ),
    (
        "DELETE",
        "/api/payment-methods/{id}",
        Action::ManagePaymentMethods,
    ),
    (
        "GET",
        "/api/subscriptions/{id}/cancel",
        Action::PreviewCancel,
    ),
    (
        "POST",
        "/api/subscriptions/{id}/cancel",
        Action::CancelSubscription,
    ),
    (
        "POST",
        "/api/subscriptions/{id}/accept-offer",
        Action::AcceptOffer,
    ),
    (
        "POST",
        "/api/subscriptions/{id}/cancellation-details",
        Action::ExplainCancellation,
    ),
    (
        "POST",
        "/api/subscriptions/{id}/renew",
        Action::RenewSubscription,
    ),
    (
        "GET",
        "/api/subscriptions/{id}/update",
        Action::PreviewUpdate,
    ),
    (
        "POST",
        "/api/subscriptions/{id}/update/preview",
        Action::PreviewUpdate,
    ),
    (
        "POST",
        "/api/subscriptions/{id}/update",
        Action::UpdateSubscription,
    ),
    (
        "POST",
        "/api/subscriptions/{id}/cancel-change",
        Action::CancelChange,
    ),
    (
        "GET",
        "/api/invoices/{id}/authentication",
        Action::Authenticate,
    ),
    ("POST", "/api/customer", Action::UpdateCustomer),
    ("POST", "/api/customer/tax-ids", Action::ManageTaxIds),
    ("DELETE", "/api/customer/tax-ids/{id}", Action::ManageTaxIds),
    ("GET", "/api/invoices", Action::Invoices),
];

/// The flow of the session that a request is answered for, told to [`crate::error::render`]: what a refusal says of the
/// customer's state is limited like everything else.
#[derive(Clone, Debug, Default)]
pub struct Scope(Arc<OnceLock<Flow>>);

impl Scope {
    /// The flow, if the session has one.
    pub fn flow(&self) -> Option<&Flow> {
        self.0.get()
    }

    /// Tells it.
    pub fn set(parts: &Parts, flow: &Flow) {
        if let Some(scope) = parts.extensions.get::<Self>() {
            // There is one session for each request.
            let _ = scope.0.set(flow.clone());
        }
    }
}

/// A request that its session's flow allows.
#[derive(Clone, Debug)]
pub struct InFlow {
    /// The flow.
    pub flow: Flow,
    /// How the flow is done once this request has succeeded, if it is.
    pub completes: Option<Completed>,
}

/// Holds a request against the flow of its session. `None` when there is no flow.
///
/// A request whose answer got lost is let through to the answer that was kept for it, although the flow is done since.
///
/// # Errors
/// 403 `out_of_flow`.
pub async fn check(
    parts: &mut Parts,
    app: &App,
    merchant: &Arc<Merchant>,
    session: &SessionRow,
) -> ApiResult<Option<InFlow>> {
    let Some(found) = Flow::of(session)? else {
        return Ok(None);
    };
    Scope::set(parts, &found);
    let action = action_of(parts);
    let about = about(parts).await;
    // Of all invoices, the one that the change waits for.
    if action == Action::Authenticate {
        let named = about.as_ref().map(SubscriptionId::as_str);
        if found.invoice.is_none() || named != found.invoice.as_ref().map(InvoiceId::as_str) {
            return Err(out_of_flow());
        }
    }
    let shown = found.shown();
    let completes = flow::completes(&shown, action);
    if flow::allows(&shown, action, about.as_ref()) {
        return Ok(Some(InFlow {
            flow: found,
            completes,
        }));
    }
    let before = contract::Flow {
        completed: None,
        ..shown
    };
    if completes.is_some()
        && flow::allows(&before, action, about.as_ref())
        && let Some(key) = idempotency::key_of(&parts.headers)?
        && idempotency::is_known(app, merchant, &session.customer_id, &key).await?
    {
        return Ok(Some(InFlow {
            flow: found,
            completes,
        }));
    }
    Err(out_of_flow())
}

/// 403: the session is for something else, or what it was for is done.
pub fn out_of_flow() -> Failure {
    Failure::new(
        ErrorCode::OutOfFlow,
        "The session is for something else, or what it was for is done.",
    )
}

fn action_of(parts: &Parts) -> Action {
    let route = parts.extensions.get::<MatchedPath>();
    let route = route.map_or("", MatchedPath::as_str);
    let mut known = ACTIONS.iter();
    known
        .find(|(method, path, _)| *method == parts.method.as_str() && *path == route)
        .map_or(Action::Other, |(_, _, action)| *action)
}

/// The id in the address, for most routes a subscription's. Whatever cannot be read is none of the flow's.
async fn about(parts: &mut Parts) -> Option<SubscriptionId> {
    let named: Path<HashMap<String, String>> = parts.extract().await.ok()?;
    named.get("id").map(|id| SubscriptionId::from(id.as_str()))
}
