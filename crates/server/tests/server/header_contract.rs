//! The headers of every route and status.

use serde_json::json;

use crate::support::{Answer, Call, World};

/// What every answer has, whatever it is.
fn check_common(answer: &Answer, secure: bool, what: &str) {
    let common = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "strict-transport-security",
            if secure {
                "max-age=63072000; includeSubDomains"
            } else {
                ""
            },
        ),
    ];
    for (name, value) in common {
        assert_eq!(answer.header(name), value, "{what}: {name}");
        assert!(
            answer.headers.get_all(name).iter().count() <= 1,
            "{what}: {name} twice"
        );
    }
    for name in [
        "content-security-policy",
        "cross-origin-opener-policy",
        "permissions-policy",
        "cache-control",
    ] {
        assert!(!answer.header(name).is_empty(), "{what}: {name} is missing");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
    assert!(
        policy.contains("frame-ancestors 'none'") || policy.contains("sandbox"),
        "{what}: {policy}"
    );
    assert!(
        !policy.replace("'wasm-unsafe-eval'", "").contains("unsafe"),
        "{what}: {policy}"
    );
    assert!(
        answer.header("request-id").starts_with("req_"),
        "{what}: request-id"
    );
    for leak in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert!(answer.headers.get(leak).is_none(), "{what}: {leak}");
    }
}

/// A request to every route, and one for every status a route can have.
async fn calls(world: &World, merchant: usize) -> Vec<(Call, u16)> {
    let (customer, cards) = world.subscriber(merchant, 1).await;
    let browser = world.sign_in(merchant, &customer).await;
    let host = browser.url.authority.clone();
    let get = |path: &str| Call::new("GET", path).header("host", &host);
    let large = vec![b' '; 70 * 1024];
    vec![
        (get("/"), 200),
        (get("/p/session"), 200),
        (get("/add-payment-method"), 200),
        (get("/nothing/here"), 404),
        (get("/assets/portal-1.js"), 200),
        (
            get("/assets/portal-1.js").header("accept-encoding", "br"),
            200,
        ),
        (get("/assets/none.js"), 404),
        (get("/media/none"), 404),
        (get("/favicon.svg"), 200),
        (get("/healthz"), 200),
        (get("/readyz"), 200),
        (
            get("/").header("if-none-match", world.send(get("/")).await.header("etag")),
            304,
        ),
        (Call::new("POST", "/").header("host", &host), 405),
        (Call::new("POST", "/nothing").header("host", &host), 404),
        (Call::new("TRACE", "/").header("host", &host), 405),
        (get("/api/session"), 401),
        (browser.call("GET", "/api/session"), 200),
        (browser.call("GET", "/api/invoices"), 200),
        (browser.call("GET", "/api/nothing"), 404),
        (browser.call("PATCH", "/api/session"), 405),
        (
            browser
                .call("PUT", "/api/session/locale")
                .without("sec-fetch-site"),
            403,
        ),
        (
            browser
                .call("PUT", "/api/session/locale")
                .with("content-type", "text/plain"),
            415,
        ),
        (
            browser
                .call("PUT", "/api/session/locale")
                .bytes(large.clone()),
            413,
        ),
        (browser.call("PUT", "/api/session/locale").bytes("{"), 422),
        (
            browser
                .call("PUT", "/api/session/locale")
                .json(json!({"locale": "nl"})),
            200,
        ),
        (
            browser
                .call("POST", "/api/session")
                .json(json!({"token": "x"})),
            410,
        ),
        (browser.remove(&cards[0]), 409),
        (browser.remove("pm_none"), 404),
        (get("/v1/customers"), 401),
        (
            world.merchant_call(merchant, "GET", "/v1/portico/branding"),
            200,
        ),
        (
            world
                .merchant_call(merchant, "POST", "/v1/portico/branding")
                .form("colour=1"),
            400,
        ),
        (
            world
                .merchant_call(merchant, "POST", "/v1/billing_portal/sessions")
                .bytes(large),
            413,
        ),
        (
            world.merchant_call(merchant, "POST", "/v1/billing_portal/configurations"),
            501,
        ),
        (world.merchant_call(merchant, "GET", "/v1/customers"), 200),
        (
            Call::new("POST", "/webhooks/stripe").header("host", &host),
            400,
        ),
        (get("/").with("host", "evil.test"), 421),
        (browser.call("DELETE", "/api/session"), 204),
    ]
}

#[tokio::test]
async fn every_answer_keeps_the_contract() {
    let world = World::new().await;
    for merchant in [0, world.secure_merchant()] {
        let secure = merchant != 0;
        for (call, status) in calls(&world, merchant).await {
            let what = format!("{} {} on merchant {merchant}", call.method, call.path);
            let api = call.path.starts_with("/api") && status != 421;
            let answer = world.send(call).await;
            assert_eq!(answer.status, status, "{what}: {}", answer.text());
            check_common(&answer, secure && status != 421, &what);
            if api {
                assert_eq!(answer.header("cache-control"), "no-store", "{what}");
            }
            // The client compares it with what it was built with; nobody else has a use for it.
            let understood = api.then(|| contract::API_VERSION.to_string());
            assert_eq!(
                answer.header("x-app-min"),
                understood.unwrap_or_default(),
                "{what}"
            );
        }
    }
}

#[tokio::test]
async fn a_panic_is_a_500_with_our_envelope_and_headers() {
    use axum::Router;
    use axum::routing::get;
    use portico_server::{error, headers};
    use tower_http::catch_panic::CatchPanicLayer;

    async fn broken() {
        panic!("sk_test_secret");
    }
    let world = World::new().await;
    let router = Router::new()
        .route("/api/broken", get(broken))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(axum::middleware::from_fn_with_state(
            world.app.clone(),
            error::render,
        ))
        .layer(axum::middleware::from_fn(portico_server::logging::log))
        .layer(axum::middleware::from_fn(headers::add));
    let answer = Call::new("GET", "/api/broken").send(&router).await;
    assert_eq!((answer.status, answer.code().as_str()), (500, "internal"));
    assert!(!answer.text().contains("secret"));
    check_common(&answer, false, "panic");
    assert_eq!(
        answer.json()["error"]["request_id"],
        answer.header("request-id")
    );
}
