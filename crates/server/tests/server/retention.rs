//! What is offered to customers who want to cancel.

use serde_json::{Value, json};

use crate::support::{Answer, Browser, World};

struct Scene {
    world: World,
    browser: Browser,
    key: String,
    /// The subscription's id.
    id: String,
    customer: String,
}

impl Scene {
    /// A customer with a subscription, signed in; and coupons `STAY` (30 % for three months) and `FIVE` (USD 5 once).
    async fn new() -> Self {
        let world = World::new().await;
        let key = world.account(0).secret_key.expose().to_owned();
        for form in [
            "id=STAY&name=Stay&percent_off=30&duration=repeating&duration_in_months=3",
            "id=FIVE&amount_off=500&currency=usd&duration=once&max_redemptions=1",
            "id=EURO&amount_off=500&currency=eur&duration=forever",
        ] {
            world.engine.ask(&key, "POST", "/v1/coupons", form).await;
        }
        let (customer, _) = world.subscriber(0, 1).await;
        let browser = world.sign_in(0, &customer).await;
        let portal = browser.portal(&world).await.json();
        let id = portal["subscriptions"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        Self {
            world,
            browser,
            key,
            id,
            customer,
        }
    }

    /// The path of the default configuration's extension.
    async fn extension(&self) -> String {
        let path = "/v1/billing_portal/configurations";
        let list = self
            .world
            .send(self.world.merchant_call(0, "GET", path))
            .await;
        let id = list.json()["data"][0]["id"].as_str().unwrap().to_owned();
        format!("/v1/portico/configurations/{id}")
    }

    async fn offer(&self, coupon: &str) -> Answer {
        let call = self.world.merchant_call(0, "POST", &self.extension().await);
        self.world
            .send(call.form(&format!("retention_coupon={coupon}")))
            .await
    }

    async fn preview(&self) -> Value {
        let path = format!("/api/subscriptions/{}/cancel", self.id);
        let answer = self.world.send(self.browser.call("GET", &path)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["offer"].clone()
    }

    async fn accept(&self) -> Answer {
        let path = format!("/api/subscriptions/{}/accept-offer", self.id);
        self.world.send(self.browser.call("POST", &path)).await
    }

    async fn upstream(&self) -> Value {
        let path = format!("/v1/subscriptions/{}?expand[]=discounts", self.id);
        self.world.engine.ask(&self.key, "GET", &path, "").await
    }
}

fn gone(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (409, "action_not_allowed"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.json()["error"]["reason"], "offer_gone");
}

#[tokio::test]
async fn nothing_is_offered_unless_the_merchant_says_so() {
    let scene = Scene::new().await;
    assert_eq!(scene.preview().await, Value::Null);
    gone(&scene.accept().await);

    let path = scene.extension().await;
    let get = scene.world.merchant_call(0, "GET", &path);
    let extension = scene.world.send(get.clone()).await.json();
    assert_eq!(extension["object"], "portico.configuration");
    assert_eq!(extension["retention_coupon"], Value::Null);

    let unknown = scene.offer("NOWHERE").await;
    assert_eq!(unknown.status, 400);
    assert_eq!(unknown.json()["error"]["param"], "retention_coupon");
    assert_eq!(scene.offer("STAY").await.json()["retention_coupon"], "STAY");
    assert_eq!(
        scene.world.send(get).await.json()["retention_coupon"],
        "STAY"
    );
    let expected = json!({
        "name": "Stay", "percent_off": 3_000, "amount_off": null, "duration": "repeating", "months": 3,
    });
    assert_eq!(scene.preview().await, expected);

    // Stripe's object stays Stripe's.
    let path = path.replace("/v1/portico/", "/v1/billing_portal/");
    let object = scene
        .world
        .send(scene.world.merchant_call(0, "GET", &path))
        .await
        .text();
    assert!(!object.contains("retention"), "{object}");

    assert_eq!(
        scene.offer("").await.json()["retention_coupon"],
        Value::Null
    );
    assert_eq!(scene.preview().await, Value::Null);
    // Another merchant's configuration is like none.
    let path = scene.extension().await;
    let foreign = scene.world.merchant_call(1, "GET", &path);
    assert_eq!(scene.world.send(foreign).await.status, 404);
}

/// The dashboard sent the coupon by itself, before the rest: a configuration that was refused left the offer behind.
#[tokio::test]
async fn an_offer_is_made_with_the_rest_of_the_configuration_or_not_at_all() {
    let scene = Scene::new().await;
    let refused = scene.offer("STAY&default_return_url=javascript:1").await;
    assert_eq!(refused.status, 400, "{}", refused.text());
    assert_eq!(refused.json()["error"]["param"], "default_return_url");
    let late = "STAY&features[subscription_cancel][proration_behavior]=always_invoice";
    assert_eq!(scene.offer(late).await.status, 400);
    assert_eq!(scene.preview().await, Value::Null);

    let refused = scene.offer("NOWHERE&name=Half").await;
    assert_eq!(refused.json()["error"]["param"], "retention_coupon");
    let made = scene.offer("STAY&name=Whole").await;
    assert_eq!(made.json()["retention_coupon"], "STAY", "{}", made.text());
    assert_eq!(scene.preview().await["name"], "Stay");
    let path = scene.extension().await;
    let path = path.replace("/v1/portico/", "/v1/billing_portal/");
    let call = scene.world.merchant_call(0, "GET", &path);
    assert_eq!(scene.world.send(call).await.json()["name"], "Whole");
    // Stripe's own path does not know it.
    let call = scene.world.merchant_call(0, "POST", &path);
    let unknown = scene.world.send(call.form("retention_coupon=FIVE")).await;
    assert_eq!(unknown.status, 400, "{}", unknown.text());
}

#[tokio::test]
async fn who_stays_gets_the_coupon_once() {
    let scene = Scene::new().await;
    // A discount that is there already stays.
    let path = format!("/v1/subscriptions/{}", scene.id);
    let welcome = "id=WELCOME&percent_off=10&duration=forever";
    scene
        .world
        .engine
        .ask(&scene.key, "POST", "/v1/coupons", welcome)
        .await;
    scene
        .world
        .engine
        .ask(&scene.key, "POST", &path, "discounts[0][coupon]=WELCOME")
        .await;
    scene.offer("STAY").await;

    let accepted = scene.accept().await;
    assert_eq!(accepted.status, 200, "{}", accepted.text());
    let subscription = &accepted.json()["subscriptions"][0];
    assert_eq!(subscription["cancel_at"], Value::Null);
    let mut off: Vec<i64> = subscription["discounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|discount| discount["percent_off"].as_i64().unwrap())
        .collect();
    off.sort_unstable();
    assert_eq!(off, [1_000, 3_000]);
    assert_eq!(
        scene.upstream().await["discounts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let call = scene.browser.call("GET", "/api/activity");
    let told = scene.world.send(call).await.json();
    assert_eq!(told["data"][0]["kind"], "offer_accepted");
    assert_eq!(told["data"][0]["products"], json!(["Starter"]));

    assert_eq!(scene.preview().await, Value::Null);
    gone(&scene.accept().await);
    assert_eq!(
        scene.upstream().await["discounts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );

    // Nor with another subscription, even after this one has ended.
    scene
        .world
        .engine
        .ask(&scene.key, "DELETE", &path, "")
        .await;
    let price = scene.upstream().await["items"]["data"][0]["price"]["id"].clone();
    let form = format!(
        "customer={}&items[0][price]={}",
        scene.customer,
        price.as_str().unwrap()
    );
    let next = scene
        .world
        .engine
        .ask(&scene.key, "POST", "/v1/subscriptions", &form)
        .await;
    let path = format!("/api/subscriptions/{}/cancel", next["id"].as_str().unwrap());
    let preview = scene.world.send(scene.browser.call("GET", &path)).await;
    assert_eq!(preview.json()["offer"], Value::Null, "{}", preview.text());
}

#[tokio::test]
async fn a_coupon_that_cannot_be_had_is_not_offered() {
    let scene = Scene::new().await;
    scene.offer("EURO").await;
    assert_eq!(
        scene.preview().await,
        Value::Null,
        "the subscription is paid in dollars"
    );
    scene.offer("FIVE").await;
    let offer = scene.preview().await;
    assert_eq!(
        (&offer["amount_off"], &offer["duration"]),
        (&json!(500), &json!("once"))
    );

    // Somebody else was quicker.
    let (other, _) = scene.world.subscriber(0, 1).await;
    let path = format!("/v1/subscriptions?customer={other}");
    let theirs =
        scene.world.engine.ask(&scene.key, "GET", &path, "").await["data"][0]["id"].clone();
    let path = format!("/v1/subscriptions/{}", theirs.as_str().unwrap());
    scene
        .world
        .engine
        .ask(&scene.key, "POST", &path, "discounts[0][coupon]=FIVE")
        .await;
    gone(&scene.accept().await);
    assert_eq!(scene.preview().await, Value::Null);

    scene.offer("STAY").await;
    scene
        .world
        .engine
        .ask(&scene.key, "DELETE", "/v1/coupons/STAY", "")
        .await;
    assert_eq!(scene.preview().await, Value::Null);
    gone(&scene.accept().await);
    assert_eq!(scene.upstream().await["discounts"], json!([]));
}

#[tokio::test]
async fn only_what_could_be_cancelled_is_kept_for_a_coupon() {
    let scene = Scene::new().await;
    scene.offer("STAY").await;
    let call = scene.browser.call(
        "POST",
        &format!("/api/subscriptions/{}/accept-offer", scene.id),
    );
    let stale = scene
        .world
        .send(call.clone().header("if-match", "\"old\""))
        .await;
    assert_eq!(
        (stale.status, stale.code().as_str()),
        (409, "state_changed")
    );

    let path = format!("/v1/subscriptions/{}", scene.id);
    scene
        .world
        .engine
        .ask(&scene.key, "POST", &path, "cancel_at_period_end=true")
        .await;
    let ending = scene.world.send(call.clone()).await;
    assert_eq!(ending.json()["error"]["reason"], "ending");
    scene
        .world
        .engine
        .ask(&scene.key, "POST", &path, "cancel_at_period_end=false")
        .await;

    let off = "features[subscription_cancel][enabled]=false";
    assert_eq!(scene.world.configure(0, off).await.status, 200);
    assert_eq!(scene.world.send(call).await.code(), "feature_disabled");
    assert_eq!(scene.upstream().await["discounts"], json!([]));
}
