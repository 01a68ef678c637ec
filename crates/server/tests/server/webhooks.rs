//! Events from the billing system.

use serde_json::{Value, json};
use stripe::webhook;

use crate::support::{Answer, Call, World};

fn event(id: &str, kind: &str, object: Value) -> String {
    json!({ "id": id, "object": "event", "type": kind, "data": { "object": object } }).to_string()
}

async fn deliver(world: &World, body: &str, secret: &str, at: i64) -> Answer {
    let call = Call::new("POST", "/webhooks/stripe")
        .header("host", &world.account(0).public_url.authority)
        .header("content-type", "application/json")
        .header(
            "stripe-signature",
            &webhook::sign(body.as_bytes(), secret, at),
        )
        .bytes(body);
    world.send(call).await
}

#[tokio::test]
async fn only_signed_and_recent_events_are_taken() {
    let world = World::new().await;
    let now = world.clock.now();
    let body = event(
        "evt_1",
        "customer.updated",
        json!({ "object": "customer", "id": "cus_1" }),
    );
    for (secret, at, status) in [
        ("whsec_wrong", now, 400),
        ("", now, 400),
        ("whsec_new", now - 301, 400),
        ("whsec_new", now + 301, 400),
        ("whsec_old", now - 299, 200),
        ("whsec_new", now, 200),
    ] {
        let answer = deliver(&world, &body, secret, at).await;
        assert_eq!(answer.status, status, "{secret} {}", at - now);
        assert!(answer.body.is_empty());
    }
    let unsigned = Call::new("POST", "/webhooks/stripe")
        .header("host", "m0.localhost:4242")
        .bytes(body);
    assert_eq!(world.send(unsigned).await.status, 400);
    assert_eq!(
        deliver(&world, "not json", "whsec_new", now).await.status,
        400
    );
}

#[tokio::test]
async fn an_event_makes_us_look_again() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let card = world.engine.attach(&key, &customer, "pm_card_visa").await;
    assert_eq!(browser.methods(&world).await.len(), 1, "known from before");
    let object = json!({ "object": "payment_method", "id": card, "customer": customer });
    let body = event("evt_1", "payment_method.attached", object);
    assert_eq!(
        deliver(&world, &body, "whsec_new", world.clock.now())
            .await
            .status,
        200
    );
    assert_eq!(browser.methods(&world).await.len(), 2);
}

#[tokio::test]
async fn a_deleted_customers_sessions_end() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let body = event(
        "evt_1",
        "customer.deleted",
        json!({ "object": "customer", "id": customer }),
    );
    deliver(&world, &body, "whsec_new", world.clock.now()).await;
    // An event that is answered has had its effect: after a crash before that it is sent again.
    assert_eq!(browser.portal(&world).await.status, 401);
}

#[tokio::test]
async fn an_event_is_taken_once() {
    let world = World::new().await;
    let now = world.clock.now();
    assert!(
        world
            .app
            .store()
            .take_event("acct_0", "evt_1", now)
            .await
            .unwrap()
    );
    assert!(
        !world
            .app
            .store()
            .take_event("acct_0", "evt_1", now)
            .await
            .unwrap()
    );
    assert!(
        world
            .app
            .store()
            .take_event("acct_1", "evt_1", now)
            .await
            .unwrap()
    );
}
