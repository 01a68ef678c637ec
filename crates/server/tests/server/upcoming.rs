//! What will be charged next: as upstream foretells it, and no more.

use serde_json::{Value, json};

use crate::support::{Browser, World};

struct Scene {
    world: World,
    browser: Browser,
    key: String,
    customer: String,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let key = world.account(0).secret_key.expose().to_owned();
        let (customer, _) = world.subscriber(0, 1).await;
        let browser = world.sign_in(0, &customer).await;
        Self {
            world,
            browser,
            key,
            customer,
        }
    }

    async fn ask(&self, path: &str, form: &str) -> Value {
        self.world.engine.ask(&self.key, "POST", path, form).await
    }

    /// What is read once nothing is remembered.
    async fn charges(&self) -> Vec<Value> {
        let merchant = self.world.app.merchant("acct_0").unwrap();
        merchant.upstream.invalidate(&self.customer).await;
        let answer = self
            .world
            .send(self.browser.call("GET", "/api/upcoming"))
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["charges"].as_array().unwrap().clone()
    }

    async fn subscribe(&self, price: &str, more: &str) -> Value {
        let price = self.ask("/v1/prices", price).await;
        let form = format!(
            "customer={}&items[0][price]={}{more}",
            self.customer,
            price["id"].as_str().unwrap()
        );
        self.ask("/v1/subscriptions", &form).await
    }
}

const YEARLY: &str =
    "currency=usd&unit_amount=49900&recurring[interval]=year&product_data[name]=Business";

#[tokio::test]
async fn each_subscription_says_when_and_how_much() {
    let scene = Scene::new().await;
    let by_hand = "&collection_method=send_invoice&days_until_due=30";
    let yearly = scene.subscribe(YEARLY, by_hand).await;
    let charges = scene.charges().await;
    let portal = scene.browser.portal(&scene.world).await.json();
    let monthly = portal["subscriptions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["id"] != yearly["id"])
        .unwrap();
    assert_eq!(
        charges[0],
        json!({
            "subscription": monthly["id"], "at": monthly["current_period_end"], "amount": 1_900, "currency": "usd",
            "due_at": null, "usage": [],
        }),
        "soonest first"
    );
    let at = yearly["items"]["data"][0]["current_period_end"]
        .as_i64()
        .unwrap();
    assert_eq!(charges[1]["amount"], 49_900);
    assert_eq!(
        (&charges[1]["at"], &charges[1]["due_at"]),
        (&json!(at), &json!(at + 30 * 86_400))
    );
    assert_eq!(charges.len(), 2);
}

#[tokio::test]
async fn usage_is_counted_up_to_now() {
    let scene = Scene::new().await;
    let meter = "display_name=Calls&event_name=calls&default_aggregation[formula]=sum";
    let meter = scene.ask("/v1/billing/meters", meter).await;
    let metered = format!(
        "currency=usd&unit_amount_decimal=0.4&recurring[interval]=month&recurring[usage_type]=metered\
         &recurring[meter]={}&product_data[name]=Calls",
        meter["id"].as_str().unwrap()
    );
    let metered = scene.subscribe(&metered, "").await;
    let of_calls = async || {
        let charges = scene.charges().await;
        charges
            .into_iter()
            .find(|it| it["subscription"] == metered["id"])
    };
    let item = &metered["items"]["data"][0]["id"];
    let nothing = of_calls().await.unwrap();
    assert_eq!(
        nothing["usage"],
        json!([{ "item": item, "quantity": 0, "amount": 0 }])
    );
    let event = format!(
        "event_name=calls&payload[stripe_customer_id]={}&payload[value]=12400",
        scene.customer
    );
    scene.ask("/v1/billing/meter_events", &event).await;
    // It is remembered for a minute, as a snapshot is.
    let newest = scene.subscribe(YEARLY, "&trial_period_days=7").await;
    let used = of_calls().await.unwrap();
    assert_eq!(
        used["usage"],
        json!([{ "item": item, "quantity": 12_400, "amount": 4_960 }])
    );
    assert_eq!(used["amount"], 4_960);
    let charges = scene.charges().await;
    let trial = charges
        .iter()
        .find(|it| it["subscription"] == newest["id"])
        .unwrap();
    assert_eq!(
        (&trial["at"], &trial["amount"]),
        (&newest["trial_end"], &json!(49_900))
    );
}

#[tokio::test]
async fn what_ends_or_waits_is_charged_nothing() {
    let scene = Scene::new().await;
    let portal = scene.browser.portal(&scene.world).await.json();
    let path = format!(
        "/v1/subscriptions/{}",
        portal["subscriptions"][0]["id"].as_str().unwrap()
    );
    scene.ask(&path, "cancel_at_period_end=true").await;
    assert_eq!(scene.charges().await, Vec::<Value>::new());
    scene.ask(&path, "cancel_at_period_end=false").await;
    assert_eq!(scene.charges().await.len(), 1);
    assert_eq!(
        scene
            .world
            .send(scene.world.browser(0).call("GET", "/api/upcoming"))
            .await
            .status,
        401
    );
}

/// Stripe's portal once had a button that paused. Collection that the merchant has paused leaves the status what it is,
/// and nothing here changes it: no route, no feature, no parameter.
#[tokio::test]
async fn portal_trap_3_paused_collection_stays_active_and_has_no_control() {
    let scene = Scene::new().await;
    let portal = scene.browser.portal(&scene.world).await.json();
    let id = portal["subscriptions"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/v1/subscriptions/{id}");
    scene.ask(&path, "pause_collection[behavior]=void").await;
    scene.charges().await;
    let paused = scene.browser.portal(&scene.world).await.json()["subscriptions"][0].clone();
    assert_eq!(paused["status"], "active");
    assert_eq!(
        paused["pause_collection"],
        json!({ "behavior": "void", "resumes_at": null })
    );
    for what in ["pause", "resume", "unpause"] {
        let path = format!("/api/subscriptions/{id}/{what}");
        for method in ["POST", "PUT", "DELETE"] {
            let answer = scene.world.send(scene.browser.call(method, &path)).await;
            assert_eq!(answer.status, 404, "{method} {what}");
        }
    }
    let features = portal["features"].as_object().unwrap();
    assert!(
        features.keys().all(|name| !name.contains("pause")),
        "{features:?}"
    );
    let refused = scene
        .world
        .configure(0, "features[subscription_pause][enabled]=true")
        .await;
    assert_eq!(refused.status, 400);
    assert!(
        refused.text().contains("subscription_pause"),
        "{}",
        refused.text()
    );
    // Everything else stays possible, and cancelling does not resume collection.
    let cancel = format!("/api/subscriptions/{id}/cancel");
    assert_eq!(
        scene
            .world
            .send(scene.browser.call("POST", &cancel))
            .await
            .status,
        200
    );
    let after = scene.world.engine.ask(&scene.key, "GET", &path, "").await;
    assert_eq!(after["pause_collection"]["behavior"], "void");
}
