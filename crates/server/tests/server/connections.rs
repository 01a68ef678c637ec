//! Connections over raw sockets: whoever is slow, silent or too many.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use portico_server::connections::Bounds;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use crate::support::ladder::is_full;
use crate::support::listening::{Listening, rest};
use crate::support::{World, report, size};

/// Longer than any of these tests may take; a bound that never comes into play.
const NEVER: Duration = Duration::from_secs(600);

/// Short, but long enough for a busy machine to send two lines within it.
const SOON: Duration = Duration::from_millis(400);

const BOUNDS: Bounds = Bounds {
    connections: 100,
    head: NEVER,
    body: NEVER,
    stall: NEVER,
};

const PLAIN: &str = "GET /healthz HTTP/1.1\r\nHost: m0.localhost:4242\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_head_that_never_ends_is_not_waited_for() {
    let world = World::new().await;
    let bounds = Bounds {
        head: SOON,
        ..BOUNDS
    };
    let listening = Listening::start(world.router.clone(), bounds).await;
    let begun = Instant::now();
    for unfinished in ["", "GET", "GET / HTTP/1.1\r\nHost: m0.localhost:4242\r\nX-"] {
        let said = listening.exchange(unfinished).await;
        assert!(!said.contains("200 OK"), "{unfinished:?}: {said}");
    }
    // Three times the bound, and not once the ten minutes of the others.
    assert!(begun.elapsed() >= SOON * 3);
    // One line after the other does not buy more time either, and a connection kept open may not idle for ever.
    let mut stream = listening.connect().await;
    stream
        .write_all(PLAIN.replace("Connection: close\r\n", "").as_bytes())
        .await
        .unwrap();
    assert!(rest(&mut stream).await.contains("200 OK"));
}

#[tokio::test]
async fn a_body_that_never_ends_is_answered_408() {
    let world = World::new().await;
    let bounds = Bounds {
        body: SOON,
        ..BOUNDS
    };
    let listening = Listening::start(world.router.clone(), bounds).await;
    let api = "POST /api/session HTTP/1.1\r\nHost: m0.localhost:4242\r\nSec-Fetch-Site: same-origin\r\n\
               Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"token\":";
    let said = listening.exchange(api).await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(said.contains("did not arrive in time"), "{said}");
    assert!(said.contains("x-content-type-options: nosniff"), "{said}");
    // The merchant's calls, ours and those that are passed on.
    for path in ["/v1/billing_portal/sessions", "/v1/customers"] {
        let call = format!(
            "POST {path} HTTP/1.1\r\nHost: m0.localhost:4242\r\nAuthorization: Bearer sk_test_merchant0\r\n\
             Content-Length: 100\r\n\r\ncustomer="
        );
        let said = listening.exchange(&call).await;
        assert!(said.starts_with("HTTP/1.1 408"), "{path}: {said}");
        assert!(said.contains("invalid_request_error"), "{path}: {said}");
    }
}

#[tokio::test]
async fn a_reader_who_takes_nothing_is_given_up() {
    let large = || async { vec![b' '; 64 * 1024 * 1024] };
    let bounds = Bounds {
        stall: SOON,
        ..BOUNDS
    };
    let listening = Listening::start(Router::new().route("/", get(large)), bounds).await;
    let mut stream = listening.connect().await;
    stream
        .write_all(b"GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")
        .await
        .unwrap();
    let mut first = [0; 1];
    stream.read_exact(&mut first).await.unwrap();
    listening.stop.send(true).unwrap();
    // It ends although nobody has read the answer.
    listening.task.await.unwrap();
}

#[tokio::test]
async fn more_than_the_limit_wait_and_are_served_after() {
    let world = World::new().await;
    let bounds = Bounds {
        connections: 2,
        ..BOUNDS
    };
    let listening = Listening::start(world.router.clone(), bounds).await;
    let first = listening.connect().await;
    let second = listening.connect().await;
    let mut third = listening.connect().await;
    third.write_all(PLAIN.as_bytes()).await.unwrap();
    let mut byte = [0; 1];
    let early = tokio::time::timeout(SOON, third.peek(&mut byte)).await;
    assert!(early.is_err(), "it was served beyond the limit");
    drop(first);
    assert!(rest(&mut third).await.starts_with("HTTP/1.1 200"));
    drop(second);
}

#[tokio::test]
async fn stopping_finishes_what_runs_and_nothing_else() {
    let (begun, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let notify = (begun.clone(), finish.clone());
    let slow = move || {
        let (begun, finish) = notify.clone();
        async move {
            begun.notify_one();
            finish.notified().await;
            "finished"
        }
    };
    let router = Router::new()
        .route("/slow", get(slow))
        .route("/quick", get(|| async { "quick" }));
    let listening = Listening::start(router, BOUNDS).await;
    let mut silent = listening.connect().await;
    let mut idle = listening.connect().await;
    idle.write_all(b"GET /quick HTTP/1.1\r\nHost: a.test\r\n\r\n")
        .await
        .unwrap();
    let mut byte = [0; 1];
    idle.read_exact(&mut byte).await.unwrap();
    let mut running = listening.connect().await;
    running
        .write_all(b"GET /slow HTTP/1.1\r\nHost: a.test\r\n\r\n")
        .await
        .unwrap();
    begun.notified().await;

    listening.stop.send(true).unwrap();
    assert_eq!(rest(&mut silent).await, "");
    assert!(rest(&mut idle).await.contains("quick"));
    finish.notify_one();
    assert!(rest(&mut running).await.contains("finished"));
    listening.task.await.unwrap();
    assert!(TcpStream::connect(listening.address).await.is_err());
}

/// Five hundred who send a byte and no more, and one who only wants an answer.
#[tokio::test]
async fn ladder_row_24_slow_senders_do_not_keep_others_out() {
    let world = World::new().await;
    let bounds = Bounds {
        connections: 1_000,
        head: Duration::from_secs(2),
        ..BOUNDS
    };
    let listening = Listening::start(world.router.clone(), bounds).await;
    let slow = size(200, 500);
    let mut held = Vec::new();
    for _ in 0..slow {
        let mut stream = listening.connect().await;
        stream.write_all(b"G").await.unwrap();
        held.push(stream);
    }
    let begun = Instant::now();
    let mut times = Vec::new();
    for _ in 0..100 {
        let asked = Instant::now();
        let said = listening.exchange(PLAIN).await;
        assert!(said.starts_with("HTTP/1.1 200"), "{said}");
        times.push(asked.elapsed());
    }
    times.sort();
    for stream in &mut held {
        rest(stream).await;
    }
    let closed = begun.elapsed().as_secs_f64();
    // The figure is held in full size, when nothing else runs; in quick size it only shows that nobody is kept out.
    let longest = if is_full() { 100 } else { 2_000 };
    report(
        24,
        "senders of one byte, and a clean client beside them",
        &format!("closed within 30 s, p99 < {longest} ms"),
        &format!(
            "{slow} closed within {closed:.1} s, p99 {} ms of 100",
            times[98].as_millis()
        ),
        closed < 30.0 && times[98] < Duration::from_millis(longest),
    );
}
