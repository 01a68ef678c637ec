//! The headers of every route and status, held against one table.
//!
//! A header that is neither in the table nor known to belong to single answers fails, too: what is added has to be
//! thought about here.

use std::collections::{BTreeMap, BTreeSet};

use portico_server::headers;
use portico_server::limits::{Limits, Rate};
use portico_server::routes::changes;
use serde_json::json;

use crate::support::{Answer, Browser, Call, World};

/// What every answer has, whatever it is.
const COMMON: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// What an answer has unless its kind says otherwise.
const USUAL: [(&str, &str); 4] = [
    (
        "content-security-policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "payment=(), camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self)",
    ),
    ("cache-control", "no-store"),
];

const POLICY_OF_APP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' \
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types default";

/// Headers that single answers may have, and whose values other tests hold.
const SINGLE: [&str; 15] = [
    "content-disposition",
    "location",
    "content-type",
    "content-length",
    "content-encoding",
    "vary",
    "etag",
    "allow",
    "retry-after",
    "set-cookie",
    "clear-site-data",
    "idempotency-key",
    "idempotent-replayed",
    "stripe-version",
    "request-id",
];

/// Headers of upstream's that are passed on.
const UPSTREAM: [&str; 2] = ["stripe-should-retry", "date"];

/// What kind of answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A document of the app.
    App,
    /// The documents that load the processor's script.
    Processor,
    /// A file whose name changes with its content.
    Asset,
    /// A file at the root.
    RootFile,
    /// `/api`.
    Api,
    /// `/v1`, webhooks, probes, and answers without a body.
    Other,
    /// A call of the merchant that was passed on: upstream says whether and how it may be kept.
    Forwarded,
    /// An unknown host: no merchant, so no HSTS either.
    Nobody,
}

impl Kind {
    /// Where it differs from [`USUAL`].
    fn own(self, engine: &str) -> Vec<(&'static str, String)> {
        let text = |text: &str| text.to_owned();
        match self {
            Self::App => vec![
                ("content-security-policy", text(POLICY_OF_APP)),
                ("cache-control", text("no-cache")),
                ("integrity-policy", text("blocked-destinations=(script)")),
            ],
            Self::Processor => vec![
                (
                    "content-security-policy",
                    POLICY_OF_APP
                        .replace("FU=';", &format!("FU=' {engine};"))
                        .replace(
                            "connect-src 'self';",
                            &format!("connect-src 'self' {engine}; frame-src {engine};"),
                        ),
                ),
                ("cache-control", text("no-cache")),
                (
                    "cross-origin-opener-policy",
                    text("same-origin-allow-popups"),
                ),
                (
                    "permissions-policy",
                    format!(
                        "payment=(self \"{engine}\"), camera=(), microphone=(), geolocation=(), \
                         publickey-credentials-get=(self)"
                    ),
                ),
            ],
            Self::Asset => vec![("cache-control", text("public, max-age=31536000, immutable"))],
            Self::RootFile => vec![("cache-control", text("public, no-cache"))],
            Self::Api => vec![("x-app-min", contract::API_VERSION.to_string())],
            Self::Forwarded => vec![("cache-control", text("no-cache, no-store"))],
            Self::Other | Self::Nobody => Vec::new(),
        }
    }
}

fn check(answer: &Answer, kind: Kind, secure: bool, engine: &str, what: &str) {
    let mut expected: BTreeMap<&str, String> = COMMON
        .iter()
        .chain(&USUAL)
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    expected.extend(kind.own(engine));
    if secure && kind != Kind::Nobody {
        let two_years = "max-age=63072000; includeSubDomains";
        expected.insert("strict-transport-security", two_years.to_owned());
    }
    for (name, value) in &expected {
        assert_eq!(answer.header(name), value, "{what}: {name}");
        let count = answer.headers.get_all(*name).iter().count();
        assert_eq!(count, 1, "{what}: {name}");
    }
    for name in answer.headers.keys() {
        let of_upstream = kind == Kind::Forwarded && UPSTREAM.contains(&name.as_str());
        let known = expected.contains_key(name.as_str()) || SINGLE.contains(&name.as_str());
        let known = known || of_upstream;
        assert!(known, "{what}: {name} is in no table");
    }
    let id = answer.header("request-id");
    assert!(id.starts_with("req_"), "{what}: request-id {id:?}");
    let needs_wait = matches!(answer.status, 429 | 503) && kind == Kind::Api;
    assert!(
        !needs_wait || !answer.header("retry-after").is_empty(),
        "{what}: when to come back"
    );
    if !answer.body.is_empty() {
        assert!(!answer.header("content-type").is_empty(), "{what}: a type");
    }
}

/// One request, the status it must have, and the kind of its answer.
type Case = (Call, u16, Kind);

/// Documents and files.
async fn pages(world: &World, host: &str) -> Vec<Case> {
    let get = |path: &str| Call::new("GET", path).header("host", host);
    let tagged = |path: &'static str| async move {
        let tag = world.send(get(path)).await.header("etag").to_owned();
        get(path).header("if-none-match", &tag)
    };
    let mut cases = Vec::new();
    for (path, kind, status) in [
        ("/", Kind::App, 200),
        ("/p/session", Kind::App, 200),
        ("/nothing/here", Kind::App, 404),
        ("/add-payment-method", Kind::Processor, 200),
        ("/invoices/in_1/authenticate", Kind::Processor, 200),
        ("/invoices", Kind::App, 200),
        ("/invoices/in_1", Kind::App, 200),
        ("/assets/portal-1.js", Kind::Asset, 200),
        ("/favicon.svg", Kind::RootFile, 200),
        ("/robots.txt", Kind::RootFile, 200),
    ] {
        cases.push((get(path), status, kind));
        cases.push((get(path).header("accept-encoding", "br"), status, kind));
        cases.push((Call::new("HEAD", path).header("host", host), status, kind));
        // Where there is nothing, a browser is never told that it already has it.
        let again = if status == 200 { 304 } else { status };
        cases.push((tagged(path).await, again, kind));
        let post = Call::new("POST", path).header("host", host);
        let has_route = !matches!(path, "/nothing/here" | "/favicon.svg" | "/robots.txt");
        let status = if has_route { 405 } else { 404 };
        cases.push((post, status, Kind::Other));
        cases.push((get(path).with("host", "evil.test"), 421, Kind::Nobody));
    }
    for (path, status) in [
        ("/assets/none.js", 404),
        ("/media/none", 404),
        ("/healthz", 200),
        ("/readyz", 200),
    ] {
        cases.push((get(path), status, Kind::Other));
    }
    let trace = Call::new("TRACE", "/").header("host", host);
    cases.push((trace, 405, Kind::Other));
    let event = Call::new("POST", "/webhooks/stripe").header("host", host);
    cases.push((event.clone(), 400, Kind::Other));
    cases.push((event.bytes(vec![b' '; 5_000_000]), 413, Kind::Other));
    cases
}

/// Every changing route of `/api`, refused for every reason there is, and the reads.
fn api(browser: &Browser, card: &str) -> Vec<Case> {
    let large = vec![b' '; 70 * 1024];
    let mut cases = Vec::new();
    for (method, path) in changes() {
        let path = path.replace("{id}", card);
        let good = || browser.call(method, &path);
        cases.extend([
            (good().without("sec-fetch-site"), 403),
            (good().with("sec-fetch-site", "cross-site"), 403),
            (good().header("origin", "https://evil.test"), 403),
            (good().with("content-type", "text/plain"), 415),
            (good().bytes(large.clone()), 413),
            (good().bytes("{"), 422),
            (good().json(json!({ "unknown": 1 })), 422),
            (good().with("host", "evil.test"), 421),
            (browser.call("PATCH", &path), 405),
        ]);
        // By these one gets in: there is no session yet.
        let ways_in = ["/api/session", "/api/login", "/api/login/code"];
        if method != "POST" || !ways_in.contains(&path.as_str()) {
            cases.push((good().without("cookie"), 401));
            cases.push((good().with("x-portal-session", "ses_other"), 409));
        }
    }
    let put = |body| browser.call("PUT", "/api/session/locale").json(body);
    cases.extend([
        (browser.call("GET", "/api/session"), 200),
        (browser.call("HEAD", "/api/session"), 200),
        (browser.call("GET", "/api/session").without("cookie"), 401),
        (browser.call("GET", "/api/invoices"), 200),
        (
            browser.call("GET", "/api/invoices?starting_after=in_none"),
            404,
        ),
        (browser.call("GET", "/api/invoices").without("cookie"), 401),
        (browser.call("GET", "/api/invoices?status=draft"), 422),
        (browser.call("GET", "/api/invoices/in_none"), 404),
        (browser.call("GET", "/api/invoices/in_none/pdf"), 404),
        (
            browser.call("GET", "/api/invoices/in_none/authentication"),
            404,
        ),
        (browser.call("GET", "/api/invoices.csv"), 200),
        (browser.call("GET", "/api/nothing"), 404),
        (browser.call("GET", "/api"), 404),
        (put(json!({ "locale": "nl" })), 200),
        (put(json!({ "locale": "xx" })), 422),
        (
            browser
                .call("POST", "/api/session")
                .json(json!({ "token": "x" })),
            410,
        ),
        (browser.remove(card), 409),
        (browser.remove("pm_none"), 404),
        (browser.call("POST", "/api/payment-methods/setup"), 200),
    ]);
    cases
        .into_iter()
        .map(|(call, status)| {
            let kind = if status == 421 {
                Kind::Nobody
            } else {
                Kind::Api
            };
            (call, status, kind)
        })
        .collect()
}

/// The merchant's routes.
fn merchant_api(world: &World, merchant: usize, customer: &str) -> Vec<Case> {
    let call = |method: &str, path: &str| world.merchant_call(merchant, method, path);
    let sessions = "/v1/billing_portal/sessions";
    let branding = "/v1/portico/branding";
    let large = vec![b' '; 9_000_000];
    [
        (call("GET", branding), 200),
        (call("GET", branding).without("authorization"), 401),
        (call("GET", branding).with("host", "evil.test"), 421),
        (call("POST", branding).form("colour=1"), 400),
        (call("POST", branding).bytes(large.clone()), 413),
        (
            call("POST", sessions).form(&format!("customer={customer}")),
            200,
        ),
        (call("POST", sessions).form("customer=cus_none"), 400),
        (call("POST", sessions).bytes(large.clone()), 413),
        (
            call("POST", sessions).form("customer=4242424242424242"),
            422,
        ),
        (call("POST", sessions).without("authorization"), 401),
        (call("GET", "/v1/portico/sessions"), 200),
        (call("POST", "/v1/portico/sessions/pts_none/revoke"), 404),
        (call("GET", "/v1/billing_portal/configurations"), 200),
        (call("GET", "/v1/billing_portal/configurations/bpc_x"), 404),
        (call("GET", "/v1/portico/nothing"), 404),
        (call("DELETE", branding), 405),
        (call("GET", "/v1/customers").without("authorization"), 401),
        (call("POST", "/v1/customers").bytes(large), 413),
    ]
    .into_iter()
    .map(|(call, status)| {
        let kind = if status == 421 {
            Kind::Nobody
        } else {
            Kind::Other
        };
        (call, status, kind)
    })
    .chain([
        (call("GET", "/v1/customers"), 200, Kind::Forwarded),
        (call("GET", "/v1/customers/cus_none"), 404, Kind::Forwarded),
    ])
    .collect()
}

/// What is answered while the billing system and the database are gone. Last, for nothing works after it.
async fn outages(world: &mut World, browser: &Browser) -> Vec<(Answer, u16, Kind, String)> {
    let mut answers = Vec::new();
    let host = browser.url.authority.clone();
    let unread = world.engine.customer("sk_test_merchant0").await;
    let token = world.link(0, &unread).await;
    // Making the link has read the customer: without that nothing is left to show.
    let merchant = world.app.merchant(&world.account(0).id).unwrap();
    merchant.upstream.invalidate(&unread).await;
    world.engine.stop().await;
    let open = world
        .browser(0)
        .call("POST", "/api/session")
        .json(json!({ "token": token }));
    let forwarded = world.merchant_call(0, "GET", "/v1/customers");
    world.app.drain();
    let ready = Call::new("GET", "/readyz").header("host", &host);
    for (call, status, kind) in [
        (open, 503, Kind::Api),
        (forwarded, 502, Kind::Other),
        (ready, 503, Kind::Other),
    ] {
        let what = format!("{} {} in an outage", call.method, call.path);
        answers.push((world.send(call).await, status, kind, what));
    }
    world.app.store().close().await;
    for (call, status, kind) in [
        (browser.call("GET", "/api/session"), 500, Kind::Api),
        (browser.remove("pm_1"), 500, Kind::Api),
        (
            world.merchant_call(0, "GET", "/v1/portico/sessions"),
            500,
            Kind::Other,
        ),
        (
            Call::new("GET", "/media/none").header("host", &host),
            500,
            Kind::Other,
        ),
        (browser.call("GET", "/"), 200, Kind::App),
    ] {
        let what = format!("{} {} without a database", call.method, call.path);
        answers.push((world.send(call).await, status, kind, what));
    }
    answers
}

#[tokio::test]
async fn every_answer_keeps_the_contract() {
    let mut world = World::new().await;
    let engine = world.engine.url.clone();
    let mut seen: BTreeMap<Kind, BTreeSet<u16>> = BTreeMap::new();
    let mut count = 0;
    for merchant in [0, world.secure_merchant()] {
        let (customer, cards) = world.subscriber(merchant, 1).await;
        let browser = world.sign_in(merchant, &customer).await;
        let host = browser.url.authority.clone();
        let mut cases = pages(&world, &host).await;
        cases.extend(api(&browser, &cards[0]));
        cases.extend(merchant_api(&world, merchant, &customer));
        let sign_out = browser.call("DELETE", "/api/session");
        cases.push((sign_out, 204, Kind::Api));
        for (call, status, kind) in cases {
            let what = format!("{} {} on merchant {merchant}", call.method, call.path);
            let answer = world.send(call).await;
            assert_eq!(answer.status, status, "{what}: {:.300}", answer.text());
            check(&answer, kind, merchant != 0, &engine, &what);
            seen.entry(kind).or_default().insert(status);
            count += 1;
        }
    }
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    for (answer, status, kind, what) in outages(&mut world, &browser).await {
        assert_eq!(answer.status, status, "{what}: {:.300}", answer.text());
        check(&answer, kind, false, &engine, &what);
        seen.entry(kind).or_default().insert(status);
        count += 1;
    }
    println!("{count} answers: {seen:?}");
    let api = [
        200, 204, 401, 403, 404, 405, 409, 410, 413, 415, 422, 500, 503,
    ];
    assert_eq!(seen[&Kind::Api], BTreeSet::from(api));
    let other = [200, 400, 401, 404, 405, 413, 422, 500, 502, 503];
    assert_eq!(seen[&Kind::Other], BTreeSet::from(other));
    assert_eq!(seen[&Kind::App], BTreeSet::from([200, 304, 404]));
    assert_eq!(seen[&Kind::Nobody], BTreeSet::from([421]));
}

#[tokio::test]
async fn being_told_to_slow_down_keeps_the_contract() {
    let limits = Limits {
        session: Some(Rate::per_second(1, 1)),
        ..Limits::NONE
    };
    let world = World::with_limits(limits).await;
    let (customer, cards) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    browser.portal(&world).await;
    for call in [
        browser.call("GET", "/api/session"),
        browser.remove(&cards[0]),
    ] {
        let answer = world.send(call).await;
        assert_eq!(answer.status, 429);
        check(&answer, Kind::Api, false, &world.engine.url, "429");
    }
}

#[tokio::test]
async fn a_panic_is_a_500_with_our_envelope_and_headers() {
    use axum::Router;
    use axum::routing::get;
    use portico_server::error;
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
    check(&answer, Kind::Api, false, &world.engine.url, "panic");
    assert_eq!(
        answer.json()["error"]["request_id"],
        answer.header("request-id")
    );
}
