//! Cancelling and renewing subscriptions.

use serde_json::{Value, json};

use crate::support::{Answer, Browser, World};

struct Scene {
    world: World,
    browser: Browser,
    key: String,
    /// The subscription's id.
    id: String,
}

impl Scene {
    /// A customer with one card and one subscription, signed in.
    async fn new() -> Self {
        let world = World::new().await;
        let key = world.account(0).secret_key.expose().to_owned();
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
        }
    }

    async fn get(&self, what: &str) -> Answer {
        let path = format!("/api/subscriptions/{}/{what}", self.id);
        self.world.send(self.browser.call("GET", &path)).await
    }

    async fn post(&self, what: &str, body: Value) -> Answer {
        let path = format!("/api/subscriptions/{}/{what}", self.id);
        let call = self.browser.call("POST", &path).json(body);
        self.world.send(call).await
    }

    /// The subscription as upstream has it.
    async fn upstream(&self) -> Value {
        let path = format!("/v1/subscriptions/{}", self.id);
        self.world.engine.ask(&self.key, "GET", &path, "").await
    }

    async fn tell_upstream(&self, form: &str) {
        let path = format!("/v1/subscriptions/{}", self.id);
        self.world.engine.ask(&self.key, "POST", &path, form).await;
    }
}

fn reason(answer: &Answer) -> (u16, String, String) {
    let reason = &answer.json()["error"]["reason"];
    let reason = reason.as_str().unwrap_or_default().to_owned();
    (answer.status, answer.code(), reason)
}

fn not_allowed(reason: &str) -> (u16, String, String) {
    (409, "action_not_allowed".to_owned(), reason.to_owned())
}

#[tokio::test]
async fn a_subscription_ends_with_its_period_and_can_be_renewed_until_then() {
    let scene = Scene::new().await;
    let before = scene.browser.portal(&scene.world).await.json();
    let preview = scene.get("cancel").await;
    assert_eq!(preview.status, 200, "{}", preview.text());
    let preview = preview.json();
    assert_eq!(preview["mode"], "at_period_end");
    assert_eq!(
        preview["ends_at"],
        before["subscriptions"][0]["current_period_end"]
    );
    assert_eq!(
        (&preview["credit"], &preview["due"]),
        (&json!(0), &json!(0))
    );

    let cancelled = scene.post("cancel", json!({})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text());
    let state = cancelled.json();
    assert_eq!(state["subscriptions"][0]["cancel_at"], preview["ends_at"]);
    assert_eq!(state["subscriptions"][0]["status"], "active");
    assert_ne!(state["version"], before["version"], "the version covers it");
    let upstream = scene.upstream().await;
    assert_eq!(upstream["cancel_at"], preview["ends_at"]);
    assert_eq!(
        upstream["cancellation_details"]["reason"],
        "cancellation_requested"
    );

    // It cannot be cancelled twice, and its price cannot be changed any more.
    assert_eq!(
        reason(&scene.post("cancel", json!({})).await),
        not_allowed("ending")
    );
    assert_eq!(reason(&scene.get("cancel").await), not_allowed("ending"));

    let renewed = scene.post("renew", json!({})).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    assert_eq!(renewed.json()["subscriptions"][0]["cancel_at"], Value::Null);
    assert_eq!(scene.upstream().await["cancel_at_period_end"], false);
    assert_eq!(
        reason(&scene.post("renew", json!({})).await),
        not_allowed("not_ending")
    );
}

/// Classic billing mode sets a flag, flexible mode only a date: either is a cancellation, and either can be taken back.
#[tokio::test]
async fn both_billing_modes_are_renewed() {
    let scene = Scene::new().await;
    for form in ["cancel_at_period_end=true", "cancel_at=max_period_end"] {
        scene.tell_upstream(form).await;
        let renewed = scene.post("renew", json!({})).await;
        assert_eq!(renewed.status, 200, "{form}: {}", renewed.text());
        assert_eq!(scene.upstream().await["cancel_at"], Value::Null, "{form}");
    }
}

#[tokio::test]
async fn a_subscription_that_ends_at_once_leaves_its_credit() {
    let scene = Scene::new().await;
    let configured = scene
        .world
        .configure(
            0,
            "features[subscription_cancel][mode]=immediately\
             &features[subscription_cancel][proration_behavior]=create_prorations",
        )
        .await;
    assert_eq!(configured.status, 200, "{}", configured.text());
    let preview = scene.get("cancel").await.json();
    assert_eq!(preview["mode"], "immediately");
    let credit = preview["credit"].as_i64().unwrap();
    assert!(
        (1_890..=1_900).contains(&credit),
        "nearly all of it: {credit}"
    );

    let cancelled = scene.post("cancel", json!({})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text());
    assert_eq!(cancelled.json()["subscriptions"], json!([]));
    assert_eq!(scene.upstream().await["status"], "canceled");
    let portal = scene.browser.portal(&scene.world).await.json();
    let balance = portal["customer"]["balance"].as_i64().unwrap();
    assert!((balance + credit).abs() <= 1, "{balance} of {credit}");

    // Reasons are asked for after it has ended.
    let told = scene
        .post("cancellation-details", json!({ "feedback": "unused" }))
        .await;
    assert_eq!(told.status, 200, "{}", told.text());
    let details = &scene.upstream().await["cancellation_details"];
    assert_eq!(details["feedback"], "unused");
    assert_eq!(scene.post("renew", json!({})).await.status, 404);
}

#[tokio::test]
async fn only_reasons_that_are_asked_for_are_taken() {
    let scene = Scene::new().await;
    let path = "cancellation-details";
    let early = scene.post(path, json!({ "feedback": "unused" })).await;
    assert_eq!(early.status, 404, "it is not cancelled");
    scene.tell_upstream("cancel_at_period_end=true").await;
    for (body, param) in [
        (json!({ "feedback": "low_quality" }), "feedback"),
        (json!({ "feedback_option": "fo_1" }), "feedback_option"),
        (json!({ "comment": "Bye" }), "comment"),
        (json!({ "feedback": "unused", "comment": "Bye" }), "comment"),
        (
            json!({ "feedback": "other", "comment": "é".repeat(5_001) }),
            "comment",
        ),
    ] {
        let answer = scene.post(path, body.clone()).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.text());
        assert_eq!(answer.json()["error"]["param"], param, "{body}");
    }
    let told = scene
        .post(path, json!({ "feedback": "other", "comment": "Bye" }))
        .await;
    assert_eq!(told.status, 200, "{}", told.text());
    let details = scene.upstream().await["cancellation_details"].clone();
    assert_eq!(
        (&details["feedback"], &details["comment"]),
        (&json!("other"), &json!("Bye"))
    );
}

/// Reasons of the merchant's own come after Stripe's, in the merchant's words; those out of use are left out.
#[tokio::test]
async fn the_merchants_own_reasons_are_offered_and_kept() {
    let scene = Scene::new().await;
    let options = "/v1/billing/feedback_options";
    let mut own = Vec::new();
    for words in ["We closed our shop", "Out of use"] {
        let form = format!("description={words}");
        let option = scene
            .world
            .engine
            .ask(&scene.key, "POST", options, &form)
            .await;
        own.push(option["id"].as_str().unwrap().to_owned());
    }
    let parent = "features[subscription_cancel][cancellation_reason]";
    let form = format!(
        "{parent}[enabled]=true&{parent}[feedback_options][0]={}&{parent}[feedback_options][1]={}",
        own[0], own[1]
    );
    let set = scene.world.configure(0, &form).await;
    assert_eq!(set.status, 200, "{}", set.text());
    let spent = format!("{options}/{}/deactivate", own[1]);
    scene.world.engine.ask(&scene.key, "POST", &spent, "").await;

    let portal = scene.browser.portal(&scene.world).await.json();
    let cancel = &portal["features"]["subscription_cancel"];
    assert_eq!(cancel["reasons"].as_array().unwrap().len(), 5);
    assert_eq!(
        cancel["feedback_options"],
        json!([{ "id": own[0], "description": "We closed our shop" }])
    );
    scene.tell_upstream("cancel_at_period_end=true").await;
    let path = "cancellation-details";
    let told = scene.post(path, json!({ "feedback_option": own[0] })).await;
    assert_eq!(told.status, 200, "{}", told.text());
    let details = &scene.upstream().await["cancellation_details"];
    assert_eq!(
        (&details["feedback_option"], &details["feedback"]),
        (&json!(own[0]), &Value::Null)
    );
}

#[tokio::test]
async fn a_planned_change_blocks_both_unless_it_is_the_portals_own() {
    let scene = Scene::new().await;
    let form = format!("from_subscription={}", scene.id);
    let engine = &scene.world.engine;
    let path = "/v1/subscription_schedules";
    let schedule = engine.ask(&scene.key, "POST", path, &form).await;
    let path = format!("{path}/{}", schedule["id"].as_str().unwrap());

    // A schedule with nothing to come blocks nothing, and lets go when the end is set.
    assert_eq!(scene.get("cancel").await.status, 200);

    let phase = &schedule["phases"][0];
    let price = phase["items"][0]["price"].as_str().unwrap();
    let form = format!(
        "end_behavior=release&phases[0][start_date]={}&phases[0][end_date]={}&phases[0][items][0][price]={price}\
         &phases[1][items][0][price]={price}&phases[1][items][0][quantity]=3",
        phase["start_date"], phase["end_date"]
    );
    engine.ask(&scene.key, "POST", &path, &form).await;
    for what in ["cancel", "renew", "cancel-change"] {
        let answer = scene.post(what, json!({})).await;
        // Changing is off in this configuration; the merchant's plan would refuse it, too.
        let expected = match what {
            "cancel-change" => (403, "feature_disabled".to_owned(), String::new()),
            _ => not_allowed("scheduled"),
        };
        assert_eq!(reason(&answer), expected, "{what}");
    }
    let portal = scene.browser.portal(&scene.world).await.json();
    // Read anew: the refusals above read upstream.
    let planned = &portal["subscriptions"][0]["schedule"];
    assert_eq!(planned["is_ours"], false);
    assert_eq!(planned["changes_at"], phase["end_date"]);
    assert_eq!(planned["items"][0]["quantity"], 3);
    assert_eq!(planned["items"][0]["product_name"], "Starter");

    let release = format!("{path}/release");
    engine.ask(&scene.key, "POST", &release, "").await;
    assert_eq!(scene.post("cancel", json!({})).await.status, 200);
}

#[tokio::test]
async fn a_schedule_with_nothing_to_come_lets_go() {
    let scene = Scene::new().await;
    let form = format!("from_subscription={}", scene.id);
    let path = "/v1/subscription_schedules";
    scene
        .world
        .engine
        .ask(&scene.key, "POST", path, &form)
        .await;
    let cancelled = scene.post("cancel", json!({})).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.text());
    let upstream = scene.upstream().await;
    assert_eq!(upstream["schedule"], Value::Null);
    assert!(upstream["cancel_at"].is_i64());
}

#[tokio::test]
async fn what_the_configuration_forbids_is_refused() {
    let scene = Scene::new().await;
    let form = "features[subscription_cancel][enabled]=false";
    assert_eq!(scene.world.configure(0, form).await.status, 200);
    let refused = (403, "feature_disabled".to_owned(), String::new());
    assert_eq!(reason(&scene.get("cancel").await), refused);
    for what in ["cancel", "renew", "cancellation-details", "cancel-change"] {
        assert_eq!(
            reason(&scene.post(what, json!({})).await),
            refused,
            "{what}"
        );
    }
    assert_eq!(scene.upstream().await["cancel_at"], Value::Null);
}

#[tokio::test]
async fn an_old_tab_is_told_and_a_repetition_is_answered_the_same() {
    let scene = Scene::new().await;
    let path = format!("/api/subscriptions/{}/cancel", scene.id);
    let version = format!("\"{}\"", scene.browser.version);
    let call = scene
        .browser
        .call("POST", &path)
        .header("if-match", "\"old\"");
    let stale = scene.world.send(call).await;
    assert_eq!(
        (stale.status, stale.code().as_str()),
        (409, "state_changed")
    );
    assert_eq!(scene.upstream().await["cancel_at"], Value::Null);

    let call = scene
        .browser
        .call("POST", &path)
        .header("if-match", &version)
        .header("idempotency-key", "intent-a");
    let first = scene.world.send(call.clone()).await;
    assert_eq!(first.status, 200, "{}", first.text());
    let second = scene.world.send(call).await;
    assert_eq!(second.status, 200);
    assert_eq!(second.header("idempotent-replayed"), "true");
    assert_eq!(first.body, second.body);
}
