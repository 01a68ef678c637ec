//! The trail: each change once, from where it was made, for its customer only.

use portico_server::reconcile;
use portico_server::store::{Action, NewIntent, Outcome};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, Call, World};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";

async fn read(world: &World, browser: &Browser, query: &str) -> Answer {
    let path = format!("/api/activity{query}");
    world.send(browser.call("GET", &path)).await
}

/// Kinds of a customer's changes, newest first.
async fn kinds(world: &World, browser: &Browser) -> Vec<String> {
    let page = read(world, browser, "").await.json();
    let data = page["data"].as_array().unwrap();
    data.iter()
        .map(|change| change["kind"].as_str().unwrap().to_owned())
        .collect()
}

fn make_default(browser: &Browser, method: &str) -> Call {
    browser.call("PUT", &format!("/api/payment-methods/{method}/default"))
}

async fn subscription(world: &World, browser: &Browser) -> Value {
    browser.portal(world).await.json()["subscriptions"][0].clone()
}

#[tokio::test]
async fn a_change_is_told_with_when_and_from_where() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let empty = read(&world, &browser, "").await;
    assert_eq!(empty.json(), json!({ "data": [], "has_more": false }));

    let call = make_default(&browser, &cards[1])
        .header("user-agent", FIREFOX)
        .header("x-forwarded-for", "203.0.113.77")
        .from("10.0.0.1");
    assert_eq!(world.send(call).await.status, 200);
    let told = read(&world, &browser, "").await.json()["data"][0].clone();
    let expected = json!({
        "id": told["id"],
        "at": world.clock.now(),
        "kind": "default_changed",
        "products": [],
        "method": told["method"],
        "effective_at": null,
        "session": browser.session,
        "is_this_session": true,
        "via": "link",
        "browser": "Firefox",
        "system": "Linux",
        "network": "203.0.113.0/24",
    });
    assert_eq!(told, expected);
    assert_eq!(told["method"]["last4"], "4242");

    let other = world.sign_in(0, &customer).await;
    let seen = read(&world, &other, "").await.json();
    assert_eq!(seen["data"][0]["is_this_session"], false);
}

#[tokio::test]
async fn every_kind_of_change_is_told_once() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let id = subscription(&world, &browser).await["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for what in ["cancel", "renew"] {
        let path = format!("/api/subscriptions/{id}/{what}");
        let call = browser.call("POST", &path).header("idempotency-key", what);
        for _ in 0..2 {
            assert_eq!(world.send(call.clone()).await.status, 200, "{what}");
        }
        // Under another key it is refused, and nothing is told of it.
        assert_eq!(world.send(browser.call("POST", &path)).await.status, 409);
    }
    assert_eq!(
        world.send(make_default(&browser, &cards[1])).await.status,
        200
    );
    assert_eq!(world.send(browser.remove(&cards[0])).await.status, 200);
    assert_eq!(world.send(browser.remove(&cards[0])).await.status, 404);
    assert_eq!(world.send(browser.remove(&cards[1])).await.status, 409);

    let setup = world
        .send(browser.call("POST", "/api/payment-methods/setup"))
        .await
        .json();
    let setup = setup["id"].as_str().unwrap();
    let path = format!("/v1/setup_intents/{setup}/confirm");
    world
        .engine
        .ask(&key, "POST", &path, "payment_method=pm_card_mastercard")
        .await;
    for _ in 0..2 {
        let add = browser.call("POST", "/api/payment-methods");
        let answer = world.send(add.json(json!({ "setup_intent": setup }))).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    assert_eq!(
        kinds(&world, &browser).await,
        [
            "payment_method_added",
            "payment_method_removed",
            "default_changed",
            "subscription_renewed",
            "subscription_canceled",
        ]
    );
    let page = read(&world, &browser, "").await.json();
    let cancelled = &page["data"][4];
    assert_eq!(cancelled["products"], json!(["Starter"]));
    let end = subscription(&world, &browser).await["current_period_end"].clone();
    assert_eq!(cancelled["effective_at"], end);
    assert_eq!(page["data"][0]["method"]["brand"], "mastercard");
}

#[tokio::test]
async fn a_paid_invoice_is_told_with_what_it_was_for() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, cards) = world.subscriber(0, 1).await;
    let form = "currency=usd&unit_amount=500&recurring[interval]=year&product_data[name]=Archive";
    let price = world.engine.ask(&key, "POST", "/v1/prices", form).await;
    let form = format!(
        "customer={customer}&items[0][price]={}&collection_method=send_invoice&days_until_due=30",
        price["id"].as_str().unwrap()
    );
    let subscription = world
        .engine
        .ask(&key, "POST", "/v1/subscriptions", &form)
        .await;
    let invoice = subscription["latest_invoice"].as_str().unwrap();
    // A sent invoice is a draft until it is sent.
    let path = format!("/v1/invoices/{invoice}");
    if world.engine.ask(&key, "GET", &path, "").await["status"] == "draft" {
        let path = format!("{path}/finalize");
        world.engine.ask(&key, "POST", &path, "").await;
    }
    let browser = world.sign_in(0, &customer).await;
    let call = browser
        .call("POST", &format!("/api/invoices/{invoice}/pay"))
        .header("idempotency-key", "pay")
        .json(json!({ "payment_method": cards[0] }));
    for _ in 0..2 {
        let paid = world.send(call.clone()).await;
        assert_eq!(paid.status, 200, "{}", paid.text());
    }
    let told = read(&world, &browser, "").await.json();
    assert_eq!(told["data"].as_array().unwrap().len(), 1);
    assert_eq!(told["data"][0]["kind"], "invoice_paid");
    assert_eq!(told["data"][0]["products"], json!(["Archive"]));
    assert_eq!(told["data"][0]["method"]["last4"], "4242");
}

#[tokio::test]
async fn nobody_sees_what_another_customer_did() {
    let world = World::new().await;
    let (jane, cards) = world.subscriber(0, 2).await;
    let (joe, _) = world.subscriber(0, 1).await;
    let (elsewhere, _) = world.subscriber(1, 1).await;
    let janes = world.sign_in(0, &jane).await;
    assert_eq!(
        world.send(make_default(&janes, &cards[1])).await.status,
        200
    );
    let told = read(&world, &janes, "").await.json()["data"][0]["id"].clone();
    let own = format!("?starting_after={}", told.as_str().unwrap());
    assert_eq!(read(&world, &janes, &own).await.json()["data"], json!([]));
    for browser in [
        world.sign_in(0, &joe).await,
        world.sign_in(1, &elsewhere).await,
    ] {
        assert_eq!(read(&world, &browser, "").await.json()["data"], json!([]));
        assert_eq!(read(&world, &browser, &own).await.status, 404);
    }
    for malformed in ["", "x", "%00", "..%2f..", "pti_%27%20OR%201=1"] {
        let answer = read(&world, &janes, &format!("?starting_after={malformed}")).await;
        assert_eq!(answer.status, 404, "{malformed}");
    }
    assert_eq!(read(&world, &world.browser(0), "").await.status, 401);
}

#[tokio::test]
async fn older_changes_come_in_pages() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    for round in 0..45 {
        let answer = world
            .send(make_default(&browser, &cards[(round + 1) % 2]))
            .await;
        assert_eq!(answer.status, 200);
    }
    let (mut seen, mut query, mut sizes) = (Vec::new(), String::new(), Vec::new());
    loop {
        let page = read(&world, &browser, &query).await.json();
        let data = page["data"].as_array().unwrap();
        sizes.push(data.len());
        seen.extend(data.iter().map(|it| it["id"].as_str().unwrap().to_owned()));
        if page["has_more"] == false {
            break;
        }
        query = format!("?starting_after={}", seen.last().unwrap());
    }
    assert_eq!(sizes, [20, 20, 5]);
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all, "none twice");
}

/// The process died after the change and before its answer: who closes the intent later tells it, with the session that
/// made it.
#[tokio::test]
async fn what_is_found_done_later_is_told_once() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let intent = NewIntent {
        id: "pti_1",
        merchant: "acct_0",
        customer: &customer,
        action: Action::MakeDefault,
        object: &cards[1],
    };
    let note = json!({ "kind": "default_changed", "method": null, "effective_at": null, "browser": null, "system": null, "network": null });
    let told = (browser.session.as_str(), note.to_string());
    let store = world.app.store();
    let now = world.clock.now();
    store
        .open_intent(&intent, Some((told.0, &told.1)), now)
        .await
        .unwrap();
    assert!(kinds(&world, &browser).await.is_empty(), "not made yet");
    assert_eq!(reconcile::run(&world.app, now).await.unwrap(), 1);
    assert_eq!(kinds(&world, &browser).await, ["default_changed"]);
    let page = read(&world, &browser, "").await.json();
    assert_eq!(page["data"][0]["is_this_session"], true);
    let again = store
        .close_intent("pti_1", Outcome::Done, now)
        .await
        .unwrap();
    assert_eq!(again, None);
    assert_eq!(kinds(&world, &browser).await.len(), 1);
}

#[tokio::test]
async fn what_was_refused_or_is_old_is_not_told() {
    let world = World::new().await;
    let (customer, cards) = world.subscriber(0, 2).await;
    let browser = world.sign_in(0, &customer).await;
    let stale = make_default(&browser, &cards[1]).header("if-match", "\"old\"");
    assert_eq!(world.send(stale).await.status, 409);
    assert!(kinds(&world, &browser).await.is_empty());

    assert_eq!(
        world.send(make_default(&browser, &cards[1])).await.status,
        200
    );
    let day = 86_400;
    let store = world.app.store();
    store
        .forget_old(world.clock.now() + 395 * day)
        .await
        .unwrap();
    // The session itself is forgotten a day after its end; who comes again has a new one.
    let browser = world.sign_in(0, &customer).await;
    assert_eq!(kinds(&world, &browser).await.len(), 1);
    store
        .forget_old(world.clock.now() + 397 * day)
        .await
        .unwrap();
    let browser = world.sign_in(0, &customer).await;
    assert!(kinds(&world, &browser).await.is_empty());
}

#[tokio::test]
async fn nothing_private_is_kept() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (customer, _) = world.subscriber(0, 1).await;
    let paypal = world.engine.attach(&key, &customer, "pm_paypal").await;
    let browser = world.sign_in(0, &customer).await;
    let before = browser.portal(&world).await.json();
    let methods = before["payment_methods"].as_array().unwrap();
    let own = methods
        .iter()
        .find(|it| it["id"] == paypal.as_str())
        .unwrap();
    assert!(own["kind"]["email"].is_string(), "the list shows it");
    let call = browser
        .remove(&paypal)
        .header("x-forwarded-for", "198.51.100.77")
        .from("10.0.0.1");
    assert_eq!(world.send(call).await.status, 200);
    let told = read(&world, &browser, "").await;
    assert_eq!(
        told.json()["data"][0]["method"],
        json!({ "type": "paypal", "email": null })
    );
    let text = told.text();
    for secret in [
        paypal.as_str(),
        "198.51.100.77",
        browser.cookie.as_deref().unwrap(),
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
}
