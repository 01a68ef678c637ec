//! A link that was made for one thing opens that and nothing else, whatever is sent.

use portico_server::routes::changes;
use serde_json::{Value, json};

use crate::support::plans::{Plans, Wishes, day};
use crate::support::{Answer, Browser, World};

const KINDS: [&str; 5] = [
    "customer_update",
    "payment_method_update",
    "subscription_cancel",
    "subscription_update",
    "subscription_update_confirm",
];

/// The changes each flow allows before it is done; every other route refuses. Choosing a language and signing out are
/// allowed always.
const ALLOWED: [(&str, &[&str]); 5] = [
    (
        "customer_update",
        &[
            "POST /api/customer",
            "POST /api/customer/tax-ids",
            "DELETE /api/customer/tax-ids/{id}",
        ],
    ),
    (
        "payment_method_update",
        &[
            "POST /api/payment-methods/setup",
            "POST /api/session/tab",
            "POST /api/payment-methods",
        ],
    ),
    (
        "subscription_cancel",
        &[
            "POST /api/subscriptions/{id}/cancel",
            "POST /api/subscriptions/{id}/accept-offer",
        ],
    ),
    ("subscription_update", UPDATES),
    ("subscription_update_confirm", UPDATES),
];

const UPDATES: &[&str] = &[
    "POST /api/payment-methods/setup",
    "POST /api/session/tab",
    "POST /api/payment-methods",
    "POST /api/subscriptions/{id}/update/preview",
    "POST /api/subscriptions/{id}/update",
];

/// Allowed always, or without a session in the first place.
const ALWAYS: [&str; 6] = [
    "POST /api/appearance",
    "POST /api/login",
    "POST /api/login/code",
    "POST /api/session",
    "PUT /api/session/locale",
    "DELETE /api/session",
];

struct Scene {
    world: World,
    key: String,
    customer: String,
    cards: Vec<String>,
    subscription: String,
    item: String,
}

impl Scene {
    /// A customer with two cards and two subscriptions, of which flows are about the first.
    async fn new() -> Self {
        let world = World::new().await;
        let key = world.account(0).secret_key.expose().to_owned();
        let (customer, cards) = world.subscriber(0, 2).await;
        let path = format!("/v1/subscriptions?customer={customer}");
        let list = world.engine.ask(&key, "GET", &path, "").await;
        let item = &list["data"][0]["items"]["data"][0];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (price, product) = (text(&item["price"]["id"]), text(&item["price"]["product"]));
        let form = format!("customer={customer}&items[0][price]={price}");
        world
            .engine
            .ask(&key, "POST", "/v1/subscriptions", &form)
            .await;
        let form = format!(
            "features[subscription_update][enabled]=true\
             &features[subscription_update][default_allowed_updates][]=quantity\
             &features[subscription_update][products][0][product]={product}\
             &features[subscription_update][products][0][prices][]={price}"
        );
        let configured = world.configure(0, &form).await;
        assert_eq!(configured.status, 200, "{}", configured.text());
        Self {
            subscription: text(&list["data"][0]["id"]),
            item: text(&item["id"]),
            world,
            key,
            customer,
            cards,
        }
    }

    /// A browser that has opened a link made for one thing.
    async fn open(&self, kind: &str, more: &str) -> Browser {
        let details = match kind {
            "customer_update" | "payment_method_update" => String::new(),
            _ => format!("&flow_data[{kind}][subscription]={}", self.subscription),
        };
        let items = match kind {
            "subscription_update_confirm" => format!(
                "&flow_data[{kind}][items][0][id]={}&flow_data[{kind}][items][0][quantity]=2",
                self.item
            ),
            _ => String::new(),
        };
        let form = format!(
            "customer={}&flow_data[type]={kind}{details}{items}{more}",
            self.customer
        );
        let call = self
            .world
            .merchant_call(0, "POST", "/v1/billing_portal/sessions");
        let answer = self.world.send(call.form(&form)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let url = answer.json()["url"].as_str().unwrap().to_owned();
        let mut browser = self.world.browser(0);
        let token = url.split_once('#').unwrap().1;
        let opened = browser.open(&self.world, token).await;
        assert_eq!(opened.status, 200, "{}", opened.text());
        browser
    }

    async fn send(&self, browser: &Browser, method: &str, route: &str) -> Answer {
        let id = match route.starts_with("/api/subscriptions") {
            true => &self.subscription,
            false => &self.cards[1],
        };
        let path = route.replace("{id}", id);
        self.world.send(browser.call(method, &path)).await
    }

    async fn cancel(&self, browser: &Browser, key: &str) -> Answer {
        let path = format!("/api/subscriptions/{}/cancel", self.subscription);
        let call = browser.call("POST", &path).header("idempotency-key", key);
        self.world.send(call).await
    }

    async fn upstream(&self) -> Value {
        let path = format!("/v1/subscriptions/{}", self.subscription);
        self.world.engine.ask(&self.key, "GET", &path, "").await
    }
}

fn is_refused(answer: &Answer) -> bool {
    answer.status == 403 && answer.code() == "out_of_flow"
}

#[tokio::test]
async fn every_other_change_is_refused_in_every_flow() {
    let scene = Scene::new().await;
    let before = scene
        .world
        .sign_in(0, &scene.customer)
        .await
        .portal(&scene.world)
        .await
        .json();
    let mut refusals = 0;
    for (kind, allowed) in ALLOWED {
        for (method, route) in changes() {
            let name = format!("{method} {route}");
            if allowed.contains(&name.as_str()) || ALWAYS.contains(&name.as_str()) {
                continue;
            }
            let browser = scene.open(kind, "").await;
            let answer = scene.send(&browser, method, route).await;
            assert!(is_refused(&answer), "{kind}: {name}: {}", answer.text());
            refusals += 1;
        }
    }
    assert!(refusals >= 5 * 5, "{refusals}");
    let after = scene
        .world
        .sign_in(0, &scene.customer)
        .await
        .portal(&scene.world)
        .await
        .json();
    assert_eq!(after["version"], before["version"], "nothing has changed");
}

/// The same routes, about another subscription of the same customer.
#[tokio::test]
async fn a_flow_is_about_one_subscription() {
    let scene = Scene::new().await;
    let whole = scene.world.sign_in(0, &scene.customer).await;
    let whole = whole.portal(&scene.world).await.json();
    let all = whole["subscriptions"].as_array().unwrap();
    assert_eq!(all.len(), 2);
    let mut ids = all.iter().map(|one| one["id"].as_str().unwrap());
    let other = ids.find(|id| *id != scene.subscription).unwrap();
    for (kind, routes) in [
        ("subscription_cancel", &["GET cancel", "POST cancel"][..]),
        (
            "subscription_update",
            &["GET update", "POST update", "POST update/preview"][..],
        ),
        (
            "subscription_update_confirm",
            &["GET update", "POST update", "POST update/preview"][..],
        ),
    ] {
        let browser = scene.open(kind, "").await;
        for route in routes {
            let (method, action) = route.split_once(' ').unwrap();
            for id in [other, "sub_nobody", "%ff", "*"] {
                let path = format!("/api/subscriptions/{id}/{action}");
                let answer = scene.world.send(browser.call(method, &path)).await;
                assert!(is_refused(&answer), "{kind} {path}: {}", answer.text());
            }
        }
    }
}

#[tokio::test]
async fn reads_that_a_flow_does_not_need_are_refused() {
    let scene = Scene::new().await;
    for kind in KINDS {
        let browser = scene.open(kind, "").await;
        let answer = scene.send(&browser, "GET", "/api/invoices").await;
        assert!(is_refused(&answer), "{kind}: {}", answer.text());
        let preview = scene
            .send(&browser, "GET", "/api/subscriptions/{id}/cancel")
            .await;
        assert_eq!(
            is_refused(&preview),
            kind != "subscription_cancel",
            "{kind}"
        );
    }
}

#[tokio::test]
async fn the_first_answer_holds_what_the_flow_needs() {
    let scene = Scene::new().await;
    let form = "phone=%2B31201234567&address[country]=NL&address[city]=Delft";
    let path = format!("/v1/customers/{}", scene.customer);
    scene
        .world
        .engine
        .ask(&scene.key, "POST", &path, form)
        .await;
    let count = |value: &Value| value.as_array().map_or(0, Vec::len);
    for (kind, subscriptions, methods, features) in [
        ("customer_update", 0, 0, "customer_update"),
        ("payment_method_update", 0, 2, "payment_method_update"),
        ("subscription_cancel", 1, 0, "subscription_cancel"),
        (
            "subscription_update",
            1,
            2,
            "payment_method_update subscription_update",
        ),
        (
            "subscription_update_confirm",
            1,
            2,
            "payment_method_update subscription_update",
        ),
    ] {
        let browser = scene.open(kind, "").await;
        let portal = browser.portal(&scene.world).await.json();
        assert_eq!(portal["flow"]["kind"], kind);
        assert_eq!(count(&portal["subscriptions"]), subscriptions, "{kind}");
        assert_eq!(count(&portal["payment_methods"]), methods, "{kind}");
        assert_eq!(count(&portal["invoices"]["data"]), 0, "{kind}");
        let on: Vec<&str> = portal["features"]
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, value)| value.is_object() || **value == json!(true) || count(value) > 0)
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(on.join(" "), features, "{kind}");
        assert_eq!(portal["customer"]["email"], "jane@example.com");
        let knows_address = portal["customer"]["address"] != Value::Null;
        assert_eq!(knows_address, kind == "customer_update", "{kind}");
    }
}

#[tokio::test]
async fn opening_says_which_page_is_the_flows_and_only_then() {
    let scene = Scene::new().await;
    let call = scene
        .world
        .merchant_call(0, "POST", "/v1/billing_portal/sessions")
        .form(&format!(
            "customer={}&flow_data[type]=payment_method_update",
            scene.customer
        ));
    let url = scene.world.send(call).await.json()["url"].clone();
    let token = url.as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let mut browser = scene.world.browser(0);
    let opened = browser.open(&scene.world, &token).await;
    assert_eq!(opened.header("x-portal-page"), "/add-payment-method");
    let again = scene.world.browser(0).open(&scene.world, &token).await;
    assert_eq!(
        again.status, 410,
        "a flow's link works once, like any other"
    );

    let token = scene.world.link(0, &scene.customer).await;
    let opened = scene.world.browser(0).open(&scene.world, &token).await;
    assert!(opened.headers.get("x-portal-page").is_none());
}

/// The merchant sends a customer to cancel. What is left afterwards is to say why, and the confirmation.
#[tokio::test]
async fn a_cancellation_completes_its_flow() {
    let scene = Scene::new().await;
    let browser = scene.open("subscription_cancel", "").await;
    let preview = scene
        .send(&browser, "GET", "/api/subscriptions/{id}/cancel")
        .await;
    assert_eq!(preview.status, 200, "{}", preview.text());
    let done = scene.cancel(&browser, "intent-1").await;
    assert_eq!(done.status, 200, "{}", done.text());
    let state = done.json();
    assert_eq!(state["subscriptions"].as_array().unwrap().len(), 1);
    assert_eq!(state["payment_methods"], json!([]));

    // Its answer got lost: the same wish is answered the same.
    let again = scene.cancel(&browser, "intent-1").await;
    assert_eq!((again.status, again.text()), (200, done.text()));
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert!(is_refused(&scene.cancel(&browser, "intent-2").await));

    let portal = browser.portal(&scene.world).await.json();
    assert_eq!(portal["flow"]["completed"], "done");
    for (method, route) in changes() {
        let name = format!("{method} {route}");
        let is_left = name == "POST /api/subscriptions/{id}/cancellation-details";
        if is_left || ALWAYS.contains(&name.as_str()) {
            continue;
        }
        let answer = scene.send(&browser, method, route).await;
        assert!(is_refused(&answer), "{name}: {}", answer.text());
    }
    let path = format!(
        "/api/subscriptions/{}/cancellation-details",
        scene.subscription
    );
    let call = browser
        .call("POST", &path)
        .json(json!({ "feedback": "unused" }));
    assert_eq!(scene.world.send(call).await.status, 200);
    let details = &scene.upstream().await["cancellation_details"];
    assert_eq!(details["feedback"], "unused");
    let call = browser
        .call("PUT", "/api/session/locale")
        .json(json!({ "locale": "nl" }));
    assert_eq!(scene.world.send(call).await.status, 200);
    let out = scene
        .world
        .send(browser.call("DELETE", "/api/session"))
        .await;
    assert_eq!(out.status, 204);
    assert_eq!(browser.portal(&scene.world).await.status, 401);
}

/// A refusal tells the state as it is. In a flow it told of everything the customer has.
#[tokio::test]
async fn a_refusal_tells_no_more_than_the_flow_needs() {
    let scene = Scene::new().await;
    let browser = scene.open("subscription_cancel", "").await;
    let path = format!("/v1/subscriptions/{}", scene.subscription);
    let form = "cancel_at_period_end=true";
    scene
        .world
        .engine
        .ask(&scene.key, "POST", &path, form)
        .await;
    for method in ["GET", "POST"] {
        let answer = scene
            .send(&browser, method, "/api/subscriptions/{id}/cancel")
            .await;
        assert_eq!(answer.code(), "action_not_allowed", "{}", answer.text());
        let state = &answer.json()["error"]["state"];
        assert_eq!(state["subscriptions"].as_array().unwrap().len(), 1);
        assert_eq!(state["payment_methods"], json!([]));
    }
    let portal = browser.portal(&scene.world).await.json();
    assert_eq!(portal["flow"]["completed"], Value::Null, "nothing was done");
}

async fn add_method(scene: &Scene, browser: &Browser) -> Answer {
    let started = scene
        .world
        .send(browser.call("POST", "/api/payment-methods/setup"))
        .await;
    assert_eq!(started.status, 200, "{}", started.text());
    let id = started.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/setup_intents/{id}/confirm");
    let form = "payment_method=pm_card_mastercard";
    scene
        .world
        .engine
        .ask(&scene.key, "POST", &path, form)
        .await;
    let call = browser
        .call("POST", "/api/payment-methods")
        .json(json!({ "setup_intent": id }));
    scene.world.send(call).await
}

#[tokio::test]
async fn a_payment_method_is_added_once_and_becomes_the_default() {
    let scene = Scene::new().await;
    let browser = scene.open("payment_method_update", "").await;
    let added = add_method(&scene, &browser).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let methods = added.json()["payment_methods"].clone();
    assert_eq!(methods[0]["kind"]["brand"], "mastercard");
    assert_eq!(methods[0]["is_default"], true);
    assert_eq!(added.json()["subscriptions"], json!([]));
    let again = browser.call("POST", "/api/payment-methods/setup");
    assert!(is_refused(&scene.world.send(again).await));
}

/// In a flow that changes a plan, another method may be needed to pay for it; the plan is still to be changed then.
#[tokio::test]
async fn adding_a_method_does_not_complete_an_update() {
    let scene = Scene::new().await;
    let browser = scene.open("subscription_update_confirm", "").await;
    let added = add_method(&scene, &browser).await;
    assert_eq!(added.status, 200, "{}", added.text());
    let portal = browser.portal(&scene.world).await.json();
    assert_eq!(portal["flow"]["completed"], Value::Null);
    let expected =
        json!({ "price": portal["subscriptions"][0]["items"][0]["price"]["id"], "quantity": 2 });
    assert_eq!(portal["flow"]["confirm"], expected);
}

#[tokio::test]
async fn the_whole_portal_opens_when_that_follows() {
    let scene = Scene::new().await;
    let more = "&flow_data[after_completion][type]=portal_homepage";
    let browser = scene.open("subscription_cancel", more).await;
    assert!(is_refused(
        &scene.send(&browser, "GET", "/api/invoices").await
    ));
    assert_eq!(scene.cancel(&browser, "intent-1").await.status, 200);
    let portal = browser.portal(&scene.world).await.json();
    assert_eq!(portal["flow"], Value::Null);
    assert_eq!(portal["subscriptions"].as_array().unwrap().len(), 2);
    assert_eq!(portal["payment_methods"].as_array().unwrap().len(), 2);
    let invoices = scene.send(&browser, "GET", "/api/invoices").await;
    assert_eq!(invoices.status, 200);
    let renewed = scene
        .send(&browser, "POST", "/api/subscriptions/{id}/renew")
        .await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
}

#[tokio::test]
async fn the_merchant_sees_when_a_flow_was_done() {
    let scene = Scene::new().await;
    let browser = scene.open("subscription_cancel", "").await;
    let list = |world: &World| {
        let call = world.merchant_call(0, "GET", "/v1/portico/sessions?limit=1");
        let router = world.router.clone();
        async move { call.send(&router).await.json()["data"][0].clone() }
    };
    assert_eq!(list(&scene.world).await["flow_completed_at"], Value::Null);
    scene.cancel(&browser, "intent-1").await;
    let seen = list(&scene.world).await;
    assert_eq!(seen["flow_completed_at"], scene.world.clock.now());
}

/// A coupon that came with the link could be taken for a plan of the customer's choice.
#[tokio::test]
async fn a_change_is_confirmed_as_the_merchant_chose_it_with_the_discount_that_was_given() {
    let scene = Scene::new().await;
    let form = "id=STAY&percent_off=25&duration=forever";
    scene
        .world
        .engine
        .ask(&scene.key, "POST", "/v1/coupons", form)
        .await;
    let more = "&flow_data[subscription_update_confirm][discounts][0][coupon]=STAY";
    let browser = scene.open("subscription_update_confirm", more).await;
    let portal = browser.portal(&scene.world).await;
    assert!(!portal.text().contains("STAY"), "{}", portal.text());
    let confirm = portal.json()["flow"]["confirm"].clone();
    let path = format!("/api/subscriptions/{}/update", scene.subscription);
    let preview = |body: Value| {
        let call = browser.call("POST", &format!("{path}/preview")).json(body);
        let router = scene.world.router.clone();
        async move { call.send(&router).await }
    };
    for other in [
        json!({ "price": confirm["price"], "quantity": 1 }),
        json!({ "price": confirm["price"] }),
        json!({ "price": "price_other", "quantity": 2 }),
        json!({ "price": confirm["price"], "quantity": 2, "promotion_code": "FREE" }),
    ] {
        let answer = preview(other.clone()).await;
        assert!(is_refused(&answer), "{other}: {}", answer.text());
    }
    let shown = preview(confirm.clone()).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let shown = shown.json();
    assert_eq!(shown["recurring_total"], 2 * 1_900 * 3 / 4);

    let mut body = confirm.clone();
    body["fingerprint"] = shown["fingerprint"].clone();
    body["quantity"] = 3.into();
    let other = scene
        .world
        .send(browser.call("POST", &path).json(body.clone()))
        .await;
    assert!(is_refused(&other), "{}", other.text());
    body["quantity"] = 2.into();
    let done = scene
        .world
        .send(browser.call("POST", &path).json(body.clone()))
        .await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.json()["subscriptions"][0]["items"][0]["quantity"], 2);
    let upstream = scene.upstream().await;
    assert_eq!(upstream["items"]["data"][0]["quantity"], 2);
    assert_eq!(upstream["discounts"].as_array().map(Vec::len), Some(1));
    let portal = browser.portal(&scene.world).await.json();
    assert_eq!(portal["flow"]["completed"], "done");
    assert!(is_refused(&preview(confirm).await), "it is done");
}

/// A promotion code of the link counts like one that is typed, and need not be allowed to be typed.
#[tokio::test]
async fn a_promotion_code_of_the_link_is_shown_by_its_name() {
    let scene = Scene::new().await;
    let engine = &scene.world.engine;
    let form = "id=STAY&percent_off=50&duration=once";
    engine.ask(&scene.key, "POST", "/v1/coupons", form).await;
    let form = "promotion[type]=coupon&promotion[coupon]=STAY&code=HELLO";
    let code = engine
        .ask(&scene.key, "POST", "/v1/promotion_codes", form)
        .await;
    let more = format!(
        "&flow_data[subscription_update_confirm][discounts][0][promotion_code]={}",
        code["id"].as_str().unwrap()
    );
    let browser = scene.open("subscription_update_confirm", &more).await;
    let confirm = browser.portal(&scene.world).await.json()["flow"]["confirm"].clone();
    let path = format!("/api/subscriptions/{}/update/preview", scene.subscription);
    let preview = |body: &Value| browser.call("POST", &path).json(body.clone());
    let shown = scene.world.send(preview(&confirm)).await.json();
    assert_eq!(shown["promotion_code"], "HELLO");
    // It is spent with the first invoice.
    assert_eq!(shown["recurring_total"], 3_800);

    // The merchant takes it back before the customer has agreed.
    let off = format!("/v1/promotion_codes/{}", code["id"].as_str().unwrap());
    engine.ask(&scene.key, "POST", &off, "active=false").await;
    let refused = scene.world.send(preview(&confirm)).await;
    assert_eq!(
        refused.code(),
        "promotion_code_invalid",
        "{}",
        refused.text()
    );
}

#[tokio::test]
async fn a_flow_that_leaves_the_choice_is_completed_by_it() {
    let scene = Scene::new().await;
    let browser = scene.open("subscription_update", "").await;
    let offered = scene
        .send(&browser, "GET", "/api/subscriptions/{id}/update")
        .await;
    assert_eq!(offered.status, 200, "{}", offered.text());
    let price = offered.json()["products"][0]["prices"][0]["id"].clone();
    let path = format!("/api/subscriptions/{}/update", scene.subscription);
    let mut body = json!({ "price": price, "quantity": 4 });
    let call = browser.call("POST", &format!("{path}/preview"));
    let shown = scene.world.send(call.json(body.clone())).await.json();
    body["fingerprint"] = shown["fingerprint"].clone();
    let done = scene
        .world
        .send(browser.call("POST", &path).json(body))
        .await;
    assert_eq!(done.status, 200, "{}", done.text());
    let portal = browser.portal(&scene.world).await.json();
    assert_eq!(portal["flow"]["completed"], "done");
}

/// The bank wants to be asked before a plan changes: the flow is done when the payment has arrived, and not before.
#[tokio::test]
async fn an_update_that_is_authenticated_completes_its_flow_when_it_is_paid() {
    let scene = Plans::new(Wishes::default()).await;
    scene.authenticates().await;
    scene.advance(day("2026-01-10")).await;
    let form = format!(
        "customer={}&flow_data[type]=subscription_update&flow_data[subscription_update][subscription]={}",
        scene.customer, scene.id
    );
    let call = scene
        .world
        .merchant_call(0, "POST", "/v1/billing_portal/sessions");
    let url = scene.world.send(call.form(&form)).await.json()["url"].clone();
    let token = url.as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let mut browser = scene.world.browser(0);
    assert_eq!(browser.open(&scene.world, &token).await.status, 200);
    let scene = Plans { browser, ..scene };
    let completed = || async {
        let portal = scene.browser.portal(&scene.world).await.json();
        portal["flow"]["completed"].clone()
    };
    let wish = scene.wish("crowd", None);
    let preview = scene.preview(&wish).await;
    let answer = scene.confirm(&wish, &preview).await;
    assert_eq!(answer.code(), "authentication_required");
    let invoice = &answer.json()["error"]["authentication"]["invoice"];
    let invoice = invoice.as_str().unwrap().to_owned();
    assert_eq!(completed().await, Value::Null);

    scene.answer_the_bank(&invoice, "succeeded").await;
    assert_eq!(completed().await, "done");
    assert_eq!(scene.held().await, scene.has("crowd", 1));
}
