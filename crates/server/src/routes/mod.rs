//! Every route, grouped by who calls it.

pub mod api;
mod customer_api;
mod dashboard;
pub mod documents;
pub mod files;
pub mod health;
pub mod merchant;
mod merchant_api;
pub mod preview;
pub mod tls_check;
pub mod webhooks;

use axum::routing::{any, get, post};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::openapi::Operation;
use crate::{compress, error, headers, host, limits, logging, origin, stripe_error};

/// Descriptions of all routes of both APIs.
pub fn operations() -> Vec<Operation> {
    let (customers, merchants) = (customer_api::routes(), merchant_api::routes());
    [customers.operations, merchants.operations].concat()
}

/// The routes customers' browsers call that change something: method and path. Tests send every hostile request to
/// each of them.
pub fn changes() -> Vec<(&'static str, &'static str)> {
    let described = customer_api::routes().operations.into_iter();
    let changes = described.filter(|operation| operation.method != "GET");
    changes
        .map(|operation| (operation.method, operation.path))
        .collect()
}

/// The whole server.
///
/// From the outside in: headers on every answer, one log line, the host's merchant (or 421), then routing.
pub fn router(app: App) -> Router {
    let routed = Router::new()
        .merge(customer_api(&app))
        .merge(merchant_api(&app))
        .merge(dashboard::routes(&app, merchant_api(&app)))
        .route("/webhooks/stripe", post(webhooks::receive))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/assets/{*path}", get(files::asset))
        .route("/embed/{*path}", get(files::embed))
        .route("/media/{sha256}", get(files::media))
        .merge(documents::routes())
        .merge(preview::routes())
        .fallback(documents::other)
        .layer(CatchPanicLayer::custom(documents::panicked))
        .layer(middleware::from_fn(logging::note_route))
        .with_state(app.clone());
    Router::new()
        .fallback_service(routed)
        .layer(middleware::from_fn_with_state(app, host::resolve))
        .layer(middleware::from_fn(logging::log))
        .layer(middleware::from_fn(headers::add))
}

/// `/api`, with whatever else begins so.
fn customer_api(app: &App) -> Router<App> {
    customer_api::routes()
        .router
        .route("/api", any(api::not_found))
        .route("/api/{*path}", any(api::not_found))
        .merge(api::preview::routes())
        .layer(middleware::from_fn(origin::check))
        .layer(middleware::from_fn_with_state(app.clone(), limits::check))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(middleware::from_fn_with_state(app.clone(), error::render))
        .layer(middleware::from_fn(compress::compress))
}

/// `/v1`: what is ours, and everything else passed on.
fn merchant_api(app: &App) -> Router<App> {
    use merchant::{events, forward, unknown_method, unknown_url, webhook_endpoints};
    merchant_api::routes()
        .router
        .route("/v1/billing_portal/{*path}", any(unknown_url))
        .route("/v1/portico/{*path}", any(unknown_url))
        .method_not_allowed_fallback(unknown_method)
        .route(
            "/v1/events/{id}",
            get(events::get_any_event).fallback(forward),
        )
        .route(
            "/v1/webhook_endpoints",
            post(webhook_endpoints::pass).fallback(forward),
        )
        .route(
            "/v1/webhook_endpoints/{id}",
            post(webhook_endpoints::pass)
                .delete(webhook_endpoints::pass)
                .fallback(forward),
        )
        .route("/v1/{*path}", any(forward))
        .layer(CatchPanicLayer::custom(stripe_error::panicked))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            merchant::require_key,
        ))
        .layer(middleware::from_fn(merchant::name_version))
}
