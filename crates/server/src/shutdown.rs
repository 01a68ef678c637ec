//! Stopping without losing a request: readiness turns red, a load balancer gets time to notice, then what is running
//! is finished.

use std::time::Duration;

use crate::app::App;

/// How long readiness is red before connections are refused.
pub const GRACE: Duration = Duration::from_secs(2);

/// How long running requests get after that.
pub const FINISH: Duration = Duration::from_secs(10);

/// Exit code after a second signal: the shell's for SIGINT.
const INTERRUPTED: i32 = 130;

/// Waits for a signal, then through the grace period. A second signal ends the process at once.
pub async fn requested(signals: Signals, app: App) {
    signalled(signals).await;
    app.drain();
    tokio::time::sleep(GRACE).await;
}

/// Waits for a signal. A second one ends the process at once.
pub async fn signalled(mut signals: Signals) {
    signals.next().await;
    tracing::info!("stopping");
    tokio::spawn(async move {
        signals.next().await;
        tracing::warn!("stopped at once by a second signal");
        std::process::exit(INTERRUPTED);
    });
}

/// SIGTERM and SIGINT, noticed from the moment this exists.
#[cfg(unix)]
pub struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Listens for signals.
    ///
    /// # Errors
    /// When the process cannot.
    pub fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
pub struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Listens for Ctrl-C.
    ///
    /// # Errors
    /// Never.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Without a console there is nothing to wait for but the end of the process.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
