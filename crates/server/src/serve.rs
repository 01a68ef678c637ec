//! Running the server: listening, the work beside requests, and the end.

use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::App;
use crate::connections::{self, Bounds};
use crate::shutdown::{self, Signals};
use crate::{domains, events, login, mail, reconcile, routes};

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
    let own = (listener, routes::router(app.clone()));
    let mut servers = Servers::start(beside.into_iter().chain([own]));
    let housekeeping = tokio::spawn(keep_house(app.clone()));
    let delivery = tokio::spawn(mail::keep_delivering(app.clone()));
    let telling = tokio::spawn(events::keep_delivering(app.clone()));
    let looking_up = tokio::spawn(login::keep_looking_up(app.clone()));

    let hearing = tokio::spawn(domains::keep_current(app.clone()));
    let checking = tokio::spawn(domains::keep_checking(app.clone()));

    tracing::info!(%address, "ready");

    tokio::select! {
        () = shutdown::requested(signals, app.clone()) => {}
        broken = servers.broken() => return Err(broken),
    }
    housekeeping.abort();
    delivery.abort();
    telling.abort();
    looking_up.abort();
    hearing.abort();
    checking.abort();
    servers.finish().await;
    app.store().close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Serves a router that is no portal until a signal ends it. Nobody balances load over it, so nobody needs to notice
/// first.
///
/// # Errors
/// When signals cannot be noticed, or the listener fails.
pub async fn serve_alone(listener: TcpListener, router: Router) -> std::io::Result<()> {
    let signals = Signals::new()?;
    let address = listener.local_addr()?;
    let mut servers = Servers::start([(listener, router)]);
    tracing::info!(%address, "ready");
    tokio::select! {
        () = shutdown::signalled(signals) => {}
        broken = servers.broken() => return Err(broken),
    }
    servers.finish().await;
    tracing::info!("stopped");
    Ok(())
}

/// Routers being served, that stop together.
struct Servers {
    running: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Servers {
    fn start(routers: impl IntoIterator<Item = (TcpListener, Router)>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut running = JoinSet::new();
        for (listener, router) in routers {
            let bounds = Bounds::default();
            running.spawn(connections::accept(
                listener,
                router,
                bounds,
                stopped.clone(),
            ));
        }
        Self { running, stop }
    }

    /// Waits until one of them ends by itself, which it does only when it panics.
    async fn broken(&mut self) -> std::io::Error {
        match self.running.join_next().await {
            Some(Err(panic)) => std::io::Error::other(panic),
            _ => std::io::Error::other("a listener ended by itself"),
        }
    }

    /// Accepts nobody any more, and gives requests that are under way the time to be answered.
    async fn finish(mut self) {
        // The receivers may all be gone already.
        let _ = self.stop.send(true);
        let finishing = async { while self.running.join_next().await.is_some() {} };
        if tokio::time::timeout(shutdown::FINISH, finishing)
            .await
            .is_err()
        {
            tracing::warn!("requests were still running at the end");
        }
    }
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
