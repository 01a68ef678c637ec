//! A small load balancer before several servers, as operators put one there.
//!
//! It asks each in turn that says it is ready. Where nobody is found, or an answer breaks off and the request may be
//! repeated (RFC 9110, 9.2.2), it asks another one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// How often servers are asked whether they are ready. Much less than the time they give for noticing.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How often a request is sent at most.
const TRIES: usize = 3;

/// A running balancer. Dropped, it is gone.
pub struct Balancer {
    /// Where it listens.
    pub port: u16,
    servers: Arc<Servers>,
    _tasks: JoinSet<()>,
}

struct Servers {
    known: Mutex<Vec<Known>>,
    turn: AtomicUsize,
    http: reqwest::Client,
    /// What it says it asks for when it looks whether they are ready: they know no other hosts than their merchants'.
    host: String,
}

#[derive(Clone, Copy)]
struct Known {
    port: u16,
    is_ready: bool,
}

impl Balancer {
    /// Listens before servers that are ready and serve a host.
    pub async fn before(ports: impl IntoIterator<Item = u16>, host: &str) -> Self {
        let known = ports.into_iter().map(Known::ready).collect();
        let servers = Arc::new(Servers {
            known: Mutex::new(known),
            turn: AtomicUsize::new(0),
            http: client(),
            host: host.to_owned(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().fallback(forward).with_state(servers.clone());
        let mut tasks = JoinSet::new();
        tasks.spawn(async { axum::serve(listener, router).await.unwrap() });
        tasks.spawn(watch(servers.clone()));
        Self {
            port,
            servers,
            _tasks: tasks,
        }
    }

    /// Knows a server that is ready in the place of one that is no more.
    pub fn replace(&self, old: u16, new: u16) {
        let mut known = self.servers.known.lock().unwrap();
        let place = known.iter_mut().find(|it| it.port == old).unwrap();
        *place = Known::ready(new);
    }
}

impl Known {
    fn ready(port: u16) -> Self {
        Self {
            port,
            is_ready: true,
        }
    }
}

impl Servers {
    /// The next one that is ready.
    fn choose(&self) -> Option<u16> {
        let known = self.known.lock().unwrap();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut in_turn = known.iter().cycle().skip(turn % known.len());
        in_turn
            .by_ref()
            .take(known.len())
            .find(|it| it.is_ready)
            .map(|it| it.port)
    }

    /// Asks a server whether it is ready. One that says nothing yet may just be busy.
    async fn look(&self, port: u16) {
        let asked = self.http.get(format!("http://127.0.0.1:{port}/readyz"));
        let asked = asked.header(header::HOST, &self.host);
        match asked.timeout(Duration::from_secs(1)).send().await {
            Err(problem) if problem.is_timeout() => {}
            answer => self.mark(port, answer.is_ok_and(|answer| answer.status() == 200)),
        }
    }

    fn mark(&self, port: u16, is_ready: bool) {
        let mut known = self.known.lock().unwrap();
        for it in known.iter_mut().filter(|it| it.port == port) {
            it.is_ready = is_ready;
        }
    }
}

/// A connection is made for each request: a kept one may be closed at the moment it is used.
fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .timeout(Duration::from_secs(40))
        .build()
        .unwrap()
}

async fn watch(servers: Arc<Servers>) {
    let mut looking = tokio::time::interval(LOOK_EVERY);
    loop {
        looking.tick().await;
        let known = servers.known.lock().unwrap().clone();
        let mut looks = JoinSet::new();
        for Known { port, .. } in known {
            let servers = servers.clone();
            looks.spawn(async move { servers.look(port).await });
        }
        looks.join_all().await;
    }
}

async fn forward(State(servers): State<Arc<Servers>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let may_repeat = head.method.is_safe() || [Method::PUT, Method::DELETE].contains(&head.method);
    let mut headers = head.headers;
    headers.remove(header::CONNECTION);
    for _ in 0..TRIES {
        let Some(port) = servers.choose() else { break };
        let request = servers
            .http
            .request(
                head.method.clone(),
                format!("http://127.0.0.1:{port}{}", head.uri),
            )
            .headers(headers.clone())
            .body(body.clone());
        match answer(request).await {
            Ok(answer) => return answer.into_response(),
            Err(problem) => {
                servers.mark(port, false);
                if !problem.is_connect() && !may_repeat {
                    return failure(StatusCode::BAD_GATEWAY, format!("{problem:?}"));
                }
            }
        }
    }
    failure(
        StatusCode::SERVICE_UNAVAILABLE,
        "nobody is ready".to_owned(),
    )
}

/// An answer of its own, which tests can tell from the servers'.
fn failure(status: StatusCode, why: String) -> Response {
    (status, Json(json!({ "error": { "code": why } }))).into_response()
}

/// The whole answer, so that one that breaks off can be asked for again.
async fn answer(
    request: reqwest::RequestBuilder,
) -> reqwest::Result<(StatusCode, HeaderMap, Bytes)> {
    let response = request.send().await?;
    let (status, mut headers) = (response.status(), response.headers().clone());
    headers.remove(header::CONNECTION);
    headers.remove(header::TRANSFER_ENCODING);
    Ok((status, headers, response.bytes().await?))
}
