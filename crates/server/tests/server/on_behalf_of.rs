//! A platform opens the portal on behalf of a connected account: only what is charged for that account is there. Source:
//! Stripe, `on_behalf_of` of a portal session.

use serde_json::{Value, json};

use crate::support::{Browser, World};

struct Scene {
    world: World,
    key: String,
    customer: String,
    card: String,
    account: String,
    /// A subscription of the connected account, and one of the platform's own.
    theirs: String,
    own: String,
    browser: Browser,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let key = world.account(0).secret_key.expose().to_owned();
        let (customer, cards) = world.subscriber(0, 1).await;
        let ask = async |path: &str, form: &str| world.engine.ask(&key, "POST", path, form).await;
        let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
        let account = id(&ask("/v1/accounts", "business_profile[name]=Alder Books").await);
        let held = format!("/v1/subscriptions?customer={customer}");
        let held = world.engine.ask(&key, "GET", &held, "").await;
        let own = id(&held["data"][0]);
        let price = held["data"][0]["items"]["data"][0]["price"]["id"]
            .as_str()
            .unwrap();
        let form = format!("customer={customer}&items[0][price]={price}&on_behalf_of={account}");
        let theirs = id(&ask("/v1/subscriptions", &form).await);
        let link = world.merchant_call(0, "POST", "/v1/billing_portal/sessions");
        let form = format!("customer={customer}&on_behalf_of={account}");
        let made = world.send(link.form(&form)).await;
        assert_eq!(
            made.json()["on_behalf_of"],
            json!(account),
            "{}",
            made.text()
        );
        let url = made.json()["url"].as_str().unwrap().to_owned();
        let mut browser = world.browser(0);
        let opened = browser.open(&world, url.split_once('#').unwrap().1).await;
        assert_eq!(opened.status, 200, "{}", opened.text());
        Self {
            card: cards[0].clone(),
            world,
            key,
            customer,
            account,
            theirs,
            own,
            browser,
        }
    }

    async fn call(&self, method: &str, path: &str) -> (u16, Value) {
        let answer = self.world.send(self.browser.call(method, path)).await;
        (answer.status, answer.json())
    }
}

#[tokio::test]
async fn only_what_is_charged_for_the_account_is_there() {
    let scene = Scene::new().await;
    let portal = scene.browser.portal(&scene.world).await.json();
    assert_eq!(portal["merchant"]["name"], "Alder Books");
    let ids = |list: &Value| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|it| it["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        ids(&portal["subscriptions"]),
        std::slice::from_ref(&scene.theirs)
    );
    let path = format!("/v1/invoices?customer={}", scene.customer);
    let all = scene.world.engine.ask(&scene.key, "GET", &path, "").await;
    let of = |account: &Value| -> Vec<String> {
        let all = all["data"].as_array().unwrap().iter();
        all.filter(|it| it["on_behalf_of"] == *account)
            .map(|it| it["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let (theirs, own) = (of(&json!(scene.account)), of(&Value::Null));
    assert_eq!((theirs.len(), own.len()), (1, 1));
    assert_eq!(ids(&portal["invoices"]["data"]), theirs);
    let (_, list) = scene.call("GET", "/api/invoices").await;
    assert_eq!(ids(&list["data"]), theirs);
    let (_, found) = scene.call("GET", "/api/invoices?search=2").await;
    assert!(ids(&found["data"]).iter().all(|id| theirs.contains(id)));
    let (_, upcoming) = scene.call("GET", "/api/upcoming").await;
    let charges = upcoming["charges"].as_array().unwrap();
    assert!(
        charges
            .iter()
            .all(|it| it["subscription"] == json!(scene.theirs))
    );

    // What is not there is answered like what does not exist.
    for (method, path) in [
        ("GET", format!("/api/invoices/{}", own[0])),
        ("GET", format!("/api/invoices/{}/pdf", own[0])),
        ("GET", format!("/api/subscriptions/{}/cancel", scene.own)),
        ("POST", format!("/api/subscriptions/{}/cancel", scene.own)),
    ] {
        let answer = scene.world.send(scene.browser.call(method, &path)).await;
        assert_eq!(answer.status, 404, "{method} {path}");
    }
    let cancel = format!("/api/subscriptions/{}/cancel", scene.theirs);
    let (status, after) = scene.call("POST", &cancel).await;
    assert_eq!(
        (status, ids(&after["subscriptions"])),
        (200, vec![scene.theirs.clone()])
    );
    let (_, activity) = scene.call("GET", "/api/activity").await;
    assert_eq!(activity["data"], json!([]));
}

/// The platform's own subscription is not shown here, and would be left without a method all the same.
#[tokio::test]
async fn a_method_that_a_hidden_subscription_needs_stays() {
    let scene = Scene::new().await;
    let path = format!("/v1/subscriptions/{}", scene.theirs);
    scene
        .world
        .engine
        .ask(&scene.key, "DELETE", &path, "")
        .await;
    let (status, refused) = scene
        .call("DELETE", &format!("/api/payment-methods/{}", scene.card))
        .await;
    assert_eq!(
        (status, &refused["error"]["code"]),
        (409, &json!("payment_method_required"))
    );
    assert_eq!(
        refused["error"]["state"]["subscriptions"],
        json!([]),
        "{refused}"
    );
}

#[tokio::test]
async fn an_account_that_is_not_there_is_refused() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let call = world.merchant_call(0, "POST", "/v1/billing_portal/sessions");
    let form = format!("customer={customer}&on_behalf_of=acct_none");
    let answer = world.send(call.form(&form)).await;
    let error = answer.json()["error"].clone();
    assert_eq!(
        (
            answer.status,
            &error["code"],
            &error["param"],
            &error["message"]
        ),
        (
            400,
            &json!("resource_missing"),
            &json!("on_behalf_of"),
            &json!("No such account: 'acct_none'")
        )
    );
}
