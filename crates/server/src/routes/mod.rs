//! Every route, grouped by who calls it.

pub mod api;
pub mod documents;
pub mod files;
pub mod health;
pub mod merchant;
pub mod webhooks;

use axum::routing::{any, delete, get, post, put};
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::subscriptions::Act;
use crate::{compress, error, headers, host, limits, logging, origin, stripe_error};

/// The routes customers' browsers call that change something: method and path. Tests send every hostile request to
/// each of them.
pub const CHANGES: &[(&str, &str)] = &[
    ("POST", "/api/login"),
    ("POST", "/api/login/code"),
    ("POST", "/api/session"),
    ("DELETE", "/api/session"),
    ("PUT", "/api/session/locale"),
    ("POST", "/api/payment-methods/setup"),
    ("POST", "/api/payment-methods"),
    ("PUT", "/api/payment-methods/{id}/default"),
    ("PUT", "/api/payment-methods/{id}/subscriptions"),
    ("DELETE", "/api/payment-methods/{id}"),
    ("POST", "/api/subscriptions/{id}/cancel"),
    ("POST", "/api/subscriptions/{id}/cancellation-details"),
    ("POST", "/api/subscriptions/{id}/renew"),
    ("POST", "/api/subscriptions/{id}/cancel-change"),
    ("POST", "/api/subscriptions/{id}/accept-offer"),
    ("POST", "/api/customer"),
    ("POST", "/api/customer/tax-ids"),
    ("DELETE", "/api/customer/tax-ids/{id}"),
    ("POST", "/api/subscriptions/{id}/update/preview"),
    ("POST", "/api/subscriptions/{id}/update"),
    ("POST", "/api/invoices/{id}/pay"),
];

/// The whole server.
///
/// From the outside in: headers on every answer, one log line, the host's merchant (or 421), then routing.
pub fn router(app: App) -> Router {
    let routed = Router::new()
        .merge(customer_api(&app))
        .merge(merchant_api(&app))
        .route("/webhooks/stripe", post(webhooks::receive))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/assets/{*path}", get(files::asset))
        .route("/media/{sha256}", get(files::media))
        .merge(documents::routes())
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

/// `/api`: JSON for the portal's own pages, with the session's cookie.
fn customer_api(app: &App) -> Router<App> {
    use api::{
        activity, customer, invoice_files, invoices, login, payment_methods, session,
        subscriptions, upcoming,
    };
    Router::new()
        .route(
            "/api/login",
            get(login::get_login_page).post(login::ask_for_code),
        )
        .route("/api/login/code", post(login::enter_code))
        .route(
            "/api/session",
            post(session::open_session)
                .get(session::get_session)
                .delete(session::close_session),
        )
        .route("/api/session/locale", put(session::set_locale))
        .route(
            "/api/payment-methods/setup",
            post(payment_methods::start_setup),
        )
        .route(
            "/api/payment-methods",
            post(payment_methods::add_payment_method),
        )
        .route(
            "/api/payment-methods/{id}/default",
            put(payment_methods::make_default),
        )
        .route(
            "/api/payment-methods/{id}/subscriptions",
            put(payment_methods::use_default),
        )
        .route(
            "/api/payment-methods/{id}",
            delete(payment_methods::remove_payment_method),
        )
        .route(
            "/api/subscriptions/{id}/cancel",
            get(subscriptions::preview_cancel).merge(subscriptions::act(Act::Cancel)),
        )
        .route(
            "/api/subscriptions/{id}/cancellation-details",
            post(subscriptions::explain_cancellation),
        )
        .route(
            "/api/subscriptions/{id}/renew",
            subscriptions::act(Act::Renew),
        )
        .route(
            "/api/subscriptions/{id}/cancel-change",
            subscriptions::act(Act::CancelChange),
        )
        .route(
            "/api/subscriptions/{id}/update",
            get(subscriptions::catalogue).post(subscriptions::update),
        )
        .route(
            "/api/subscriptions/{id}/update/preview",
            post(subscriptions::preview_update),
        )
        .route(
            "/api/subscriptions/{id}/accept-offer",
            post(subscriptions::accept_offer),
        )
        .route("/api/customer", post(customer::update_customer))
        .route("/api/customer/tax-ids", post(customer::add_tax_id))
        .route(
            "/api/customer/tax-ids/{id}",
            delete(customer::remove_tax_id),
        )
        .route("/api/invoices", get(invoices::list_invoices))
        .route("/api/upcoming", get(upcoming::list_upcoming))
        .route("/api/activity", get(activity::list_activity))
        .route("/api/invoices.csv", get(invoice_files::csv))
        .route("/api/invoices/{id}", get(invoices::get_invoice))
        .route("/api/invoices/{id}/pay", post(invoices::pay_invoice))
        .route(
            "/api/invoices/{id}/authentication",
            get(invoices::get_authentication),
        )
        .route("/api/invoices/{id}/pdf", get(invoice_files::pdf))
        .route("/api", any(api::not_found))
        .route("/api/{*path}", any(api::not_found))
        .layer(middleware::from_fn(origin::check))
        .layer(middleware::from_fn_with_state(app.clone(), limits::check))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(middleware::from_fn_with_state(app.clone(), error::render))
        .layer(middleware::from_fn(compress::compress))
}

/// `/v1`: Stripe's API for the merchant's server, with its secret key.
fn merchant_api(app: &App) -> Router<App> {
    use merchant::{
        branding, configurations, events, extensions, portal_sessions, sessions, subscriptions,
        webhook_endpoints,
    };
    Router::new()
        .route(
            "/v1/billing_portal/sessions",
            post(sessions::create_session),
        )
        .route(
            "/v1/billing_portal/configurations",
            get(configurations::list_configurations).post(configurations::create_configuration),
        )
        .route(
            "/v1/billing_portal/configurations/{id}",
            get(configurations::retrieve_configuration).post(configurations::update_configuration),
        )
        .route(
            "/v1/portico/branding",
            get(branding::get_branding).post(branding::set_branding),
        )
        .route(
            "/v1/portico/configurations/{id}",
            get(extensions::get_extension).post(extensions::set_extension),
        )
        .route("/v1/portico/sessions", get(portal_sessions::list_sessions))
        .route(
            "/v1/portico/sessions/revoke",
            post(portal_sessions::revoke_customer),
        )
        .route(
            "/v1/portico/sessions/{id}/revoke",
            post(portal_sessions::revoke_session),
        )
        .route(
            "/v1/portico/subscriptions",
            get(subscriptions::list_subscriptions),
        )
        .route(
            "/v1/portico/subscriptions.csv",
            get(subscriptions::export_subscriptions),
        )
        .route("/v1/portico/events", get(events::list_events))
        .route("/v1/portico/events/{id}", get(events::get_event))
        .route("/v1/portico/events/{id}/replay", post(events::replay_event))
        .route(
            "/v1/portico/webhook_endpoints",
            get(webhook_endpoints::list_endpoints).post(webhook_endpoints::create_endpoint),
        )
        .route(
            "/v1/portico/webhook_endpoints/{id}",
            get(webhook_endpoints::get_endpoint)
                .post(webhook_endpoints::update_endpoint)
                .delete(webhook_endpoints::delete_endpoint),
        )
        .route("/v1/billing_portal/{*path}", any(merchant::unknown_url))
        .route("/v1/portico/{*path}", any(merchant::unknown_url))
        .method_not_allowed_fallback(merchant::unknown_url)
        .route(
            "/v1/events/{id}",
            get(events::get_any_event).fallback(merchant::forward),
        )
        .route(
            "/v1/webhook_endpoints",
            post(webhook_endpoints::pass).fallback(merchant::forward),
        )
        .route(
            "/v1/webhook_endpoints/{id}",
            post(webhook_endpoints::pass)
                .delete(webhook_endpoints::pass)
                .fallback(merchant::forward),
        )
        .route("/v1/{*path}", any(merchant::forward))
        .layer(CatchPanicLayer::custom(stripe_error::panicked))
        .layer(middleware::from_fn_with_state(
            app.clone(),
            merchant::require_key,
        ))
}
