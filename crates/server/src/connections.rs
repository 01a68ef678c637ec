//! Accepting connections, bounded in number and time.
//!
//! Whoever says nothing, sends slowly or reads slowly holds a place for a bounded time only, so that a few hundred of
//! them cannot keep everybody else out. axum's own loop has no setting for any of this.

mod bounded;
mod steady;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

use bounded::Bounded;
pub use bounded::TooSlow;
use steady::Steady;

/// The most that a head, all header lines together, may hold.
const HEAD_LIMIT: usize = 64 * 1024;

/// How long to wait when no connection can be accepted, as when the process has no file descriptors left.
const RECOVER: Duration = Duration::from_millis(100);

/// Who is at the other end of the connection: a browser, or the proxy before us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Bounds of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Open at the same time; more wait until one is closed.
    pub connections: usize,
    /// For a request's head to arrive, counted from the end of the request before it. So it is also how long a
    /// connection may be idle.
    pub head: Duration,
    /// For a request's whole body to arrive.
    pub body: Duration,
    /// For the other end to take anything at all of an answer.
    pub stall: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: places(),
            head: Duration::from_secs(15),
            body: Duration::from_secs(10),
            stall: Duration::from_secs(20),
        }
    }
}

/// Serves until `stop` is true and every request that was under way is answered.
pub async fn accept(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    mut stop: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(bounds.connections));
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            biased;
            () = stopped(&mut stop) => break,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((stream, address)) => {
                let connection = serve(stream, address, router.clone(), bounds, stop.clone());
                tokio::spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(RECOVER).await;
            }
        }
    }
    drop(listener);
    // Whoever holds all places is alone.
    let all = u32::try_from(bounds.connections).unwrap_or(u32::MAX);
    let _ = places.acquire_many(all).await;
}

async fn serve(
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
    bounds: Bounds,
    mut stop: watch::Receiver<bool>,
) {
    // Answers are written whole; waiting for more to send would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection waits before it sends");
    }
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(|body| Body::new(Bounded::new(body, bounds.body)));
        request.extensions_mut().insert(Peer(address.ip()));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(Steady::new(stream, bounds.stall)), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopped(&mut stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // Broken off, too slow, or no HTTP: nothing anybody has to look after.
        tracing::debug!(%error, "a connection ended");
    }
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, which means the same.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// As many connections as the process may have files open, less a quarter for databases and calls upstream; 4,096 at
/// most.
fn places() -> usize {
    const MOST: usize = 4096;
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = open_files(&limits).unwrap_or(2 * MOST);
    (files - files / 4).min(MOST)
}

/// The soft limit of open files. Source: proc(5), `/proc/pid/limits`.
fn open_files(limits: &str) -> Option<usize> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_limit_of_open_files() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units\n\
                      Max processes             30000                30000                processes\n\
                      Max open files            1024                 524288               files\n";
        assert_eq!(open_files(limits), Some(1024));
        let unlimited = limits.replace("1024  ", "unlimited");
        assert_eq!(open_files(&unlimited), None);
        assert_eq!(open_files(""), None);
        assert!(places() > 0);
    }
}
