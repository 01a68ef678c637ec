//! Webhook delivery as a receiver sees it: signed, repeated until accepted, and continued after a restart.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sandbox::{Config, Sandbox, Webhook};
use serde_json::Value;
use sha2::Sha256;
use tokio::sync::mpsc;
use tower::ServiceExt as _;

const KEY: &str = "sk_test_webhooks";
const SECRET: &str = "whsec_of_the_test";
/// Far beyond what a delivery takes; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A directory of its own, removed at the end.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("sandbox-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What the receiver got, and what it answered.
struct Received {
    signature: String,
    body: String,
    status: StatusCode,
}

#[derive(Clone)]
struct Receiver {
    refusals: Arc<AtomicUsize>,
    received: mpsc::UnboundedSender<Received>,
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: String) -> StatusCode {
    let refuse = receiver
        .refusals
        .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
            left.checked_sub(1)
        })
        .is_ok();
    let status = if refuse {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        StatusCode::OK
    };
    let signature = headers["stripe-signature"].to_str().unwrap_or_default();
    let _ = receiver.received.send(Received {
        signature: signature.to_owned(),
        body,
        status,
    });
    status
}

/// Listens on a free port and answers 500 the first `refusals` times.
async fn listen(refusals: usize) -> (String, mpsc::UnboundedReceiver<Received>) {
    let (sender, received) = mpsc::unbounded_channel();
    let receiver = Receiver {
        refusals: Arc::new(AtomicUsize::new(refusals)),
        received: sender,
    };
    let router = Router::new()
        .route("/hook", post(receive))
        .with_state(receiver);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, received)
}

async fn open(directory: &Directory, url: &str) -> Sandbox {
    let webhook = Webhook {
        url: url.to_owned(),
        secret: SECRET.to_owned(),
        account_key: KEY.to_owned(),
    };
    let config = Config {
        data: directory.0.clone(),
        webhooks: vec![webhook],
        public_origin: "http://localhost:4243".to_owned(),
    };
    Sandbox::open(config).await.expect("a sandbox")
}

async fn create_customer(sandbox: &Sandbox, key: &str, name: &str) {
    let request = Request::post("/v1/customers")
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("name={name}")))
        .expect("a request");
    let response = sandbox.router().oneshot(request).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
}

async fn next(received: &mut mpsc::UnboundedReceiver<Received>) -> Received {
    tokio::time::timeout(PATIENCE, received.recv())
        .await
        .expect("a delivery in time")
        .expect("an open receiver")
}

fn name_of(delivery: &Received) -> String {
    let event: Value = serde_json::from_str(&delivery.body).expect("JSON");
    assert_eq!(event["object"], "event");
    assert_eq!(event["type"], "customer.created");
    event["data"]["object"]["name"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// As Stripe's SDKs verify it.
fn verify(delivery: &Received) {
    verify_with(SECRET, delivery);
}

fn verify_with(secret: &str, delivery: &Received) {
    let (time, signature) = delivery.signature.split_once(",v1=").expect("both parts");
    let time = time.strip_prefix("t=").expect("a time");
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(format!("{time}.{}", delivery.body).as_bytes());
    let expected: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(signature, expected);
}

#[tokio::test]
async fn a_refused_event_comes_again_until_it_is_accepted() {
    let directory = Directory::new("webhook-retry");
    let (url, mut received) = listen(2).await;
    let sandbox = open(&directory, &url).await;
    create_customer(&sandbox, KEY, "Ada").await;
    let mut bodies = Vec::new();
    for expected in [500, 500, 200] {
        let delivery = next(&mut received).await;
        assert_eq!(delivery.status.as_u16(), expected);
        assert_eq!(name_of(&delivery), "Ada");
        verify(&delivery);
        bodies.push(delivery.body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
    create_customer(&sandbox, KEY, "Grace").await;
    assert_eq!(name_of(&next(&mut received).await), "Grace");
}

#[tokio::test]
async fn only_the_account_s_own_events_are_delivered() {
    let directory = Directory::new("webhook-account");
    let (url, mut received) = listen(0).await;
    let sandbox = open(&directory, &url).await;
    create_customer(&sandbox, "sk_test_somebody_else", "Eve").await;
    create_customer(&sandbox, KEY, "Ada").await;
    assert_eq!(name_of(&next(&mut received).await), "Ada");
}

#[tokio::test]
async fn a_restart_loses_no_event() {
    let directory = Directory::new("webhook-restart");
    let (url, mut received) = listen(1).await;
    let sandbox = open(&directory, &url).await;
    create_customer(&sandbox, KEY, "Ada").await;
    assert_eq!(
        next(&mut received).await.status,
        StatusCode::INTERNAL_SERVER_ERROR
    );
    drop(sandbox);
    let sandbox = open(&directory, &url).await;
    let delivery = next(&mut received).await;
    assert_eq!(
        (name_of(&delivery).as_str(), delivery.status),
        ("Ada", StatusCode::OK)
    );
    create_customer(&sandbox, KEY, "Grace").await;
    // A round that the restart cut off may have been repeated; nothing may be missing.
    let mut delivery = next(&mut received).await;
    while name_of(&delivery) == "Ada" {
        delivery = next(&mut received).await;
    }
    assert_eq!(name_of(&delivery), "Grace");
}

async fn call(sandbox: &Sandbox, method: &str, path: &str, form: String) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {KEY}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .expect("a request");
    let response = sandbox.router().oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await;
    let body = serde_json::from_slice(&bytes.expect("a body")).expect("JSON");
    (status, body)
}

/// Endpoints that are made while the sandbox runs, changed and deleted.
#[tokio::test]
async fn endpoints_come_and_go_by_the_api() {
    let directory = Directory::new("webhook-endpoints");
    let config = Config {
        data: directory.0.clone(),
        webhooks: Vec::new(),
        public_origin: "http://localhost:4243".to_owned(),
    };
    let sandbox = Sandbox::open(config).await.expect("a sandbox");
    let (url, mut received) = listen(1).await;
    let path = "/v1/webhook_endpoints";
    for wrong in ["ftp://a.test", "hook"] {
        let form = format!("url={wrong}&enabled_events[0]=*");
        let (status, body) = call(&sandbox, "POST", path, form).await;
        assert_eq!(
            (status.as_u16(), &body["error"]["code"]),
            (400, &"url_invalid".into())
        );
    }
    let form = format!("url={url}&enabled_events[0]=customer.created&description=Shop");
    let (_, made) = call(&sandbox, "POST", path, form).await;
    let secret = made["secret"].as_str().expect("a secret").to_owned();
    assert!(secret.starts_with("whsec_") && made["status"] == "enabled");
    let one = format!("{path}/{}", made["id"].as_str().expect("an id"));

    create_customer(&sandbox, KEY, "Ada").await;
    for expected in [500, 200] {
        let delivery = next(&mut received).await;
        assert_eq!(delivery.status.as_u16(), expected, "it is retried");
        assert_eq!(name_of(&delivery), "Ada");
        verify_with(&secret, &delivery);
    }
    // Products are not wanted: what comes next is the next customer.
    call(&sandbox, "POST", "/v1/products", "name=Pro".to_owned()).await;
    create_customer(&sandbox, KEY, "Grace").await;
    assert_eq!(name_of(&next(&mut received).await), "Grace");

    let (other, mut elsewhere) = listen(0).await;
    let (_, moved) = call(&sandbox, "POST", &one, format!("url={other}")).await;
    assert!(moved.get("secret").is_none() && moved.get("_secret").is_none());
    create_customer(&sandbox, KEY, "Edsger").await;
    let delivery = next(&mut elsewhere).await;
    assert_eq!(name_of(&delivery), "Edsger");
    verify_with(&secret, &delivery);

    let (_, list) = call(&sandbox, "GET", path, String::new()).await;
    assert_eq!(list["data"][0]["url"], other);
    call(&sandbox, "DELETE", &one, String::new()).await;
    let form = format!("url={url}&enabled_events[0]=*");
    call(&sandbox, "POST", path, form).await;
    create_customer(&sandbox, KEY, "Barbara").await;
    assert_eq!(name_of(&next(&mut received).await), "Barbara");
    assert!(
        elsewhere.try_recv().is_err(),
        "the deleted endpoint hears nothing"
    );
}
