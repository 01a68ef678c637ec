//! Two servers of the same merchants on one database.

use axum::Router;
use portico_server::store::{Action, NewIntent};
use portico_server::{activity, locks, login, mail, reconcile};
use serde_json::json;
use stripe::webhook;

use crate::support::browser::ids;
use crate::support::{Browser, Call, World};

async fn methods(router: &Router, browser: &Browser) -> Vec<String> {
    let answer = browser.call("GET", "/api/session").send(router).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    sorted(ids(&answer.json()))
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn what_one_server_changed_the_other_shows_at_once() {
    let world = World::new().await;
    let (_, second) = world.second().await;
    let (customer, cards) = world.subscriber(0, 3).await;
    let cards = sorted(cards);
    let browser = world.sign_in(0, &customer).await;
    // Both have read the customer and would show that for a minute.
    for router in [&world.router, &second] {
        assert_eq!(methods(router, &browser).await, cards);
    }
    for (removed, left) in [(&cards[2], &cards[..2]), (&cards[1], &cards[..1])] {
        let answer = world.send(browser.remove(removed)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        for router in [&second, &world.router] {
            assert_eq!(methods(router, &browser).await, left);
        }
    }
    let key = world.account(0).secret_key.expose().to_owned();
    let added = world.engine.attach(&key, &customer, "pm_card_visa").await;
    let answer = browser.remove(&added).send(&second).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(methods(&world.router, &browser).await, cards[..1]);
}

#[tokio::test]
async fn what_one_server_is_told_the_other_knows() {
    let world = World::new().await;
    let (_, second) = world.second().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    for router in [&world.router, &second] {
        assert_eq!(methods(router, &browser).await, cards);
    }
    let added = world.engine.attach(&key, &customer, "pm_card_visa").await;
    assert_eq!(
        methods(&second, &browser).await,
        cards,
        "it has not heard of it"
    );
    let object = json!({ "object": "payment_method", "id": added, "customer": customer });
    let event = json!({ "id": "evt_1", "object": "event", "type": "payment_method.attached", "data": { "object": object } });
    let body = event.to_string();
    let signature = webhook::sign(body.as_bytes(), "whsec_new", world.clock.now());
    let call = Call::new("POST", "/webhooks/stripe")
        .header("host", &world.account(0).public_url.authority)
        .header("stripe-signature", &signature)
        .bytes(body);
    assert_eq!(world.send(call).await.status, 200);
    // It is answered before it is acted upon.
    while methods(&second, &browser).await.len() < 2 {
        tokio::task::yield_now().await;
    }

    let path = format!("/v1/payment_methods/{added}/detach");
    let answer = world
        .send(world.merchant_call(0, "POST", &path).form(""))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(
        methods(&second, &browser).await,
        cards,
        "a call that was passed on"
    );
}

#[tokio::test]
async fn a_look_is_every_servers() {
    let world = World::new().await;
    let (_, second) = world.second().await;
    let path = "/v1/portico/branding";
    let set = |body| world.merchant_call(0, "POST", path).json(body);
    let get = |router: Router, path: String| {
        let call = world.merchant_call(0, "GET", &path);
        async move { call.send(&router).await }
    };
    let first = world
        .send(set(json!({ "modes": { "light": { "brand": "#aa0000" } } })))
        .await
        .json();
    let sheet = first["stylesheet"].as_str().unwrap().to_owned();
    assert_eq!(
        get(second.clone(), sheet).await.status,
        200,
        "a document of the first names it"
    );
    // What the other server was told is not undone by what it was not told.
    let both = set(json!({ "modes": { "dark": { "brand": "#00aa00" } } }))
        .send(&second)
        .await;
    assert_eq!(both.status, 200, "{}", both.text());
    let seen = get(world.router.clone(), path.to_owned()).await.json();
    assert_eq!(seen, both.json());
    assert_eq!(seen["modes"]["light"]["brand"], "#aa0000");
}

#[tokio::test]
async fn a_wish_sent_to_two_servers_is_carried_out_once() {
    let world = World::new().await;
    let (_, second) = world.second().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 12).await;
    let browser = world.sign_in(0, &customer).await;
    for (number, card) in cards[2..].iter().enumerate() {
        let call = browser
            .remove(card)
            .header("idempotency-key", &format!("wish-{number}"));
        let (one, other) = tokio::join!(call.clone().send(&world.router), call.send(&second));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert!([[200, 200], [200, 409]].contains(&statuses), "{statuses:?}");
    }
    let left = world.engine.methods(&key, &customer).await;
    assert_eq!(sorted(left), sorted(cards[..2].to_vec()));
    let activity = browser
        .call("GET", "/api/activity")
        .send(&second)
        .await
        .json();
    assert_eq!(activity["data"].as_array().unwrap().len(), 10, "{activity}");
}

#[tokio::test]
async fn two_servers_send_each_letter_once() {
    let world = World::new().await;
    let (second, _) = world.second().await;
    let merchant = world.app.merchant("acct_0").unwrap();
    for number in 0..40 {
        let to = format!("jane{number}@example.com");
        let notice = mail::Message::Notice {
            subject: "A payment method was added".to_owned(),
            paragraphs: vec!["Visa •••• 4242 was added.".to_owned()],
        };
        mail::send(&world.app, &merchant, &to, "en", &notice)
            .await
            .unwrap();
    }
    let (one, other) = tokio::join!(mail::deliver(&world.app), mail::deliver(&second));
    assert_eq!(one.unwrap() + other.unwrap(), 40);
    assert_eq!(world.engine.outbox().await.len(), 40);
}

#[tokio::test]
async fn two_servers_give_one_code_for_an_address() {
    let world = World::new().await;
    let (second, _) = world.second().await;
    world.subscriber(0, 1).await;
    let merchant = world.app.merchant("acct_0").unwrap();
    for number in 0..20 {
        let browser = format!("browser {number}");
        login::ask(
            &world.app,
            &merchant,
            "bpc_1",
            "jane@example.com",
            "en",
            &browser,
        )
        .await
        .unwrap();
    }
    let (one, other) = tokio::join!(login::look_up(&world.app), login::look_up(&second));
    assert!(one.unwrap() + other.unwrap() >= 20);
    assert_eq!(mail::deliver(&world.app).await.unwrap(), 1);
    assert_eq!(world.engine.outbox().await.len(), 1);
}

#[tokio::test]
async fn two_servers_finish_a_change_once() {
    let world = World::new().await;
    let (second, _) = world.second().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 2).await;
    let now = world.clock.now();
    for (number, card) in cards.iter().enumerate() {
        let intent = NewIntent {
            id: &format!("pti_{number}"),
            merchant: "acct_0",
            customer: &customer,
            action: Action::Remove,
            object: card,
        };
        let told = Some(("ses_1", "{}"));
        world
            .app
            .store()
            .open_intent(&intent, told, now)
            .await
            .unwrap();
    }
    let (one, other) = tokio::join!(
        reconcile::run(&world.app, now),
        reconcile::run(&second, now)
    );
    assert_eq!(one.unwrap() + other.unwrap(), 2);
    assert_eq!(
        world.engine.methods(&key, &customer).await.len(),
        1,
        "the guard held"
    );
}

/// A server that died in the middle of a change keeps others waiting for as long as what it sent may have an effect.
#[tokio::test]
async fn a_dead_servers_lock_is_over_in_time() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let (store, now) = (world.app.store(), world.clock.now());
    let taken = store
        .lock_customer("acct_0", &customer, "ptk_dead", now, now + 15)
        .await;
    assert!(taken.unwrap());
    let (router, call) = (world.router.clone(), browser.remove(&cards[1]));
    let mut change = tokio::spawn(async move { call.send(&router).await.status });
    // A whole change of somebody else's takes longer than this one would without the lock.
    let (other, others) = world.subscriber(0, 2).await;
    let others_browser = world.sign_in(0, &other).await;
    assert_eq!(
        world.send(others_browser.remove(&others[1])).await.status,
        200
    );
    assert!(!change.is_finished());
    world.clock.set(now + 15);
    assert_eq!((&mut change).await.unwrap(), 200);
}

/// A server that was stopped for longer than its lock was held must not go on as if it still held it.
#[tokio::test]
async fn a_lock_that_was_lost_begins_no_change() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 2).await;
    let merchant = world.app.merchant("acct_0").unwrap();
    let held = locks::take(&world.app, &merchant, &customer).await.unwrap();
    assert!(held.is_held());
    let now = world.clock.now() + 16;
    let (second, _) = world.second().await;
    let taken = second
        .store()
        .lock_customer("acct_0", &customer, "ptk_other", now, now + 15);
    assert!(taken.await.unwrap());
    world.clock.set(now);
    assert!(!held.is_held());
    let intent = NewIntent {
        id: "pti_late",
        merchant: "acct_0",
        customer: &customer,
        action: Action::Remove,
        object: "pm_1",
    };
    let refused = activity::begin(&world.app, &held, &intent, None)
        .await
        .unwrap_err();
    assert_eq!(
        (refused.status().as_u16(), refused.retry_after),
        (503, Some(5))
    );
    assert!(!world.app.store().intent_is_open("pti_late").await.unwrap());
    held.release().await;
    let other = world
        .app
        .store()
        .lock_customer("acct_0", &customer, "ptk_third", now, now + 15);
    assert!(
        !other.await.unwrap(),
        "giving it back took nothing from who holds it"
    );
}
