//! `/dashboard`: its documents, signing in and out, and the way to the merchant's API.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router, middleware};
use contract::{Dashboard, OpenDashboard};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::{App, Merchant};
use crate::dashboard::SignedIn;
use crate::dashboard::session::{admit, find, is_here, role_of};
use crate::documents::{DASHBOARD, Wanted};
use crate::error::{self, ApiResult, Failure};
use crate::json::{ApiJson, Nothing};
use crate::session::{cookie, lifetimes, token};
use crate::{compress, limits, locale, origin, stripe_error};

/// The documents and the API.
pub fn routes(app: &App, merchant_api: Router<App>) -> Router<App> {
    let api = Router::new()
        .route(
            "/dashboard/api/session",
            get(get_session).post(open_session).delete(close_session),
        )
        .layer(CatchPanicLayer::custom(error::panicked));
    let merchant_api = merchant_api
        .layer(middleware::from_fn_with_state(app.clone(), admit))
        .layer(CatchPanicLayer::custom(stripe_error::panicked));
    Router::new()
        .merge(api)
        .nest("/dashboard/api", merchant_api)
        .route("/dashboard/api/{*path}", any(super::api::not_found))
        .layer(middleware::from_fn(origin::check))
        .layer(middleware::from_fn_with_state(app.clone(), limits::check))
        .layer(middleware::from_fn_with_state(app.clone(), error::render))
        .layer(middleware::from_fn(compress::compress))
        .route("/dashboard", get(document))
        .route("/dashboard/{*path}", get(document))
}

/// Trades a link's token for a session. The one that this browser had is over.
async fn open_session(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    headers: HeaderMap,
    ApiJson { value: body, .. }: ApiJson<OpenDashboard>,
) -> ApiResult<Response> {
    if !is_here(&merchant) || !token::is_well_formed(&body.token, token::DASHBOARD_LINK) {
        return Err(Failure::link_expired());
    }
    let before = find(&app, &merchant, &headers).await?;
    let (account, now) = (&merchant.account.id, app.clock().now());
    let cookie_token = token::mint(token::DASHBOARD);
    let hashes = [&*token::hash(&body.token), &*token::hash(&cookie_token)];
    let store = app.store();
    let session = store
        .redeem_dashboard_link(
            account,
            hashes,
            &token::new_id("ses_"),
            now,
            now + lifetimes::ABSOLUTE,
        )
        .await?
        .ok_or_else(Failure::link_expired)?;
    if let Some(before) = before {
        store
            .revoke_dashboard_session(account, &before.session.id, now)
            .await?;
    }
    let role = role_of(&session).ok_or_else(Failure::internal)?;
    let signed_in = SignedIn {
        merchant,
        session,
        role,
    };
    let mut response = Json(described(&app, &signed_in, &headers)).into_response();
    response.headers_mut().insert(
        header::SET_COOKIE,
        cookie::set_dashboard(&cookie_token, signed_in.merchant.here.secure),
    );
    Ok(response)
}

/// Whoever is signed in.
async fn get_session(
    State(app): State<App>,
    signed_in: SignedIn,
    headers: HeaderMap,
) -> Json<Dashboard> {
    Json(described(&app, &signed_in, &headers))
}

/// Signs out.
async fn close_session(
    State(app): State<App>,
    SignedIn {
        merchant, session, ..
    }: SignedIn,
    _: ApiJson<Nothing>,
) -> ApiResult<Response> {
    let (account, now) = (&merchant.account.id, app.clock().now());
    app.store()
        .revoke_dashboard_session(account, &session.id, now)
        .await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::SET_COOKIE,
        cookie::clear_dashboard(merchant.here.secure),
    );
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\""),
    );
    Ok(response)
}

fn described(app: &App, signed_in: &SignedIn, headers: &HeaderMap) -> Dashboard {
    let (account, session) = (&signed_in.merchant.account, &signed_in.session);
    let catalogues = app.catalogues();
    let tag = locale::negotiate(catalogues, &locale::accepted(headers));
    Dashboard {
        session: session.public_id.clone().unwrap_or_default().into(),
        role: signed_in.role,
        name: session.name.clone(),
        expires_at: session.expires_at.unwrap_or_default(),
        now: app.clock().now(),
        locale: catalogues.locale(&tag, None, headers),
        account: account.id.clone(),
        merchant: account.name.clone(),
        test_mode: account.test_mode,
        portal: signed_in.merchant.home().origin.clone(),
    }
}

/// The dashboard's document, the same at each of its addresses. It says nothing that only somebody signed in may know.
async fn document(
    State(app): State<App>,
    Extension(merchant): Extension<Arc<Merchant>>,
    headers: HeaderMap,
) -> Response {
    if !is_here(&merchant) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let tag = locale::negotiate(app.catalogues(), &locale::accepted(&headers));
    let wanted = Wanted {
        document: DASHBOARD,
        tag: &tag,
        status: StatusCode::OK,
        framers: &[],
        preview: false,
    };
    let look = app.dashboard_look();
    app.documents()
        .serve(&app, &merchant, look, &wanted, &headers)
}
