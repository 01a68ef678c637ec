//! What requests for a change have in common.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use axum::response::Response;

use crate::app::App;
use crate::error::{ApiResult, Failure};
use crate::idempotency;
use crate::locks::{self, Held};
use crate::session::{CurrentCustomer, token};

/// The version of `If-Match: "<version>"`; `*` and no header ask for none.
pub fn version_of(headers: &HeaderMap) -> ApiResult<Option<String>> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default();
    if text == "*" {
        return Ok(None);
    }
    text.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .map(|version| Some(version.to_owned()))
        .ok_or_else(|| Failure::invalid("If-Match", "If-Match must be one quoted version."))
}

/// The key for upstream: the same for a repeated request, and not to be guessed from outside.
pub fn upstream_key(customer: &CurrentCustomer, key: Option<&str>) -> String {
    match key {
        Some(key) => {
            let text = format!("{} {} {key}", customer.session.id, customer.customer_id());
            format!("portico-{}", &token::hash(&text)[..40])
        }
        None => token::new_id("portico-"),
    }
}

/// The same for what must be decided alone: with the customer's lock, which is held once the key is ours.
pub async fn once_alone<T, W>(
    app: &App,
    customer: &CurrentCustomer,
    key: Option<String>,
    what: &str,
    body: &[u8],
    work: impl FnOnce(Arc<Held>) -> W + Send + 'static,
) -> Response
where
    T: serde::Serialize + Send + 'static,
    W: Future<Output = ApiResult<T>> + Send + 'static,
{
    let (shared, merchant) = (app.clone(), customer.merchant.clone());
    let id = customer.customer_id().to_owned();
    let work = async move { locks::alone(&shared, &merchant, &id, work).await };
    once(app, customer, key, what, body, work).await
}

/// Carries out a change of the customer's once per key. In a flow, one that completes it is noted, and the answer is
/// limited to what the flow needs.
pub async fn once<T: serde::Serialize + Send + 'static>(
    app: &App,
    customer: &CurrentCustomer,
    key: Option<String>,
    what: &str,
    body: &[u8],
    work: impl Future<Output = ApiResult<T>> + Send + 'static,
) -> Response {
    let scope = idempotency::scope_of(customer.customer_id());
    let parts = [what.as_bytes(), body];
    let merchant = &customer.merchant;
    let Some(in_flow) = customer.flow.clone() else {
        return idempotency::once(app, merchant, &scope, key, &parts, work).await;
    };
    let (shared, session) = (app.clone(), customer.session.clone());
    let work = async move {
        let store = shared.store();
        let answer = match work.await {
            Err(failure) => {
                if let Some(waits) = &failure.authentication {
                    let (merchant, id) = (&session.merchant_id, &session.id);
                    store
                        .note_flow_invoice(merchant, id, waits.invoice.as_str())
                        .await?;
                }
                return Err(failure);
            }
            Ok(answer) => answer,
        };
        if let Some(completed) = in_flow.completes {
            let now = shared.clock().now();
            let noted = store
                .complete_flow(&session.merchant_id, &session.id, completed, now)
                .await;
            if let Err(error) = noted {
                // The change stands; the session only stays open for it a little longer.
                tracing::error!(%error, "a flow could not be completed");
            }
        }
        let mut answer = serde_json::to_value(answer).map_err(|_| Failure::internal())?;
        in_flow.flow.reduce_answer(&mut answer);
        Ok(answer)
    };
    idempotency::once(app, merchant, &scope, key, &parts, work).await
}
