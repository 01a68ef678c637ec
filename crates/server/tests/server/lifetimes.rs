//! How long links and sessions live, to the second.

use crate::support::{Browser, World, report, size};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

/// Whether a session answers at a moment after it began. Between the beginning and then, the customer is active at the
/// given moments.
async fn lives(world: &World, browser: &Browser, active_at: &[i64], at: i64) -> bool {
    let start = world.clock.now();
    for moment in active_at {
        world.clock.set(start + moment);
        assert_eq!(
            browser.portal(world).await.status,
            200,
            "active at {moment}"
        );
    }
    world.clock.set(start + at);
    let status = browser.portal(world).await.status;
    assert!(matches!(status, 200 | 401), "{status}");
    world.clock.set(start);
    status == 200
}

#[tokio::test]
async fn ladder_row_04_lifetimes_at_twelve_boundaries() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let start = world.clock.now();
    let mut right = 0;

    for (after, expected) in [
        (5 * MINUTE - 1, 200),
        (5 * MINUTE, 410),
        (5 * MINUTE + 1, 410),
    ] {
        let token = world.link(0, &customer).await;
        world.clock.set(start + after);
        let answer = world.browser(0).open(&world, &token).await;
        if answer.status == expected {
            right += 1;
        } else {
            println!("link after {after} s: {}", answer.status);
        }
        world.clock.set(start);
    }
    let every_half_hour: Vec<i64> = (1..16).map(|n| n * 30 * MINUTE).collect();
    let cases: [(&str, &[i64], i64); 3] = [
        ("idle", &[], HOUR),
        ("idle after activity", &[40 * MINUTE], 40 * MINUTE + HOUR),
        ("absolute", &every_half_hour, 8 * HOUR),
    ];
    for (name, active_at, limit) in cases {
        for (at, expected) in [(limit - 1, true), (limit, false), (limit + 1, false)] {
            let browser = world.sign_in(0, &customer).await;
            let lives = lives(&world, &browser, active_at, at).await;
            if lives == expected {
                right += 1;
            } else {
                println!("{name} at {at} s: {lives}");
            }
        }
    }
    report(
        4,
        "ends of links and sessions, a second before, at and after",
        "12/12",
        &format!("{right}/12"),
        right == 12,
    );
}

#[tokio::test]
async fn activity_within_a_minute_is_not_written_down_again() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    // Active 59 seconds after the last note: the hour still counts from the note.
    assert!(!lives(&world, &browser, &[59], HOUR).await);
    let browser = world.sign_in(0, &customer).await;
    assert!(lives(&world, &browser, &[60], HOUR + 59).await);
}

#[tokio::test]
async fn a_clock_set_back_does_not_bring_anything_back() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let token = world.link(0, &customer).await;
    let mut browser = world.browser(0);
    assert_eq!(browser.open(&world, &token).await.status, 200);
    world.clock.set(world.clock.now() - 24 * HOUR);
    assert_eq!(world.browser(0).open(&world, &token).await.status, 410);
    world.send(browser.call("DELETE", "/api/session")).await;
    assert_eq!(browser.portal(&world).await.status, 401);
}

#[tokio::test]
async fn ladder_row_04_replays_after_the_end_are_refused_on_every_route() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let rounds = size(20, 1500);
    let (mut tried, mut accepted) = (0, 0);
    for round in 0..rounds {
        // Each session is the newest: the merchant finds it at the top of the list.
        world.clock.set(world.clock.now() + 1);
        let browser = world.sign_in(0, &customer).await;
        end(&world, &browser, &customer, round).await;
        for (method, path) in routes(&cards[1]) {
            let answer = world.send(browser.call(method, &path)).await;
            let is_refused = answer.status == 401 && answer.code() == "session_expired";
            if !is_refused {
                println!("{method} {path}: {}", answer.status);
            }
            accepted += usize::from(!is_refused);
            tried += 1;
        }
    }
    report(
        4,
        "replays of an ended session's cookie over all routes",
        "0 accepted",
        &format!("{accepted} of {tried}"),
        accepted == 0,
    );
    assert_eq!(
        world
            .sign_in(0, &customer)
            .await
            .methods(&world)
            .await
            .len(),
        2
    );
}

/// Every way a session can end early.
async fn end(world: &World, browser: &Browser, customer: &str, round: usize) {
    let answer = match round % 3 {
        0 => world.send(browser.call("DELETE", "/api/session")).await,
        1 => {
            let call = world.merchant_call(0, "POST", "/v1/portico/sessions/revoke");
            world.send(call.form(&format!("customer={customer}"))).await
        }
        _ => {
            let path = format!("/v1/portico/sessions?customer={customer}&limit=1");
            let list = world
                .send(world.merchant_call(0, "GET", &path))
                .await
                .json();
            let id = list["data"][0]["id"].as_str().unwrap().to_owned();
            let path = format!("/v1/portico/sessions/{id}/revoke");
            world.send(world.merchant_call(0, "POST", &path)).await
        }
    };
    assert!(matches!(answer.status, 200 | 204), "{}", answer.text());
}

/// Every route that needs a session.
fn routes(card: &str) -> Vec<(&'static str, String)> {
    vec![
        ("GET", "/api/session".to_owned()),
        ("GET", "/api/invoices".to_owned()),
        ("DELETE", "/api/session".to_owned()),
        ("PUT", "/api/session/locale".to_owned()),
        ("POST", "/api/payment-methods/setup".to_owned()),
        ("POST", "/api/payment-methods".to_owned()),
        ("PUT", format!("/api/payment-methods/{card}/default")),
        ("DELETE", format!("/api/payment-methods/{card}")),
    ]
}
