//! A wish of a customer is carried out once, however often it arrives.

use serde_json::json;

use crate::support::{World, report, size};

#[tokio::test]
async fn a_repeated_removal_is_answered_the_same() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 3).await;
    let browser = world.sign_in(0, &customer).await;
    let call = browser
        .remove(&cards[2])
        .header("idempotency-key", "wish-1");
    let first = world.send(call.clone()).await;
    assert_eq!(first.status, 200, "{}", first.text());
    let second = world.send(call.clone()).await;
    assert_eq!((second.status, &second.body), (200, &first.body));
    assert_eq!(second.header("idempotent-replayed"), "true");

    let other = browser
        .remove(&cards[1])
        .header("idempotency-key", "wish-1");
    let other = world.send(other).await;
    assert_eq!(
        (other.status, other.json()["error"]["param"].as_str()),
        (422, Some("Idempotency-Key"))
    );
    assert_eq!(browser.methods(&world).await.len(), 2);

    world.clock.set(world.clock.now() + 30 * 60);
    assert_eq!(world.send(call).await.body, first.body);
}

#[tokio::test]
async fn refusals_are_kept_too() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let call = browser
        .remove(&cards[0])
        .header("idempotency-key", "wish-2");
    let first = world.send(call.clone()).await;
    assert_eq!(first.code(), "payment_method_required");
    world.engine.attach(&key, &customer, "pm_card_visa").await;
    let second = world.send(call).await;
    assert_eq!(
        second.code(),
        "payment_method_required",
        "the same wish, the same answer"
    );
    assert_eq!(
        second.json()["error"]["state"],
        first.json()["error"]["state"]
    );
    let anew = browser
        .remove(&cards[0])
        .header("idempotency-key", "wish-3");
    assert_eq!(world.send(anew).await.status, 200);
}

#[tokio::test]
async fn keys_are_checked() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let long = "k".repeat(256);
    for key in ["", "a b", long.as_str(), "4242424242424242"] {
        let call = browser.remove(&cards[1]).header("idempotency-key", key);
        assert_eq!(world.send(call).await.status, 422, "{key}");
    }
    let twice = browser
        .remove(&cards[1])
        .header("idempotency-key", "a")
        .header("idempotency-key", "b");
    assert_eq!(world.send(twice).await.status, 422);
}

/// What becomes of the answer to a delivery.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Read,
    /// The request is cut off while it is carried out.
    Cut,
    /// The answer is lost on its way.
    Lost,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_19_eight_deliveries_have_one_effect() {
    use Fate::{Cut, Lost, Read};
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let intents = size(30, 1_000);
    let (mut answers, mut differing, mut waiting, mut dropped) = (0, 0, 0, 0);
    for number in 0..intents {
        let card = world.engine.attach(&key, &customer, "pm_card_visa").await;
        let call = browser
            .remove(&card)
            .header("idempotency-key", &format!("intent-{number}"));
        let deliveries: Vec<_> = [Cut, Read, Lost, Read, Cut, Read, Lost, Read]
            .into_iter()
            .map(|fate| {
                let (router, call) = (world.router.clone(), call.clone());
                let delivery = tokio::spawn(async move { call.send(&router).await });
                (fate, delivery)
            })
            .collect();
        let mut bodies = Vec::new();
        for (fate, delivery) in deliveries {
            dropped += usize::from(fate != Read);
            if fate == Cut {
                tokio::task::yield_now().await;
                delivery.abort();
                continue;
            }
            let answer = delivery.await.unwrap();
            match answer.status {
                _ if fate == Lost => {}
                200 => bodies.push(answer.body),
                409 => {
                    assert!(!answer.header("retry-after").is_empty());
                    waiting += 1;
                }
                status => panic!("{status}: {}", answer.text()),
            }
        }
        // Whoever was told to wait, or told nothing, asks again.
        let last = loop {
            let answer = world.send(call.clone()).await;
            if answer.status != 409 {
                break answer;
            }
        };
        bodies.push(last.body);
        answers += bodies.len();
        bodies.dedup();
        differing += bodies.len() - 1;
        assert_eq!(world.engine.methods(&key, &customer).await.len(), 1);
    }
    let effects = detached(&world, &key).await;
    report(
        19,
        "removals delivered 8 times, half the answers dropped",
        "one effect each, 0 differing answers",
        &format!(
            "{intents} intents: {effects} effects, {dropped} dropped, {waiting} told to wait, {answers} answers, \
             {differing} differ"
        ),
        effects == intents && differing == 0,
    );
}

/// How many methods upstream says were detached.
async fn detached(world: &World, key: &str) -> usize {
    let (mut count, mut after) = (0, String::new());
    loop {
        let path = format!("/v1/events?type=payment_method.detached&limit=100{after}");
        let page = world.engine.ask(key, "GET", &path, "").await;
        let events = page["data"].as_array().unwrap();
        count += events.len();
        if page["has_more"] != true {
            return count;
        }
        let last = events.last().unwrap()["id"].as_str().unwrap();
        after = format!("&starting_after={last}");
    }
}

#[tokio::test]
async fn a_setup_is_started_once() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let call = browser
        .call("POST", "/api/payment-methods/setup")
        .header("idempotency-key", "s")
        .json(json!({}));
    let (first, second) = (world.send(call.clone()).await, world.send(call).await);
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(first.json()["id"], second.json()["id"]);
}
