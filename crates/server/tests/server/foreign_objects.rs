//! What is not the customer's does not exist for the customer.

use std::collections::BTreeSet;

use crate::support::{Browser, Call, World, report, size};

/// Every route with an object's id in it.
fn probes(browser: &Browser, id: &str) -> Vec<Call> {
    let json = |method: &str, path: String| browser.call(method, &path);
    vec![
        json("DELETE", format!("/api/payment-methods/{id}")),
        json("PUT", format!("/api/payment-methods/{id}/default")),
        json("PUT", format!("/api/payment-methods/{id}/subscriptions")),
        json("GET", format!("/api/activity?starting_after={id}")),
        json("GET", format!("/api/subscriptions/{id}/cancel")),
        json("POST", format!("/api/subscriptions/{id}/cancel")),
        json("POST", format!("/api/subscriptions/{id}/renew")),
        json(
            "POST",
            format!("/api/subscriptions/{id}/cancellation-details"),
        ),
        json("GET", format!("/api/subscriptions/{id}/update")),
        json("POST", format!("/api/subscriptions/{id}/update/preview"))
            .json(serde_json::json!({ "price": "price_1" })),
        json("POST", format!("/api/subscriptions/{id}/update"))
            .json(serde_json::json!({ "price": "price_1", "fingerprint": "" })),
        json("POST", format!("/api/subscriptions/{id}/cancel-change")),
        json("GET", format!("/api/invoices?starting_after={id}")),
        json("GET", format!("/api/invoices/{id}")),
        json("GET", format!("/api/invoices/{id}/authentication")),
        json("GET", format!("/api/invoices/{id}/pdf")),
        json("POST", format!("/api/invoices/{id}/pay"))
            .json(serde_json::json!({ "payment_method": "pm_1" })),
        json("POST", "/api/payment-methods".to_owned())
            .json(serde_json::json!({ "setup_intent": id })),
    ]
}

#[tokio::test]
async fn ladder_row_07_foreign_objects_look_like_missing_ones() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let (jane, own) = world.subscriber(0, 2).await;
    let (joe, joes) = world.subscriber(0, 2).await;
    let (_, elsewhere) = world.subscriber(1, 2).await;
    let browser = world.sign_in(0, &jane).await;
    let form = "currency=usd&unit_amount=900&recurring[interval]=month&product_data[name]=Solo";
    let price = world.engine.ask(&key, "POST", "/v1/prices", form).await;
    let of = "features[subscription_update]";
    let form = format!(
        "{of}[enabled]=true&{of}[default_allowed_updates][]=price&{of}[products][0][product]={}\
         &{of}[products][0][prices][0]={}",
        price["product"].as_str().unwrap(),
        price["id"].as_str().unwrap(),
    );
    assert_eq!(world.configure(0, &form).await.status, 200);
    // Somebody else's subscription, too.
    let path = format!("/v1/subscriptions?customer={joe}");
    let foreign = world.engine.ask(&key, "GET", &path, "").await;

    let removed = world.engine.attach(&key, &jane, "pm_card_mastercard").await;
    world
        .engine
        .ask(
            &key,
            "POST",
            &format!("/v1/payment_methods/{removed}/detach"),
            "",
        )
        .await;
    let form = format!("customer={joe}&allowed_payment_method_types[]=card");
    let setup = world
        .engine
        .ask(&key, "POST", "/v1/setup_intents", &form)
        .await;
    let path = format!("/v1/invoices?customer={joe}");
    let invoices = world.engine.ask(&key, "GET", &path, "").await;
    let mut ids: Vec<String> = vec![
        joes[0].clone(),
        joes[1].clone(),
        elsewhere[0].clone(),
        removed,
        setup["id"].as_str().unwrap().to_owned(),
        invoices["data"][0]["id"].as_str().unwrap().to_owned(),
        foreign["data"][0]["id"].as_str().unwrap().to_owned(),
        jane.clone(),
        joe.clone(),
    ];
    let malformed = [
        "pm_",
        "pm_1",
        "x",
        "%00",
        "..%2f..",
        "pm_1%20",
        "pm_1;DROP",
        "%F0%9F%92%B3",
        "%ff%fe",
        "null",
        "-1",
        "pm_%2Fdefault",
        "*",
        "pm_1%00",
        "'%20OR%201=1",
        "%3Cscript%3E",
    ];
    ids.extend(malformed.map(str::to_owned));
    ids.push("a".repeat(256));
    for number in 0..size(30, 600) {
        ids.push(format!("pm_1Foreign{number:05}"));
    }

    let mut bodies = BTreeSet::new();
    let (mut count, mut found) = (0, 0);
    for id in &ids {
        for call in probes(&browser, id) {
            let answer = world.send(call.clone()).await;
            // A card number is refused before it is looked up; none of these is one.
            if answer.status != 404 {
                println!("{call:?}: {} {}", answer.status, answer.text());
                found += 1;
            }
            bodies.insert(answer.text());
            count += 1;
        }
    }
    report(
        7,
        "probes for objects of others, deleted, unknown and malformed ones",
        "0 not answered 404, identical bodies",
        &format!(
            "{count} probes, {found} not 404, {} different bodies",
            bodies.len()
        ),
        found == 0 && bodies.len() == 1,
    );
    assert_eq!(world.engine.methods(&key, &joe).await.len(), 2);
    assert_eq!(browser.methods(&world).await.len(), own.len());
}

#[tokio::test]
async fn merchants_do_not_see_each_other() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let elsewhere = &world.account(1).public_url.authority;
    // Some of these ask the other merchant's billing system, which knows no such customer; choosing a language does not.
    for call in [
        browser.call("GET", "/api/session"),
        browser.call("GET", "/api/invoices"),
        browser
            .call("PUT", "/api/session/locale")
            .json(serde_json::json!({ "locale": "nl" })),
    ] {
        let what = format!("{} {}", call.method, call.path);
        let answer = world.send(call.with("host", elsewhere)).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "session_expired"),
            "a session is good on its own host only: {what}"
        );
    }
    assert_eq!(browser.portal(&world).await.status, 200);

    let link = world.link(0, &customer).await;
    assert_eq!(world.browser(1).open(&world, &link).await.status, 410);
    assert_eq!(world.browser(0).open(&world, &link).await.status, 200);

    let list = world
        .send(world.merchant_call(1, "GET", "/v1/portico/sessions"))
        .await;
    assert_eq!(list.json()["data"].as_array().unwrap().len(), 0);
    let own = world
        .send(world.merchant_call(0, "GET", "/v1/billing_portal/configurations"))
        .await;
    let id = own.json()["data"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/billing_portal/configurations/{id}");
    assert_eq!(
        world
            .send(world.merchant_call(1, "GET", &path))
            .await
            .status,
        404
    );
}
