//! What of the merchant's own calls reaches upstream, and what comes back.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::{Router, response::IntoResponse};
use serde_json::{Value, json};

use super::setup;
use crate::upstream::Forwarder;

/// An upstream that answers with what it was sent.
async fn mirror() -> String {
    async fn reflect(request: Request) -> impl IntoResponse {
        let (head, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let headers: Vec<(String, String)> = head
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let headers = serde_json::Map::from_iter(
            headers
                .into_iter()
                .map(|(name, value)| (name, json!(value))),
        );
        let seen = json!({
            "line": format!("{} {}", head.method, head.uri), "headers": headers, "body": String::from_utf8(body.to_vec()).unwrap()
        });
        let answer = [
            ("location", "http://127.0.0.1:1/v1/elsewhere"),
            ("access-control-allow-origin", "*"),
            ("content-security-policy", "base-uri 'self'"),
            ("strict-transport-security", "max-age=1"),
            ("set-cookie", "upstream=1"),
            ("request-id", "req_1"),
            ("x-hop", "1"),
            ("connection", "x-hop"),
        ];
        (StatusCode::FOUND, answer, axum::Json(seen))
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().fallback(reflect);
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn request(method: &str, uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request {
    let mut request = axum::http::Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.into()).unwrap()
}

async fn read(response: Response<Body>) -> (StatusCode, HeaderMap, Value) {
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    (head.status, head.headers, body)
}

#[tokio::test]
async fn passes_on_what_concerns_upstream_and_nothing_else() {
    let forwarder = Forwarder::connect(&mirror().await).unwrap();
    let sent = request(
        "POST",
        "/v1/customers/cus%2D1?expand[]=tax_ids&q=%20",
        &[
            ("host", "billing.acme.test"),
            ("authorization", "Bearer sk_test_own"),
            ("idempotency-key", "key_1"),
            ("stripe-version", "2020-01-01"),
            ("content-type", "application/x-www-form-urlencoded"),
            ("cookie", "__Host-portal=secret"),
            ("connection", "keep-alive, X-Private"),
            ("x-private", "1"),
            ("te", "trailers"),
            ("x-forwarded-for", "10.0.0.1"),
            ("forwarded", "for=10.0.0.1"),
        ],
        "name=Jo+%26+Co",
    );
    let (status, headers, seen) = read(forwarder.forward(sent, None).await).await;

    assert_eq!(
        seen["line"],
        "POST /v1/customers/cus%2D1?expand[]=tax_ids&q=%20"
    );
    assert_eq!(seen["body"], "name=Jo+%26+Co");
    let passed = seen["headers"].as_object().unwrap();
    assert_eq!(passed["authorization"], "Bearer sk_test_own");
    assert_eq!(passed["idempotency-key"], "key_1");
    assert_eq!(passed["stripe-version"], "2020-01-01");
    assert_eq!(passed["content-type"], "application/x-www-form-urlencoded");
    assert_ne!(passed["host"], "billing.acme.test");
    for name in ["cookie", "x-private", "te", "x-forwarded-for", "forwarded"] {
        assert!(!passed.contains_key(name), "{name}");
    }

    assert_eq!(status, StatusCode::FOUND, "handed back, not followed");
    assert_eq!(headers["location"], "http://127.0.0.1:1/v1/elsewhere");
    assert_eq!(headers["request-id"], "req_1");
    for name in [
        "set-cookie",
        "connection",
        "x-hop",
        "access-control-allow-origin",
        "content-security-policy",
        "strict-transport-security",
    ] {
        assert!(!headers.contains_key(name), "{name}");
    }
}

#[tokio::test]
async fn only_paths_below_v1_leave() {
    let forwarder = Forwarder::connect(&mirror().await).unwrap();
    for uri in [
        "/",
        "/v1",
        "/v2/core",
        "/V1/customers",
        "/v1/../healthz",
        "/v1/./customers",
        "/v1/%2e%2E/healthz",
        "/v1/.%2e/healthz",
        "/v1/customers/%2e",
        "/v1/a%2f..%2fb",
        "/v1/a%5cb",
        "/v1//customers",
        "//elsewhere.test/v1/x",
    ] {
        let response = forwarder.forward(request("GET", uri, &[], ""), None).await;
        let (status, _, body) = read(response).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{uri}");
        assert_eq!(body["error"]["type"], "invalid_request_error", "{uri}");
    }
    // Names the whole URL, as a proxy is asked: only its path counts.
    let absolute = request("GET", "http://elsewhere.test/v1/account", &[], "");
    let (_, _, seen) = read(forwarder.forward(absolute, None).await).await;
    assert_eq!(seen["line"], "GET /v1/account");
}

#[tokio::test]
async fn bodies_have_a_limit() {
    let forwarder = Forwarder::connect(&mirror().await).unwrap();
    let mut statuses = Vec::new();
    for size in [1024 * 1024, 1024 * 1024 + 1] {
        let sent = request("POST", "/v1/customers", &[], vec![b'a'; size]);
        statuses.push(forwarder.forward(sent, None).await.status().as_u16());
    }
    assert_eq!(statuses, [302, 413]);
}

#[tokio::test]
async fn a_change_by_the_merchant_is_seen_by_the_customer() {
    let setup = setup().await;
    let forwarder = Forwarder::connect(&setup.fake.url()).unwrap();
    setup.fake.customer("cus_1", &["pm_1", "pm_2"]);
    setup.upstream.snapshot("cus_1").await.unwrap();
    let forward = async |method: &str, uri: &str, body: &'static str| {
        let sent = request(method, uri, &[], body);
        forwarder
            .forward(sent, Some(&setup.upstream))
            .await
            .status()
    };
    let read_again = async || {
        let before = setup.fake.calls();
        setup.upstream.snapshot("cus_1").await.unwrap();
        setup.fake.calls() > before
    };
    assert_eq!(forward("GET", "/v1/customers/cus_1", "").await, 200);
    assert_eq!(forward("POST", "/v1/nothing", "").await, 404);
    assert!(!read_again().await, "nothing changed");

    let body = "invoice_settings[default_payment_method]=pm_2";
    assert_eq!(forward("POST", "/v1/customers/cus_1", body).await, 200);
    assert!(read_again().await);
    let snapshot = setup.upstream.snapshot("cus_1").await.unwrap();
    assert_eq!(snapshot.state.payment_methods[0].id.as_str(), "pm_2");
}

#[tokio::test]
async fn an_unreachable_upstream_is_told_in_stripes_words() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let forwarder = Forwarder::connect(&url).unwrap();
    let response = forwarder
        .forward(request("GET", "/v1/account", &[], ""), None)
        .await;
    let (status, _, body) = read(response).await;
    assert_eq!(status, StatusCode::BAD_GATEWAY);
    assert_eq!(body["error"]["type"], "api_error");
}

#[test]
fn unusable_bases_are_refused() {
    for base in ["", "localhost:1", "ftp://localhost", "http://localhost/v1"] {
        assert!(Forwarder::connect(base).is_err(), "{base}");
    }
}
