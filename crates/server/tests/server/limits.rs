//! Who asks too often is told when to come back, and nobody else notices.

use portico_server::limits::{Limits, Rate};
use serde_json::json;

use crate::support::{Answer, Browser, Call, World};

const ALICE: &str = "203.0.113.7";
const BOB: &str = "198.51.100.9";

fn opening(browser: &Browser, token: &str) -> Call {
    let call = browser.call("POST", "/api/session");
    call.json(json!({ "token": token }))
}

fn check_refused(answer: &Answer, seconds: &str) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (429, "rate_limited")
    );
    assert_eq!(answer.header("retry-after"), seconds);
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn links_from_one_address() {
    let limits = Limits {
        opening: Some(Rate::per_second(1, 3)),
        ..Limits::NONE
    };
    let world = World::with_limits(limits).await;
    let (customer, _) = world.subscriber(0, 1).await;
    let token = world.link(0, &customer).await;
    let browser = world.browser(0);
    for _ in 0..3 {
        let answer = world.send(opening(&browser, "x").from(ALICE)).await;
        assert_eq!(answer.status, 410);
    }
    let refused = world.send(opening(&browser, &token).from(ALICE)).await;
    check_refused(&refused, "1");
    // What an attacker says of themselves changes nothing.
    for claim in ["x-forwarded-for", "x-real-ip", "forwarded"] {
        let call = opening(&browser, &token).header(claim, BOB).from(ALICE);
        check_refused(&world.send(call).await, "1");
    }
    // The link is not used up, and opens for its owner meanwhile, behind a proxy we know.
    let call = opening(&browser, &token);
    let call = call.header("x-forwarded-for", &format!("{ALICE}, {BOB}"));
    assert_eq!(world.send(call.from("10.0.0.1")).await.status, 200);
    world.clock.set(world.clock.now() + 1);
    let answer = world.send(opening(&browser, "x").from(ALICE)).await;
    assert_eq!(answer.status, 410);
}

#[tokio::test]
async fn a_proxy_that_nobody_named_is_not_counted_as_one_person() {
    let limits = Limits {
        address: Some(Rate::per_second(1, 1)),
        opening: Some(Rate::per_second(1, 1)),
        ..Limits::NONE
    };
    let world = World::with_limits(limits).await;
    for peer in ["127.0.0.1", "192.168.1.1", "::1", "fd00::1"] {
        for _ in 0..5 {
            let call = opening(&world.browser(0), "x").from(peer);
            assert_eq!(world.send(call).await.status, 410, "{peer}");
        }
    }
}

#[tokio::test]
async fn links_on_one_host() {
    let limits = Limits {
        opening_on_host: Some(Rate::per_second(1, 3)),
        ..Limits::NONE
    };
    let world = World::with_limits(limits).await;
    for _ in 0..3 {
        let answer = world.send(opening(&world.browser(0), "x")).await;
        assert_eq!(answer.status, 410);
    }
    check_refused(&world.send(opening(&world.browser(0), "x")).await, "1");
    let other = world.send(opening(&world.browser(1), "x")).await;
    assert_eq!(other.status, 410, "another merchant's customers go on");
}

#[tokio::test]
async fn requests_of_one_session_and_of_one_address() {
    for limits in [
        Limits {
            session: Some(Rate::per_second(1, 5)),
            ..Limits::NONE
        },
        Limits {
            address: Some(Rate::per_second(1, 5)),
            ..Limits::NONE
        },
    ] {
        let world = World::with_limits(limits).await;
        let (customer, cards) = world.subscriber(0, 2).await;
        let browser = world.sign_in(0, &customer).await;
        let other = world.sign_in(0, &customer).await;
        for _ in 0..5 {
            let call = browser.call("GET", "/api/session").from(ALICE);
            assert_eq!(world.send(call).await.status, 200);
        }
        let call = browser.call("GET", "/api/session").from(ALICE);
        check_refused(&world.send(call).await, "1");
        check_refused(
            &world.send(browser.remove(&cards[1]).from(ALICE)).await,
            "1",
        );
        assert_eq!(
            world
                .engine
                .methods("sk_test_merchant0", &customer)
                .await
                .len(),
            2
        );
        let call = other.call("GET", "/api/session").from(BOB);
        assert_eq!(world.send(call).await.status, 200);
        // Documents and the merchant's own calls are not counted: the page that says so must load.
        let document = browser.call("GET", "/").from(ALICE);
        assert_eq!(world.send(document).await.status, 200);
        let call = world.merchant_call(0, "GET", "/v1/portico/branding");
        assert_eq!(world.send(call.from(ALICE)).await.status, 200);
    }
}

#[tokio::test]
async fn the_usual_limits_are_out_of_a_persons_reach() {
    let world = World::with_limits(Limits::default()).await;
    let (customer, _) = world.subscriber(0, 1).await;
    let mut browser = world.browser(0);
    // Ten tabs opened and read at once.
    for _ in 0..10 {
        let token = world.link(0, &customer).await;
        let answer = world.send(opening(&browser, &token).from(ALICE)).await;
        browser.keep(&answer);
        for _ in 0..10 {
            let call = browser.call("GET", "/api/session").from(ALICE);
            assert_eq!(world.send(call).await.status, 200);
        }
    }
}
