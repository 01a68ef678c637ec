//! Drafts of a look, its versions, and the way back.

use serde_json::{Value, json};

use crate::support::{Answer, World};

const PATH: &str = "/v1/portico/branding";

async fn ask(world: &World, method: &str, path: &str, body: Value) -> Answer {
    let call = world.merchant_call(0, method, &format!("{PATH}{path}"));
    let call = if method == "POST" {
        call.json(body)
    } else {
        call
    };
    world.send(call).await
}

async fn done(world: &World, method: &str, path: &str, body: Value) -> Value {
    let answer = ask(world, method, path, body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn brand(color: &str) -> Value {
    json!({ "modes": { "light": { "brand": color } } })
}

async fn document(world: &World) -> String {
    world.send(world.browser(0).call("GET", "/")).await.text()
}

#[tokio::test]
async fn nobody_sees_a_draft_until_it_is_published() {
    let world = World::new().await;
    assert_eq!(ask(&world, "GET", "/draft", json!({})).await.status, 404);
    done(&world, "POST", "", brand("#0b5cad")).await;
    let before = document(&world).await;
    let draft = done(
        &world,
        "POST",
        "/draft",
        json!({ "shared": { "radius": 3 } }),
    )
    .await;
    assert_eq!(draft["object"], "portico.branding_draft");
    assert_eq!(
        draft["modes"]["light"]["brand"], "#0b5cad",
        "it begins with what is shown"
    );
    let draft = done(&world, "POST", "/draft", brand("#a94a23")).await;
    assert_eq!(draft["shared"]["radius"], 3, "and goes on with what it was");
    assert_eq!(done(&world, "GET", "/draft", json!({})).await, draft);
    assert_eq!(document(&world).await, before);

    let shown = done(
        &world,
        "POST",
        "/draft/publish",
        json!({ "revision": draft["revision"] }),
    )
    .await;
    assert_eq!(shown["object"], "portico.branding");
    assert_eq!(shown["version"], 2);
    assert_eq!(shown["modes"], draft["modes"]);
    assert_ne!(document(&world).await, before);
    assert_eq!(ask(&world, "GET", "/draft", json!({})).await.status, 404);
    let events = world.merchant_call(
        0,
        "GET",
        "/v1/portico/events?type=portico.branding.published",
    );
    let events = world.send(events).await.json();
    assert_eq!(
        events["data"].as_array().unwrap().len(),
        2,
        "a draft is no news"
    );
}

#[tokio::test]
async fn a_draft_does_not_overwrite_what_somebody_else_did() {
    let world = World::new().await;
    let draft = done(&world, "POST", "/draft", brand("#a94a23")).await;
    let stale = json!({ "revision": 1, "shared": { "radius": 0 } });
    assert_eq!(
        ask(&world, "POST", "/draft", stale.clone()).await.status,
        409
    );
    assert_eq!(
        ask(&world, "POST", "/draft/publish", json!({ "revision": 1 }))
            .await
            .status,
        409
    );

    done(&world, "POST", "", brand("#0b5cad")).await;
    let refused = ask(&world, "POST", "/draft/publish", json!({})).await;
    assert_eq!(refused.status, 409);
    assert!(
        refused.text().contains("Version 1 was published"),
        "{}",
        refused.text()
    );
    let shown = done(&world, "POST", "/draft/publish", json!({ "version": 1 })).await;
    assert_eq!(
        (&shown["version"], &shown["modes"]),
        (&json!(2), &draft["modes"])
    );
    let unknown = ask(&world, "POST", "/draft/publish", json!({ "now": true })).await;
    assert_eq!(unknown.status, 400);
}

#[tokio::test]
async fn a_draft_can_be_thrown_away() {
    let world = World::new().await;
    done(&world, "POST", "/draft", brand("#a94a23")).await;
    assert_eq!(
        done(&world, "DELETE", "/draft", json!({})).await["deleted"],
        true
    );
    for (method, path) in [
        ("DELETE", "/draft"),
        ("GET", "/draft"),
        ("POST", "/draft/publish"),
    ] {
        let answer = ask(&world, method, path, json!({})).await;
        assert_eq!(answer.status, 404, "{method} {path}");
        assert_eq!(answer.json()["error"]["code"], "resource_missing");
    }
}

#[tokio::test]
async fn an_earlier_version_can_be_shown_again() {
    let world = World::new().await;
    for color in ["#a94a23", "#0b5cad", "#166534"] {
        done(&world, "POST", "", brand(color)).await;
    }
    let versions = done(&world, "GET", "/versions", json!({})).await;
    let numbers: Vec<&Value> = versions["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["version"])
        .collect();
    assert_eq!(numbers, [3, 2, 1]);
    let shown = done(&world, "POST", "/versions/1/restore", json!({})).await;
    assert_eq!(
        (&shown["version"], &shown["modes"]["light"]["brand"]),
        (&json!(4), &json!("#a94a23"))
    );
    for unknown in ["9", "x", "-1", "%00"] {
        let path = format!("/versions/{unknown}/restore");
        let answer = ask(&world, "POST", &path, json!({})).await;
        assert_eq!(answer.status, 404, "{unknown}");
    }
}

#[tokio::test]
async fn drafts_and_versions_are_the_merchants_own() {
    let world = World::new().await;
    done(&world, "POST", "", brand("#a94a23")).await;
    done(&world, "POST", "/draft", brand("#0b5cad")).await;
    let other = async |method: &str, path: &str| {
        let call = world.merchant_call(1, method, &format!("{PATH}{path}"));
        world.send(call.json(json!({}))).await
    };
    assert_eq!(other("GET", "/draft").await.status, 404);
    assert_eq!(other("POST", "/versions/1/restore").await.status, 404);
    assert_eq!(other("GET", "/versions").await.json()["data"], json!([]));
}
