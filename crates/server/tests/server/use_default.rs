//! The default, for the subscriptions that have a method of their own.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Answer, Browser, Call, World, report, size};

struct Scene {
    world: World,
    browser: Browser,
    key: String,
    customer: String,
    cards: Vec<String>,
    /// The subscription's id.
    id: String,
}

impl Scene {
    /// A customer whose subscription has the second of two cards of its own.
    async fn new() -> Self {
        let world = World::new().await;
        let key = world.account(0).secret_key.expose().to_owned();
        let (customer, cards) = world.subscriber(0, 2).await;
        let browser = world.sign_in(0, &customer).await;
        let portal = browser.portal(&world).await.json();
        let id = portal["subscriptions"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let scene = Self {
            world,
            browser,
            key,
            customer,
            cards,
            id,
        };
        let own = scene.cards[1].clone();
        scene.charge_to(&own).await;
        scene
    }

    async fn charge_to(&self, method: &str) {
        let path = format!("/v1/subscriptions/{}", self.id);
        let form = format!("default_payment_method={method}");
        self.world.engine.ask(&self.key, "POST", &path, &form).await;
        let merchant = self.world.app.merchant("acct_0").unwrap();
        merchant.upstream.invalidate(&self.customer).await;
    }

    fn call(&self, method: &str) -> Call {
        let path = format!("/api/payment-methods/{method}/subscriptions");
        self.browser.call("PUT", &path)
    }

    async fn use_default(&self, method: &str) -> Answer {
        self.world.send(self.call(method)).await
    }

    async fn own(&self) -> Value {
        let path = format!("/v1/subscriptions/{}", self.id);
        let found = self.world.engine.ask(&self.key, "GET", &path, "").await;
        found["default_payment_method"].clone()
    }
}

#[tokio::test]
async fn subscriptions_are_charged_to_the_default_from_then_on() {
    let scene = Scene::new().await;
    assert_eq!(scene.own().await, scene.cards[1].as_str());
    let answer = scene.use_default(&scene.cards[0]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let own = &answer.json()["subscriptions"][0]["default_payment_method"];
    assert_eq!(*own, Value::Null);
    assert_eq!(scene.own().await, Value::Null);
    let again = scene.use_default(&scene.cards[0]).await;
    assert_eq!(again.status, 200, "it is so already");
    let told = scene
        .world
        .send(scene.browser.call("GET", "/api/activity"))
        .await
        .json();
    assert_eq!(told["data"].as_array().unwrap().len(), 1, "told once");
    assert_eq!(told["data"][0]["kind"], "default_used");
    assert_eq!(told["data"][0]["products"], json!(["Starter"]));
}

#[tokio::test]
async fn only_the_default_is_used_and_only_by_who_saw_it() {
    let scene = Scene::new().await;
    scene.charge_to(&scene.cards[0]).await;
    let other = scene.use_default(&scene.cards[1]).await;
    assert_eq!(
        (other.status, other.code().as_str()),
        (409, "state_changed")
    );
    assert_eq!(scene.own().await, scene.cards[0].as_str());

    scene.charge_to(&scene.cards[1]).await;
    let stale = scene.call(&scene.cards[0]).header("if-match", "\"old\"");
    let stale = scene.world.send(stale).await;
    assert_eq!(
        (stale.status, stale.code().as_str()),
        (409, "state_changed")
    );
    assert_eq!(scene.own().await, scene.cards[1].as_str());

    let off = scene
        .world
        .configure(0, "features[payment_method_update][enabled]=false")
        .await;
    assert_eq!(off.status, 200, "{}", off.text());
    let refused = scene.use_default(&scene.cards[0]).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (403, "feature_disabled")
    );
}

/// SEPA is charged in euros alone: a subscription in dollars keeps its card, although SEPA is the default.
#[tokio::test]
async fn a_default_that_cannot_be_charged_is_not_used() {
    let scene = Scene::new().await;
    let sepa = scene
        .world
        .engine
        .attach(&scene.key, &scene.customer, "pm_sepaDebit")
        .await;
    let path = format!("/api/payment-methods/{sepa}/default");
    assert_eq!(
        scene
            .world
            .send(scene.browser.call("PUT", &path))
            .await
            .status,
        200
    );
    let answer = scene.use_default(&sepa).await;
    assert_eq!(answer.status, 200, "nothing is to be done");
    assert_eq!(scene.own().await, scene.cards[1].as_str());
}

/// Impatient clicks, and an answer that is lost half of the time: each wish is carried out and told once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ladder_row_19_each_wish_is_carried_out_once() {
    let wishes = size(60, 1_000);
    let scene = Scene::new().await;
    let (mut lost, mut differing, mut other) = (0, 0, Vec::new());
    for wish in 0..wishes {
        // In turn: another default, the default for everything, cancelling, renewing.
        if wish % 4 == 1 {
            scene.charge_to(&scene.cards[wish / 4 % 2]).await;
        }
        let (method, path) = match wish % 4 {
            0 => (
                "PUT",
                format!(
                    "/api/payment-methods/{}/default",
                    scene.cards[(wish / 4 + 1) % 2]
                ),
            ),
            1 => (
                "PUT",
                format!(
                    "/api/payment-methods/{}/subscriptions",
                    scene.cards[(wish / 4 + 1) % 2]
                ),
            ),
            2 => ("POST", format!("/api/subscriptions/{}/cancel", scene.id)),
            _ => ("POST", format!("/api/subscriptions/{}/renew", scene.id)),
        };
        let mut answers = BTreeSet::new();
        let key = format!("wish-{wish}");
        let deliveries: Vec<_> = (0..8)
            .map(|_| {
                let call = scene
                    .browser
                    .call(method, &path)
                    .header("idempotency-key", &key);
                let router = scene.world.router.clone();
                tokio::spawn(async move { call.send(&router).await })
            })
            .collect();
        for (number, delivery) in deliveries.into_iter().enumerate() {
            if number % 2 == 0 {
                // The browser is gone before its answer comes.
                delivery.abort();
                lost += 1;
                continue;
            }
            let answer = delivery.await.unwrap();
            // The first delivery is still running: the same answer is there a moment later.
            if answer.status == 200 {
                answers.insert(answer.text());
            } else if answer.code() != "rate_limited" {
                other.push(answer.text());
            }
        }
        // Whoever asks last gets the answer of the one that was carried out.
        let call = scene
            .browser
            .call(method, &path)
            .header("idempotency-key", &key);
        let mut answer = scene.world.send(call.clone()).await;
        while answer.code() == "rate_limited" {
            tokio::task::yield_now().await;
            answer = scene.world.send(call.clone()).await;
        }
        if answer.status != 200 {
            other.push(answer.text());
        }
        answers.insert(answer.text());
        differing += answers.len() - 1;
    }
    let (mut told, mut query) = (0, String::new());
    loop {
        let path = format!("/api/activity{query}");
        let page = scene
            .world
            .send(scene.browser.call("GET", &path))
            .await
            .json();
        let data = page["data"].as_array().unwrap();
        told += data.len();
        if page["has_more"] == false {
            break;
        }
        query = format!(
            "?starting_after={}",
            data.last().unwrap()["id"].as_str().unwrap()
        );
    }
    for other in &other {
        println!("{other}");
    }
    report(
        19,
        &format!(
            "changes, each delivered 8 times at once, half of the answers dropped, {}",
            scene.world.store()
        ),
        "each carried out and told once, 0 differing answers",
        &format!(
            "{wishes} wishes × 8, {lost} answers dropped: {told} told, {differing} differing, {} others",
            other.len()
        ),
        told == wishes && differing == 0 && other.is_empty(),
    );
}
