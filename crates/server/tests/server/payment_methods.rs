//! Adding, choosing and removing payment methods.

use serde_json::{Value, json};

use crate::support::browser::ids;
use crate::support::{Answer, Browser, World};

async fn start(world: &World, browser: &Browser) -> Value {
    let answer = world
        .send(browser.call("POST", "/api/payment-methods/setup"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn add(world: &World, browser: &Browser, intent: &Value) -> Answer {
    let body = json!({ "setup_intent": intent["id"] });
    world
        .send(browser.call("POST", "/api/payment-methods").json(body))
        .await
}

/// What the processor's script does in the browser.
async fn confirm(world: &World, intent: &Value, test_method: &str) {
    let key = world.account(0).secret_key.expose().to_owned();
    let path = format!(
        "/v1/setup_intents/{}/confirm",
        intent["id"].as_str().unwrap()
    );
    let form = format!("payment_method={test_method}");
    world.engine.ask(&key, "POST", &path, &form).await;
}

#[tokio::test]
async fn an_added_method_becomes_the_default() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let intent = start(&world, &browser).await;
    assert_eq!(intent["processor"]["publishable_key"], "pk_test_merchant0");
    assert!(
        intent["client_secret"]
            .as_str()
            .unwrap()
            .starts_with(intent["id"].as_str().unwrap())
    );

    let early = add(&world, &browser, &intent).await;
    assert_eq!(
        (early.status, early.code().as_str()),
        (409, "setup_incomplete")
    );

    confirm(&world, &intent, "pm_card_mastercard").await;
    let added = add(&world, &browser, &intent).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let state = added.json();
    assert_eq!(state["payment_methods"].as_array().unwrap().len(), 2);
    assert_eq!(state["payment_methods"][0]["kind"]["brand"], "mastercard");
    assert_eq!(state["payment_methods"][0]["is_default"], true);

    let removed = world.send(browser.remove(&cards[0])).await;
    assert_eq!(
        removed.status,
        200,
        "now the first may go: {}",
        removed.text()
    );
}

#[tokio::test]
async fn choosing_a_default_answers_with_the_new_state() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let path = format!("/api/payment-methods/{}/default", cards[1]);
    let call = browser
        .call("PUT", &path)
        .header("if-match", &format!("\"{}\"", browser.version));
    let answer = world.send(call.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(ids(&answer.json())[0], cards[1], "the default comes first");

    let stale = world.send(call).await;
    assert_eq!(
        (stale.status, stale.code().as_str()),
        (409, "state_changed")
    );
    let state = &stale.json()["error"]["state"];
    assert_eq!(state["version"], answer.json()["version"]);
    assert_eq!(ids(state)[0], cards[1]);
}

#[tokio::test]
async fn a_version_must_be_written_properly() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    for (value, status) in [("abc", 422), ("\"abc", 422), ("\"abc\"", 409), ("*", 200)] {
        let answer = world
            .send(browser.remove(&cards[1]).header("if-match", value))
            .await;
        assert_eq!(answer.status, status, "{value}: {}", answer.text());
    }
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    for body in [
        "",
        "{",
        "[]",
        "null",
        "{\"setup_intent\": 1}",
        "{}",
        "\u{0}",
    ] {
        let call = browser.call("POST", "/api/payment-methods").bytes(body);
        let answer = world.send(call).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "invalid_request"),
            "{body:?}"
        );
    }
    let surprise = browser.remove("pm_x").bytes("{\"force\": true}");
    assert_eq!(world.send(surprise).await.status, 422);
}

#[tokio::test]
async fn invoices_come_in_pages() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let page = world.send(browser.call("GET", "/api/invoices")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let invoices = page.json();
    assert_eq!(invoices["data"][0]["status"], "paid");
    let last = invoices["data"][0]["id"].as_str().unwrap();
    let older = world
        .send(browser.call("GET", &format!("/api/invoices?starting_after={last}")))
        .await;
    assert_eq!(older.json()["data"], json!([]));
    assert_eq!(older.json()["next"], json!(null));
}

#[tokio::test]
async fn upstream_down_is_said_and_nothing_is_lost() {
    let mut world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    world.engine.stop().await;
    let call = browser.remove(&cards[1]).header("idempotency-key", "a");
    let answer = world.send(call.clone()).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (503, "upstream_unavailable")
    );
    assert!(!answer.header("retry-after").is_empty());
    world.engine.restart().await;
    let answer = world.send(call).await;
    assert_eq!(
        answer.status,
        200,
        "the same wish may be tried again: {}",
        answer.text()
    );
}

#[tokio::test]
async fn what_is_known_is_shown_while_upstream_is_down() {
    let mut world = World::new().await;
    let (customer, _) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let token = world.link(0, &customer).await;
    let before = browser.portal(&world).await.json();
    world.engine.stop().await;
    world
        .app
        .merchant("acct_0")
        .unwrap()
        .upstream
        .invalidate_all();
    let mut shown = browser.portal(&world).await.json();
    // It says from when it is, and is what it was.
    let read_at = shown["read_at"].as_i64().unwrap();
    assert!((read_at - world.clock.now()).abs() < 60, "{read_at}");
    assert!(before["read_at"].is_null());
    shown["read_at"] = Value::Null;
    assert_eq!(shown, before);
    let opened = world.browser(0).open(&world, &token).await;
    assert_eq!(opened.status, 200, "also through a new link");
}
