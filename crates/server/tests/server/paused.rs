//! Subscriptions whose payments are not collected at the moment. Source: the product's FAQ, "How do I know which subscriptions
//! have payment collection paused?".

use serde_json::json;

use crate::support::World;

const PATH: &str = "/v1/portico/subscriptions";

#[tokio::test]
async fn paused_collection_is_found_and_exported_and_the_status_stays_active() {
    let world = World::new().await;
    let key = world.account(0).secret_key.expose().to_owned();
    let mut paused = Vec::new();
    for number in 0..7 {
        let (customer, _) = world.subscriber(0, 1).await;
        let path = format!("/v1/subscriptions?customer={customer}");
        let held = world.engine.ask(&key, "GET", &path, "").await;
        let id = held["data"][0]["id"].as_str().unwrap().to_owned();
        if number % 2 == 0 {
            let form = "pause_collection[behavior]=void&pause_collection[resumes_at]=4102444800";
            world
                .engine
                .ask(&key, "POST", &format!("/v1/subscriptions/{id}"), form)
                .await;
            let email = "email==cmd()@example.com";
            world
                .engine
                .ask(&key, "POST", &format!("/v1/customers/{customer}"), email)
                .await;
            paused.insert(0, (id, customer));
        }
    }
    let get = async |query: &str| {
        world
            .send(world.merchant_call(0, "GET", &format!("{PATH}{query}")))
            .await
    };
    let first = get("?collection=paused&limit=3").await.json();
    assert_eq!(
        (&first["has_more"], &first["url"]),
        (&json!(true), &json!(PATH))
    );
    let mut found = first["data"].as_array().unwrap().clone();
    let last = found[2]["id"].as_str().unwrap();
    let rest = get(&format!("?collection=paused&limit=3&starting_after={last}"))
        .await
        .json();
    assert_eq!(rest["has_more"], json!(false));
    found.extend(rest["data"].as_array().unwrap().clone());
    for (subscription, (id, customer)) in found.iter().zip(&paused) {
        assert_eq!(
            (&subscription["id"], &subscription["customer"]["id"]),
            (&json!(id), &json!(customer))
        );
        assert_eq!(subscription["status"], "active");
        assert_eq!(subscription["pause_collection"]["behavior"], "void");
    }
    assert_eq!(found.len(), paused.len());

    let file = get(".csv?collection=paused").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let text = file.text();
    let lines: Vec<_> = text.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 1 + paused.len());
    assert!(lines[0].ends_with(
        "id,Customer ID,Customer Email,Status,Collection,Resumes At (UTC),Product,Price,Quantity,\
                                Currency,Amount,Interval,Created (UTC)"
    ));
    let (id, customer) = &paused[0];
    let begin = format!("{id},{customer},'=cmd()@example.com,active,void,2100-01-01,prod_");
    assert!(lines[1].starts_with(&begin), "{}", lines[1]);
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_named() {
    let world = World::new().await;
    for (query, param) in [
        ("", "collection"),
        ("?collection=active", "collection"),
        ("?collection=paused&limit=0", "limit"),
        ("?collection=paused&starting_after=sub_x", "starting_after"),
    ] {
        let answer = world
            .send(world.merchant_call(0, "GET", &format!("{PATH}{query}")))
            .await;
        assert_eq!(
            (answer.status, &answer.json()["error"]["param"]),
            (400, &json!(param)),
            "{query}"
        );
    }
}
