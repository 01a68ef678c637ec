//! Billing information and tax ids.

use serde_json::{Value, json};

use crate::support::{Answer, Browser, World};

struct Scene {
    world: World,
    browser: Browser,
    key: String,
    customer: String,
}

impl Scene {
    /// A customer who may change these fields, signed in.
    async fn new(allowed: &[&str]) -> Self {
        let world = World::new().await;
        let key = world.account(0).secret_key.expose().to_owned();
        let customer = world.engine.customer(&key).await;
        let browser = world.sign_in(0, &customer).await;
        let scene = Self {
            world,
            browser,
            key,
            customer,
        };
        scene.allow(allowed).await;
        scene
    }

    async fn allow(&self, fields: &[&str]) {
        let mut form = String::from("features[customer_update][enabled]=true");
        for (place, field) in fields.iter().enumerate() {
            form.push_str(&format!(
                "&features[customer_update][allowed_updates][{place}]={field}"
            ));
        }
        if fields.is_empty() {
            form.push_str("&features[customer_update][allowed_updates]=");
        }
        let answer = self.world.configure(0, &form).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    async fn change(&self, body: Value) -> Answer {
        let call = self.browser.call("POST", "/api/customer").json(body);
        self.world.send(call).await
    }

    async fn add(&self, kind: &str, value: &str) -> Answer {
        let body = json!({ "kind": kind, "value": value });
        let call = self
            .browser
            .call("POST", "/api/customer/tax-ids")
            .json(body);
        self.world.send(call).await
    }

    async fn remove(&self, id: &str) -> Answer {
        let path = format!("/api/customer/tax-ids/{id}");
        self.world.send(self.browser.call("DELETE", &path)).await
    }

    /// The customer as the first screen shows it.
    async fn shown(&self) -> Value {
        self.browser.portal(&self.world).await.json()["customer"].clone()
    }

    /// The customer as upstream has it.
    async fn upstream(&self) -> Value {
        let path = format!("/v1/customers/{}", self.customer);
        self.world.engine.ask(&self.key, "GET", &path, "").await
    }
}

const ALL: [&str; 6] = ["address", "email", "name", "phone", "shipping", "tax_id"];

/// Status, code, field and problem of a refusal.
fn refusal(answer: &Answer) -> (u16, String, String, String) {
    let error = answer.json()["error"].clone();
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    (answer.status, text("code"), text("param"), text("problem"))
}

fn wrong(param: &str, problem: &str) -> (u16, String, String, String) {
    (422, "invalid_request".into(), param.into(), problem.into())
}

#[tokio::test]
async fn everything_is_changed_and_cleared_again() {
    let scene = Scene::new(&ALL).await;
    let before = scene.shown().await;
    let changed = scene
        .change(json!({
            "name": " Jane Roe ", "email": "roe@example.com", "phone": "+31 20 123 4567",
            "address": { "line1": "Damrak 1", "postal_code": "1012lg", "city": "Amsterdam", "country": "NL" },
            "shipping": { "name": "Warehouse", "phone": null,
                "address": { "line1": "1 Main St", "city": "Springfield", "state": "IL", "postal_code": "62701", "country": "US" } },
        }))
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let customer = changed.json();
    assert_ne!(customer["version"], before["version"]);
    assert_eq!(customer, scene.shown().await);
    let upstream = scene.upstream().await;
    assert_eq!(upstream["name"], "Jane Roe");
    assert_eq!(upstream["email"], "roe@example.com");
    assert_eq!(upstream["phone"], "+31 20 123 4567");
    assert_eq!(upstream["address"]["postal_code"], "1012 LG");
    assert_eq!(upstream["address"]["state"], Value::Null);
    assert_eq!(upstream["shipping"]["name"], "Warehouse");
    assert_eq!(upstream["shipping"]["address"]["state"], "IL");

    // Another address replaces the whole of the old one.
    let address = json!({ "line1": "Unter den Linden 1", "postal_code": "10117", "city": "Berlin", "country": "DE" });
    let moved = scene
        .change(json!({ "shipping": { "name": "Lager", "address": address } }))
        .await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let upstream = scene.upstream().await;
    assert_eq!(upstream["shipping"]["address"]["state"], Value::Null);
    assert_eq!(upstream["name"], "Jane Roe", "what is not sent stays");

    let cleared = scene
        .change(json!({ "name": "", "phone": "", "address": {}, "shipping": {} }))
        .await;
    assert_eq!(cleared.status, 200, "{}", cleared.text());
    let upstream = scene.upstream().await;
    for field in ["name", "phone", "address", "shipping"] {
        let left = &upstream[field];
        assert!(left.is_null() || left == "", "{field}: {left}");
    }
    assert_eq!(upstream["email"], "roe@example.com");
}

#[tokio::test]
async fn what_is_not_allowed_is_refused_field_by_field() {
    let scene = Scene::new(&["phone"]).await;
    let address =
        json!({ "line1": "1", "postal_code": "10117", "city": "Berlin", "country": "DE" });
    for (field, value) in [
        ("name", json!("Eve")),
        ("email", json!("eve@example.com")),
        ("address", address.clone()),
        ("shipping", json!({ "name": "Eve", "address": address })),
    ] {
        let refused = (
            403,
            "feature_disabled".into(),
            field.to_owned(),
            String::new(),
        );
        assert_eq!(
            refusal(&scene.change(json!({ field: value })).await),
            refused
        );
        let both = json!({ "phone": "0123456", field: value });
        assert_eq!(
            refusal(&scene.change(both).await),
            refused,
            "not even in part"
        );
    }
    assert_eq!(scene.add("eu_vat", "DE123456789").await.status, 403);
    assert_eq!(scene.remove("txi_1").await.status, 403);
    let upstream = scene.upstream().await;
    assert_eq!(
        (&upstream["name"], &upstream["phone"]),
        (&json!("Jane Doe"), &Value::Null)
    );

    assert_eq!(
        scene.change(json!({ "phone": "0123456" })).await.status,
        200
    );
    scene.allow(&[]).await;
    assert_eq!(
        scene.change(json!({ "phone": "1" })).await.code(),
        "feature_disabled"
    );
    assert_eq!(scene.change(json!({})).await.code(), "feature_disabled");
}

#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_changes() {
    let scene = Scene::new(&ALL).await;
    for (body, param, problem) in [
        (json!({ "email": "" }), "email", "required"),
        (json!({ "email": "nobody" }), "email", "email"),
        (json!({ "name": "n".repeat(257) }), "name", "too_long"),
        (json!({ "phone": "1".repeat(21) }), "phone", "too_long"),
        (json!({ "phone": "call me" }), "phone", "phone"),
        (
            json!({ "address": { "country": "ZZ" } }),
            "address[country]",
            "country",
        ),
        (
            json!({ "address": { "country": "DE", "line1": "1", "city": "B", "postal_code": "1" } }),
            "address[postal_code]",
            "postal_code",
        ),
        (
            json!({ "shipping": { "name": "Jo", "address": { "country": "AE", "line1": "1" } } }),
            "shipping[address][state]",
            "required",
        ),
        // A good field changes nothing beside a bad one.
        (json!({ "name": "Eve", "email": "a@b" }), "email", "email"),
    ] {
        assert_eq!(
            refusal(&scene.change(body.clone()).await),
            wrong(param, problem),
            "{body}"
        );
    }
    for body in [
        json!({ "balance": -100_000 }),
        json!({ "tax_exempt": "exempt" }),
        json!({ "address": { "planet": "Mars" } }),
        json!({ "shipping": { "name": "Jo", "carrier": "x" } }),
        json!({ "name": ["Jo"] }),
    ] {
        let answer = scene.change(body.clone()).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (422, "invalid_request"),
            "{body}"
        );
    }
    let answer = scene.change(json!({ "name": "4242 4242 4242 4242" })).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (422, "card_number_refused")
    );
    assert_eq!(scene.upstream().await["name"], "Jane Doe");
}

/// Two tabs, or the merchant: what was typed on an old state is not written over a new one without being asked.
#[tokio::test]
async fn an_old_tab_is_told_how_things_are() {
    let scene = Scene::new(&ALL).await;
    let version = scene.shown().await["version"].as_str().unwrap().to_owned();
    let call = |version: &str, key: &str, name: &str| {
        let call = scene
            .browser
            .call("POST", "/api/customer")
            .json(json!({ "name": name }));
        call.header("if-match", &format!("\"{version}\""))
            .header("idempotency-key", key)
    };
    let first = scene.world.send(call(&version, "intent-a", "Jo")).await;
    assert_eq!(first.status, 200, "{}", first.text());
    let again = scene.world.send(call(&version, "intent-a", "Jo")).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.body, first.body);

    let stale = scene.world.send(call(&version, "intent-b", "Eve")).await;
    assert_eq!(
        (stale.status, stale.code().as_str()),
        (409, "state_changed")
    );
    let now = stale.json()["error"]["customer"].clone();
    assert_eq!(now, first.json());
    assert_eq!(scene.upstream().await["name"], "Jo");

    let version = now["version"].as_str().unwrap();
    let body = json!({ "kind": "eu_vat", "value": "DE123456789" });
    let tax_id = scene
        .browser
        .call("POST", "/api/customer/tax-ids")
        .json(body);
    let added = scene
        .world
        .send(tax_id.clone().header("if-match", &format!("\"{version}\"")))
        .await;
    assert_eq!(added.status, 200, "{}", added.text());
    assert_ne!(added.json()["version"], now["version"]);
    let stale = scene
        .world
        .send(tax_id.header("if-match", &format!("\"{version}\"")))
        .await;
    assert_eq!(stale.status, 409);
    // The version of subscriptions is another one: a new address does not stand in the way of cancelling.
    assert_eq!(
        scene.browser.portal(&scene.world).await.json()["version"],
        scene.browser.version
    );
}

#[tokio::test]
async fn tax_ids_are_added_verified_and_removed() {
    let scene = Scene::new(&ALL).await;
    for (kind, value, param, problem) in [
        ("eu_vat", " ", "value", "required"),
        ("eu_vat", "DE1", "value", "tax_id"),
        ("xx_vat", "1", "kind", "refused"),
    ] {
        assert_eq!(
            refusal(&scene.add(kind, value).await),
            wrong(param, problem),
            "{value}"
        );
    }
    let long = "1".repeat(101);
    assert_eq!(
        refusal(&scene.add("us_ein", &long).await),
        wrong("value", "too_long")
    );

    // Stripe's numbers for tests, and a type that nobody verifies. The first screen follows upstream's events; here
    // nobody sends them, so it is read anew by each change.
    for value in ["000000000", "111111111", "222222222"] {
        let added = scene.add("eu_vat", value).await;
        assert_eq!(added.status, 200, "{}", added.text());
        let tax_ids = added.json()["tax_ids"].clone();
        let mut all = tax_ids.as_array().unwrap().iter();
        let own = all.find(|it| it["value"] == value).unwrap();
        assert_eq!(own["verification"], "pending", "{value}");
    }
    assert_eq!(
        refusal(&scene.add("eu_vat", "000000000").await),
        wrong("value", "taken")
    );
    let added = scene.add("us_ein", "12-3456789").await.json();
    let of = |customer: &Value, value: &str| {
        let all = customer["tax_ids"].as_array().unwrap();
        let found = all.iter().find(|it| it["value"] == value);
        found.cloned().unwrap_or_default()
    };
    assert_eq!(of(&added, "12-3456789")["verification"], "unavailable");
    let id = of(&added, "12-3456789")["id"].as_str().unwrap().to_owned();

    assert_eq!(scene.add("gb_vat", "GB123456789").await.status, 200);
    assert_eq!(
        refusal(&scene.add("us_ein", "98-7654321").await),
        wrong("value", "too_many")
    );

    let removed = scene.remove(&id).await;
    assert_eq!(removed.status, 200, "{}", removed.text());
    assert_eq!(of(&removed.json(), "12-3456789"), Value::Null);
    assert_eq!(removed.json()["tax_ids"].as_array().unwrap().len(), 4);
    assert_eq!(scene.remove(&id).await.status, 404);
}

#[tokio::test]
async fn verification_ends_without_changing_the_version() {
    let scene = Scene::new(&ALL).await;
    let added = scene.add("eu_vat", "000000000").await.json();
    let added_unverified = scene.add("gb_vat", "111111111").await.json();
    assert_eq!(added["tax_ids"][0]["verification"], "pending");
    let status = async |value: &str| {
        let path = format!("/v1/customers/{}/tax_ids", scene.customer);
        let list = scene.world.engine.ask(&scene.key, "GET", &path, "").await;
        let all = list["data"].as_array().unwrap();
        let found = all.iter().find(|it| it["value"] == value).unwrap();
        found["verification"]["status"].as_str().unwrap().to_owned()
    };
    // The authority takes three seconds of real time.
    let begun = std::time::Instant::now();
    while status("000000000").await == "pending" || status("111111111").await == "pending" {
        assert!(begun.elapsed().as_secs() < 30, "nobody verifies");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let name = scene.change(json!({ "name": "Jo" })).await.json();
    let states: Vec<&Value> = name["tax_ids"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["verification"])
        .collect();
    assert_eq!(states.len(), 2);
    assert!(states.contains(&&json!("verified")) && states.contains(&&json!("unverified")));
    let back = scene.change(json!({ "name": "Jane Doe" })).await.json();
    assert_eq!(back["version"], added_unverified["version"]);
}

#[tokio::test]
async fn somebody_elses_tax_id_is_like_none() {
    let scene = Scene::new(&ALL).await;
    let other = scene.world.engine.customer(&scene.key).await;
    let path = format!("/v1/customers/{other}/tax_ids");
    let form = "type=eu_vat&value=DE123456789";
    let theirs = scene
        .world
        .engine
        .ask(&scene.key, "POST", &path, form)
        .await;
    let answer = scene.remove(theirs["id"].as_str().unwrap()).await;
    let unknown = scene.remove("txi_unknown").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.body, unknown.body);
    let left = scene.world.engine.ask(&scene.key, "GET", &path, "").await;
    assert_eq!(left["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_outage_is_told_and_the_same_intent_goes_through_later() {
    let mut scene = Scene::new(&ALL).await;
    scene.world.engine.stop().await;
    let call = scene
        .browser
        .call("POST", "/api/customer")
        .json(json!({ "name": "Jo" }))
        .header("idempotency-key", "intent-a");
    let answer = scene.world.send(call.clone()).await;
    assert_eq!(answer.status, 503, "{}", answer.text());
    scene.world.engine.restart().await;
    // The breaker opens again after a while; another server of the same merchant has none.
    let begun = std::time::Instant::now();
    let answer = loop {
        let answer = scene.world.send(call.clone()).await;
        if answer.status == 200 || begun.elapsed().as_secs() > 30 {
            break answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    };
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(scene.upstream().await["name"], "Jo");
}
