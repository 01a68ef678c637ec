//! `/v1/billing_portal/configurations`.

use crate::support::World;

const PATH: &str = "/v1/billing_portal/configurations";

#[tokio::test]
async fn every_account_starts_with_the_dashboards_defaults() {
    let world = World::new().await;
    let list = world.send(world.merchant_call(0, "GET", PATH)).await.json();
    assert_eq!(
        (&list["object"], &list["has_more"], &list["url"]),
        (&"list".into(), &false.into(), &PATH.into())
    );
    let configuration = &list["data"][0];
    assert_eq!(configuration["object"], "billing_portal.configuration");
    assert_eq!(configuration["is_default"], true);
    assert_eq!(
        configuration["features"]["subscription_cancel"]["mode"],
        "at_period_end"
    );
    assert_eq!(
        configuration["features"]["subscription_update"]["enabled"],
        false
    );
    assert_eq!(
        configuration["features"]["customer_update"]["allowed_updates"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert!(
        configuration["features"]["subscription_update"]
            .get("products")
            .is_none()
    );
    assert!(
        configuration["features"]
            .get("subscription_pause")
            .is_none()
    );

    let path = format!("{PATH}/{}", configuration["id"].as_str().unwrap());
    assert_eq!(
        &world
            .send(world.merchant_call(0, "GET", &path))
            .await
            .json(),
        configuration
    );
    let path = format!("{path}?expand[]=features.subscription_update.products");
    let expanded = world
        .send(world.merchant_call(0, "GET", &path))
        .await
        .json();
    assert_eq!(
        expanded["features"]["subscription_update"]["products"],
        serde_json::json!([])
    );
}

#[tokio::test]
async fn lists_are_filtered_and_checked() {
    let world = World::new().await;
    let get = async |query: &str| {
        world
            .send(world.merchant_call(0, "GET", &format!("{PATH}?{query}")))
            .await
    };
    assert_eq!(
        get("active=false").await.json()["data"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        get("is_default=true&limit=1").await.json()["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for (query, param) in [
        ("limit=0", "limit"),
        ("active=yes", "active"),
        ("x=1", "x"),
        ("starting_after=bpc_x", "starting_after"),
    ] {
        let answer = get(query).await;
        assert_eq!(
            (answer.status, answer.json()["error"]["param"].as_str()),
            (400, Some(param)),
            "{query}"
        );
    }
    let missing = world
        .send(world.merchant_call(0, "GET", &format!("{PATH}/bpc_x")))
        .await;
    assert_eq!(
        (missing.status, missing.json()["error"]["code"].as_str()),
        (404, Some("resource_missing"))
    );
}
