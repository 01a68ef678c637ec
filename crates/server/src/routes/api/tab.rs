//! `POST /api/session/tab`: from a frame to a tab, to add a payment method there.
//!
//! The processor's own page is shown in no frame, and leads back to a tab in which the frame's session does not count. So
//! the tab is given a link of its own, which is for this one thing.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use contract::{AfterCompletion, FlowKind};
use schemars::JsonSchema;
use serde::Serialize;

use super::payment_methods::check_feature;
use crate::app::App;
use crate::documents::session_page;
use crate::error::{ApiResult, Failure};
use crate::flow::Flow;
use crate::json::{ApiJson, Nothing};
use crate::session::{CurrentCustomer, Place, lifetimes, token};
use crate::store::NewSession;

/// Where the tab goes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TabLink {
    /// A link that opens once, within a minute.
    pub url: String,
}

/// Makes the link. A tab needs none: it is answered as a route that is not there.
pub async fn make_link(
    State(app): State<App>,
    customer: CurrentCustomer,
    request: HeaderMap,
    _: ApiJson<Nothing>,
) -> ApiResult<Json<TabLink>> {
    if Place::of(&request) != Place::Frame {
        return Err(Failure::not_found());
    }
    check_feature(&app, &customer).await?;
    let flow = Flow {
        kind: FlowKind::PaymentMethodUpdate,
        subscription: None,
        confirm: None,
        discount: None,
        offer: None,
        after_completion: AfterCompletion::HostedConfirmation {
            custom_message: None,
        },
        completed: None,
        invoice: None,
    };
    let flow = serde_json::to_string(&flow).map_err(|_| Failure::internal())?;
    let (session, now) = (&customer.session, app.clock().now());
    let look = customer.merchant.looks.of(&app, &session.look()).await;
    let look = look.ok_or_else(Failure::internal)?;
    let link = token::mint(token::LINK);
    let chosen = session.chosen_locale.as_deref();
    let new = NewSession {
        id: &token::new_id("bps_"),
        merchant: &session.merchant_id,
        customer: &session.customer_id,
        configuration: &session.configuration_id,
        return_url: session.return_url.as_deref(),
        locale: chosen.or(session.locale.as_deref()),
        flow: Some(&flow),
        on_behalf_of: session.on_behalf_of.as_deref(),
        created_at: now,
        link_hash: &token::hash(&link),
        link_expires_at: now + lifetimes::TAB_LINK,
    };
    app.store().insert_session(&new).await?;
    let page = session_page(&customer.merchant.here, &look);
    Ok(Json(TabLink {
        url: format!("{page}#{link}"),
    }))
}
