//! Running the server: listening, the work beside requests, and the end.

use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::App;
use crate::connections::{self, Bounds};
use crate::shutdown::{self, Signals};
use crate::{events, login, mail, reconcile, routes};

/// How often open changes are looked at.
const RECONCILE_EVERY: Duration = Duration::from_secs(60);

/// A change younger than this is most likely still running, seconds.
const STILL_RUNNING: i64 = 60;

/// How often what is over is forgotten, in rounds of [`RECONCILE_EVERY`].
const FORGET_EVERY: u64 = 60;

/// Serves the application until a signal ends it. `beside` are further routers with their listeners that stop together
/// with it.
///
/// # Errors
/// When signals cannot be noticed, or a listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    beside: Vec<(TcpListener, Router)>,
) -> std::io::Result<()> {
    // Before anybody is told that we are ready: whoever waits for that may send a signal at once.
    let signals = Signals::new()?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let mut servers = tokio::task::JoinSet::new();
    let own = (listener, routes::router(app.clone()));
    for (listener, router) in beside.into_iter().chain([own]) {
        let bounds = Bounds::default();
        servers.spawn(connections::accept(
            listener,
            router,
            bounds,
            stopped.clone(),
        ));
    }
    let housekeeping = tokio::spawn(keep_house(app.clone()));
    let delivery = tokio::spawn(mail::keep_delivering(app.clone()));
    let telling = tokio::spawn(events::keep_delivering(app.clone()));
    let looking_up = tokio::spawn(login::keep_looking_up(app.clone()));

    tracing::info!(%address, "ready");

    tokio::select! {
        () = shutdown::requested(signals, app.clone()) => {}
        // A server only ends by itself when it panics.
        Some(ended) = servers.join_next() => ended.map_err(std::io::Error::other)?,
    }
    housekeeping.abort();
    delivery.abort();
    telling.abort();
    looking_up.abort();
    // The receivers may all be gone already.
    let _ = stop.send(true);
    let finishing = async { while servers.join_next().await.is_some() {} };
    if tokio::time::timeout(shutdown::FINISH, finishing)
        .await
        .is_err()
    {
        tracing::warn!("requests were still running at the end");
    }
    app.store().close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Finishes changes without an outcome and forgets what is over. At the start nothing can be running yet.
async fn keep_house(app: App) {
    let mut interval = tokio::time::interval(RECONCILE_EVERY);
    for round in 0_u64.. {
        interval.tick().await;
        let now = app.clock().now();
        let before = if round == 0 { now } else { now - STILL_RUNNING };
        if let Err(error) = reconcile::run(&app, before).await {
            tracing::error!(%error, "open changes could not be looked at");
        }
        if round % FORGET_EVERY != 0 {
            continue;
        }
        if let Err(error) = app.store().forget_old(now).await {
            tracing::error!(%error, "what is over could not be forgotten");
        }
    }
}
