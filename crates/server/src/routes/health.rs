//! Probes.

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;

/// The process runs.
pub async fn healthz() -> &'static str {
    "ok"
}

/// The process can serve: the database reads and writes, and the server is not about to stop.
///
/// The billing system is not asked: its outage must not become ours.
pub async fn readyz(State(app): State<App>) -> (StatusCode, &'static str) {
    if app.is_draining() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining");
    }
    match app.store().probe(app.clock().now()).await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::error!(%error, "the database failed its probe");
            (StatusCode::SERVICE_UNAVAILABLE, "database")
        }
    }
}
