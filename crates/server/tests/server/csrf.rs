//! Requests another site makes in the customer's browser change nothing.
//!
//! The router cannot see where a request comes from, only what a browser sends along: each vector is written down as
//! the headers Chromium sends for it.

use serde_json::json;

use crate::support::{Browser, Call, World, report};
use portico_server::routes::changes;

const FORM: &str = "application/x-www-form-urlencoded";
const EVIL: &str = "https://evil.test";

/// A way to make a customer's browser send a request from another site.
struct Vector {
    name: &'static str,
    method: Option<&'static str>,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
}

const fn vector(
    name: &'static str,
    method: Option<&'static str>,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
) -> Vector {
    Vector {
        name,
        method,
        headers,
        body,
    }
}

const CROSS: (&str, &str) = ("sec-fetch-site", "cross-site");
const SIBLING: (&str, &str) = ("sec-fetch-site", "same-site");
const FROM_EVIL: (&str, &str) = ("origin", EVIL);
const FROM_NULL: (&str, &str) = ("origin", "null");

const VECTORS: [Vector; 15] = [
    vector(
        "form, urlencoded",
        Some("POST"),
        &[CROSS, FROM_EVIL, ("content-type", FORM)],
        "a=1",
    ),
    vector(
        "form, multipart",
        Some("POST"),
        &[
            CROSS,
            FROM_EVIL,
            ("content-type", "multipart/form-data; boundary=x"),
        ],
        "--x--",
    ),
    vector(
        "form, text/plain",
        Some("POST"),
        &[CROSS, FROM_EVIL, ("content-type", "text/plain")],
        "{}",
    ),
    vector(
        "form in a frame",
        Some("POST"),
        &[
            CROSS,
            FROM_NULL,
            ("content-type", "text/plain"),
            ("sec-fetch-dest", "iframe"),
        ],
        "{}",
    ),
    vector(
        "fetch no-cors, text/plain",
        Some("POST"),
        &[CROSS, FROM_EVIL, ("content-type", "text/plain")],
        "{}",
    ),
    vector(
        "fetch no-cors, urlencoded",
        Some("POST"),
        &[CROSS, FROM_EVIL, ("content-type", FORM)],
        "a=1",
    ),
    vector(
        "fetch cors, json",
        None,
        &[CROSS, FROM_EVIL, ("content-type", "application/json")],
        "{}",
    ),
    vector(
        "fetch cors, custom header",
        None,
        &[
            CROSS,
            FROM_EVIL,
            ("content-type", "application/json"),
            ("x-portal-session", "ses_x"),
            ("x-portal-frame", "?"),
        ],
        "{}",
    ),
    vector(
        "sendBeacon",
        Some("POST"),
        &[
            CROSS,
            FROM_EVIL,
            ("content-type", "text/plain;charset=UTF-8"),
        ],
        "{}",
    ),
    vector(
        "image",
        Some("GET"),
        &[CROSS, ("sec-fetch-dest", "image")],
        "",
    ),
    vector(
        "script",
        Some("GET"),
        &[CROSS, ("sec-fetch-dest", "script")],
        "",
    ),
    vector(
        "prefetch",
        Some("GET"),
        &[CROSS, ("sec-purpose", "prefetch")],
        "",
    ),
    vector(
        "window.open",
        Some("GET"),
        &[CROSS, ("sec-fetch-dest", "document")],
        "",
    ),
    vector(
        "sibling domain, json",
        None,
        &[
            SIBLING,
            ("origin", "http://evil.localhost:4242"),
            ("content-type", "application/json"),
        ],
        "{}",
    ),
    vector(
        "old browser without a word",
        None,
        &[("content-type", "application/json")],
        "{}",
    ),
];

/// The request of a vector to a route, with the customer's cookie: the browser sends that along at worst.
fn attack(browser: &Browser, vector: &Vector, method: &str, path: &str) -> Call {
    let mut call = Call::new(vector.method.unwrap_or(method), path)
        .header("host", &browser.url.authority)
        .header("cookie", &browser.cookie_line());
    for (name, value) in vector.headers {
        call = call.header(name, value);
    }
    call.bytes(vector.body)
}

#[tokio::test]
async fn ladder_row_05_no_vector_changes_anything() {
    let world = World::new().await;
    let (mut tried, mut changed) = (0, 0);
    // The cookies of plain localhost and those with the `__Host-` prefix; a tab's, and a frame's, which goes along with
    // requests from everywhere.
    let secure = world.secure_merchant();
    for (merchant, framed) in [(0, false), (secure, false), (0, true), (secure, true)] {
        let key = world.account(merchant).secret_key.expose().to_owned();
        let (customer, cards) = world.subscriber(merchant, 3).await;
        let browser = match framed {
            false => world.sign_in(merchant, &customer).await,
            true => {
                let mut frame = world.browser(merchant).in_frame();
                frame.probe = Some("1".to_owned());
                let token = world.link(merchant, &customer).await;
                assert_eq!(frame.open(&world, &token).await.status, 200);
                frame
            }
        };
        let before = browser.portal(&world).await.json();
        let unused = world.link(merchant, &customer).await;
        for vector in &VECTORS {
            for (method, path) in changes() {
                let id = match path.starts_with("/api/subscriptions") {
                    true => before["subscriptions"][0]["id"].as_str().unwrap(),
                    false => &cards[2],
                };
                let path = path.replace("{id}", id);
                let answer = world.send(attack(&browser, vector, method, &path)).await;
                // Another page cannot name the session it acts for, not even for a read.
                let refused = matches!(answer.status, 403 | 404 | 405 | 415)
                    || answer.code() == "session_changed"
                    // Where nobody says that this is a frame, its cookie is none.
                    || (framed && answer.status == 401);
                let harmless = vector.method == Some("GET") && answer.status == 200;
                if !refused && !harmless {
                    println!("{} {method} {path}: {}", vector.name, answer.status);
                    changed += 1;
                }
                assert!(answer.headers.get("access-control-allow-origin").is_none());
                tried += 1;
            }
        }
        // The session, the words, the methods here and upstream, and the unused link are all as they were.
        assert_eq!(browser.portal(&world).await.json(), before);
        assert_eq!(world.engine.methods(&key, &customer).await.len(), 3);
        let opened = world.browser(merchant).open(&world, &unused).await;
        assert_eq!(opened.status, 200);
    }
    report(
        5,
        "requests from other sites: 15 vectors × changing routes × 4 cookies",
        "0 state changed",
        &format!("{changed} of {tried}"),
        changed == 0,
    );
}

#[tokio::test]
async fn every_single_condition_is_needed() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let good = browser.remove(&cards[1]);
    let origin = browser.url.origin.clone();
    let cases = [
        (good.clone().without("sec-fetch-site"), 403),
        (good.clone().with("sec-fetch-site", "none"), 403),
        (good.clone().header("origin", EVIL), 403),
        (good.clone().without("content-type"), 415),
        (
            good.clone()
                .with("content-type", "application/json; charset=utf-8"),
            415,
        ),
        (good.clone().with("content-type", "application/json5"), 415),
        (good.clone().without("x-portal-session"), 409),
        (good.clone().without("cookie"), 401),
    ];
    for (call, expected) in cases {
        let answer = world.send(call.clone()).await;
        assert_eq!(answer.status, expected, "{call:?}: {}", answer.text());
    }
    assert_eq!(browser.methods(&world).await.len(), 2);
    let old_browser = good.without("sec-fetch-site").header("origin", &origin);
    assert_eq!(world.send(old_browser).await.status, 200);
}

#[tokio::test]
async fn reading_changes_nothing_and_head_is_reading() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    for method in ["GET", "HEAD", "OPTIONS"] {
        for (_, path) in changes() {
            let call = browser
                .call(method, &path.replace("{id}", "pm_1"))
                .json(json!({}));
            world.send(call).await;
        }
    }
    assert_eq!(browser.portal(&world).await.status, 200);
}
