//! Adding a payment method on the processor's page: what leads there, and what of it is kept.

use contract::SetupMode;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, World};

async fn world() -> World {
    World::with_account(|account| account.add_payment_method = SetupMode::Redirect).await
}

/// Begins it and answers with the checkout session as the billing system has it.
async fn start(world: &World, browser: &Browser) -> Value {
    let answer = world
        .send(browser.call("POST", "/api/payment-methods/setup"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let started = answer.json();
    let url = started["redirect_url"].as_str().unwrap();
    let page = format!("{}/v3/checkout#", world.engine.url);
    assert!(url.starts_with(&page), "{url}");
    assert_eq!(
        started.as_object().unwrap().len(),
        1,
        "no secret of an intent"
    );
    let id = url.rsplit('/').next().unwrap().split("_secret_").next();
    session(world, id.unwrap()).await
}

/// A checkout session of merchant 0 as the billing system has it.
async fn session(world: &World, id: &str) -> Value {
    let key = world.account(0).secret_key.expose();
    let path = format!("/v1/checkout/sessions/{id}?expand[]=setup_intent");
    world.engine.ask(key, "GET", &path, "").await
}

/// What the customer does on the processor's page.
async fn fill_in(world: &World, session: &Value, test_method: &str) {
    let intent = &session["setup_intent"];
    let (id, secret) = (intent["id"].as_str(), intent["client_secret"].as_str());
    let path = format!("/v1/setup_intents/{}/confirm", id.unwrap());
    let back = "return_url=https://processor.test/";
    let form = format!(
        "client_secret={}&payment_method={test_method}&{back}",
        secret.unwrap()
    );
    world
        .engine
        .ask("pk_test_merchant0", "POST", &path, &form)
        .await;
}

async fn come_back(world: &World, browser: &Browser, session: &str) -> Answer {
    let body = json!({ "checkout_session": session });
    world
        .send(browser.call("POST", "/api/payment-methods").json(body))
        .await
}

fn id(session: &Value) -> &str {
    session["id"].as_str().unwrap()
}

async fn default_of(world: &World, browser: &Browser) -> Value {
    browser.portal(world).await.json()["payment_methods"][0].clone()
}

async fn trail(world: &World, browser: &Browser) -> Vec<Value> {
    let page = world
        .send(browser.call("GET", "/api/activity"))
        .await
        .json();
    let data = page["data"].as_array().unwrap().iter();
    data.map(|change| change["kind"].clone()).collect()
}

#[tokio::test]
async fn what_was_saved_there_becomes_the_default_once() {
    let world = world().await;
    let (customer, cards) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let shown = browser.portal(&world).await.json();
    assert_eq!(shown["session"]["add_payment_method"], "redirect");

    let made = start(&world, &browser).await;
    assert_eq!(
        (&made["mode"], &made["customer"]),
        (&json!("setup"), &json!(customer))
    );
    let page = "http://m0.localhost:4242/add-payment-method?checkout=";
    assert_eq!(
        made["success_url"],
        format!("{page}{{CHECKOUT_SESSION_ID}}")
    );
    assert_eq!(made["cancel_url"], format!("{page}canceled"));
    assert_eq!(made["locale"], "en");

    fill_in(&world, &made, "pm_card_mastercard").await;
    let added = come_back(&world, &browser, id(&made)).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let state = added.json();
    assert_eq!(state["payment_methods"].as_array().unwrap().len(), 2);
    assert_eq!(state["payment_methods"][0]["kind"]["brand"], "mastercard");
    assert_eq!(state["payment_methods"][0]["is_default"], true);
    assert_ne!(state["version"], shown["version"]);
    assert_eq!(trail(&world, &browser).await, ["payment_method_added"]);

    // The customer chooses the old one again; then somebody opens the address from the history.
    let path = format!("/api/payment-methods/{}/default", cards[0]);
    assert_eq!(world.send(browser.call("PUT", &path)).await.status, 200);
    let again = come_back(&world, &browser, id(&made)).await;
    assert_eq!((again.status, again.code().as_str()), (409, "setup_used"));
    assert_eq!(default_of(&world, &browser).await["id"], cards[0].as_str());
    let trail = trail(&world, &browser).await;
    assert_eq!(trail, ["default_changed", "payment_method_added"]);
}

#[tokio::test]
async fn a_language_the_page_does_not_have_is_left_to_the_browser() {
    // Stripe's page has no Arabic and refuses to be opened in it: whoever read that could add nothing.
    let world = world().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let choice = browser
        .call("PUT", "/api/session/locale")
        .json(json!({ "locale": "ar" }));
    assert_eq!(world.send(choice).await.json()["dir"], "rtl");
    let made = start(&world, &browser).await;
    assert_eq!(made["locale"], Value::Null);
}

#[tokio::test]
async fn two_tabs_that_come_back_at_once_keep_one_method() {
    let world = world().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let made = start(&world, &browser).await;
    fill_in(&world, &made, "pm_card_mastercard").await;
    let (first, second) = tokio::join!(
        come_back(&world, &browser, id(&made)),
        come_back(&world, &browser, id(&made))
    );
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let portal = browser.portal(&world).await.json();
    assert_eq!(portal["payment_methods"].as_array().unwrap().len(), 2);
    assert_eq!(trail(&world, &browser).await, ["payment_method_added"]);
}

#[tokio::test]
async fn a_repeated_request_is_answered_like_the_first() {
    let world = world().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let setup = browser
        .call("POST", "/api/payment-methods/setup")
        .header("idempotency-key", "a");
    let first = world.send(setup.clone()).await.json();
    assert_eq!(
        world.send(setup).await.json(),
        first,
        "one page for one wish"
    );
    let made = start(&world, &browser).await;
    fill_in(&world, &made, "pm_card_visa").await;
    let keep = browser
        .call("POST", "/api/payment-methods")
        .json(json!({ "checkout_session": made["id"] }))
        .header("idempotency-key", "b");
    let first = world.send(keep.clone()).await;
    assert_eq!(first.status, 200, "{}", first.text());
    let again = world.send(keep).await;
    assert_eq!((again.status, again.json()), (200, first.json()));
}

/// Nothing is kept of a session that is still open, was left, or closed.
#[tokio::test]
async fn what_was_not_saved_is_not_kept() {
    let world = world().await;
    let (customer, cards) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let made = start(&world, &browser).await;
    let early = come_back(&world, &browser, id(&made)).await;
    assert_eq!(
        (early.status, early.code().as_str()),
        (409, "setup_incomplete")
    );
    // Waiting for the bank's question is not done either.
    fill_in(&world, &made, "pm_card_authenticationRequired").await;
    let waiting = come_back(&world, &browser, id(&made)).await;
    assert_eq!(waiting.code(), "setup_incomplete");

    let key = world.account(0).secret_key.expose();
    let path = format!("/v1/checkout/sessions/{}/expire", id(&made));
    world.engine.ask(key, "POST", &path, "").await;
    let late = come_back(&world, &browser, id(&made)).await;
    assert_eq!(
        (late.status, late.code().as_str()),
        (409, "setup_incomplete")
    );
    assert_eq!(default_of(&world, &browser).await["id"], cards[0].as_str());
    assert!(trail(&world, &browser).await.is_empty());
}

/// A session counts for the customer who was sent to it, and for nobody else, whatever the billing system says of it.
#[tokio::test]
async fn sessions_of_others_are_as_unknown_as_none() {
    let world = world().await;
    let (owner, _) = world.subscriber(0, 1).await;
    let owner_browser = world.sign_in(0, &owner).await;
    let (customer, cards) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let (elsewhere, _) = world.subscriber(1, 1).await;
    let other_merchant = world.sign_in(1, &elsewhere).await;

    let made = start(&world, &owner_browser).await;
    fill_in(&world, &made, "pm_card_mastercard").await;
    // The merchant's own, for this very customer: it was not the portal that sent the customer there.
    let key = world.account(0).secret_key.expose();
    let form =
        format!("mode=setup&currency=eur&success_url=https://shop.test/&customer={customer}");
    let of_merchant = world
        .engine
        .ask(key, "POST", "/v1/checkout/sessions", &form)
        .await;
    let of_merchant = session(&world, id(&of_merchant)).await;
    fill_in(&world, &of_merchant, "pm_card_mastercard").await;

    let none = come_back(&world, &browser, "cs_test_none").await;
    assert_eq!((none.status, none.code().as_str()), (404, "not_found"));
    for (browser, session) in [
        (&browser, id(&made)),
        (&browser, id(&of_merchant)),
        (&other_merchant, id(&made)),
        (&browser, made["setup_intent"]["id"].as_str().unwrap()),
    ] {
        let answer = come_back(&world, browser, session).await;
        assert_eq!(answer.status, 404, "{session}");
        let mut told = [answer.json(), none.json()];
        for body in &mut told {
            body["error"]["request_id"].take();
        }
        assert_eq!(told[0], told[1], "{session}");
    }
    assert_eq!(default_of(&world, &browser).await["id"], cards[0].as_str());
    let kept = come_back(&world, &owner_browser, id(&made)).await;
    assert_eq!(
        kept.status,
        200,
        "its own customer still may: {}",
        kept.text()
    );
}

/// What is not an id never reaches the billing system.
#[tokio::test]
async fn only_ids_are_asked_for() {
    let world = world().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    for session in ["", "../cus_1", "cs_1?expand[]=x", "4242424242424242"] {
        let answer = come_back(&world, &browser, session).await;
        assert!(
            matches!(answer.status, 404 | 422),
            "{session}: {}",
            answer.text()
        );
    }
    let both = json!({ "checkout_session": "cs_1", "setup_intent": "seti_1" });
    let call = browser.call("POST", "/api/payment-methods").json(both);
    assert_eq!(world.send(call).await.status, 422);
}

#[tokio::test]
async fn a_link_for_adding_a_method_is_done_by_it() {
    let world = world().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let form = format!(
        "customer={customer}&flow_data[type]=payment_method_update&flow_data[after_completion][type]=hosted_confirmation"
    );
    let call = world.merchant_call(0, "POST", "/v1/billing_portal/sessions");
    let link = world.send(call.form(&form)).await.json();
    let token = link["url"].as_str().unwrap().split_once('#').unwrap().1;
    let mut browser = world.browser(0);
    assert_eq!(browser.open(&world, token).await.status, 200);

    let made = start(&world, &browser).await;
    let early = come_back(&world, &browser, id(&made)).await;
    assert_eq!(early.code(), "setup_incomplete");
    let flow = browser.portal(&world).await.json()["flow"].clone();
    assert_eq!(flow["completed"], Value::Null);
    fill_in(&world, &made, "pm_card_visa").await;
    let added = come_back(&world, &browser, id(&made)).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let flow = browser.portal(&world).await.json()["flow"].clone();
    assert_eq!(flow["completed"], "done");
    let again = world
        .send(browser.call("POST", "/api/payment-methods/setup"))
        .await;
    assert_eq!((again.status, again.code().as_str()), (403, "out_of_flow"));
}

/// What was noted is forgotten after the sessions have closed; an old address is then as unknown as none.
#[tokio::test]
async fn sessions_are_forgotten_after_they_close() {
    const DAY: i64 = 86_400;
    let world = world().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let made = start(&world, &browser).await;
    fill_in(&world, &made, "pm_card_visa").await;
    let account = &world.account(0).id;
    let now = world.clock.now();
    let store = world.app.store();
    for (days, is_known) in [(1, true), (3, false)] {
        store.forget_old(now + days * DAY).await.unwrap();
        let found = store.checkout(account, &customer, id(&made)).await.unwrap();
        assert_eq!(found.is_some(), is_known, "{days}");
    }
}
