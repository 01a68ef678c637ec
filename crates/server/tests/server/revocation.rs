//! Looking at sessions and ending them, with the merchant's key.

use serde_json::Value;

use crate::support::World;

async fn list(world: &World, query: &str) -> Value {
    let path = format!("/v1/portico/sessions?{query}");
    let answer = world.send(world.merchant_call(0, "GET", &path)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn sessions_are_listed_with_their_state_and_without_tokens() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let unused = world.link(0, &customer).await;
    world.clock.set(world.clock.now() + 1);
    world.sign_in(0, &customer).await;
    let sessions = list(&world, &format!("customer={customer}")).await;
    assert_eq!(sessions["object"], "list");
    assert_eq!(sessions["data"][0]["status"], "active");
    assert_eq!(sessions["data"][1]["status"], "pending");
    assert!(!sessions.to_string().contains("pcs_") && !sessions.to_string().contains(&unused[4..]));
    world.clock.set(world.clock.now() + 3600);
    let sessions = list(&world, &format!("customer={customer}")).await;
    assert_eq!(sessions["data"][0]["status"], "expired");
    assert_eq!(sessions["data"][1]["status"], "expired");
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    for _ in 0..7 {
        world.link(0, &customer).await;
    }
    let (mut seen, mut query) = (Vec::new(), "limit=3".to_owned());
    loop {
        let page = list(&world, &query).await;
        let ids = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["id"].as_str().unwrap().to_owned());
        seen.extend(ids);
        if page["has_more"] == false {
            break;
        }
        query = format!("limit=3&starting_after={}", seen.last().unwrap());
    }
    let mut distinct = seen.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!((seen.len(), distinct.len()), (7, 7));
}

#[tokio::test]
async fn an_unused_link_can_be_revoked() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let token = world.link(0, &customer).await;
    let sessions = list(&world, "").await;
    let id = sessions["data"][0]["id"].as_str().unwrap();
    let path = format!("/v1/portico/sessions/{id}/revoke");
    let answer = world.send(world.merchant_call(0, "POST", &path)).await;
    assert_eq!(answer.json()["status"], "revoked");
    assert_eq!(world.browser(0).open(&world, &token).await.status, 410);

    let foreign = world.send(world.merchant_call(1, "POST", &path)).await;
    assert_eq!(foreign.status, 404);
    assert_eq!(foreign.json()["error"]["code"], "resource_missing");
}

#[tokio::test]
async fn all_sessions_of_a_customer_end_together_and_no_others() {
    let world = World::new().await;
    let (jane, _) = world.subscriber(0, 1).await;
    let (joe, _) = world.subscriber(0, 1).await;
    let browsers = [world.sign_in(0, &jane).await, world.sign_in(0, &jane).await];
    let bystander = world.sign_in(0, &joe).await;
    let unused = world.link(0, &jane).await;
    let call = world.merchant_call(0, "POST", "/v1/portico/sessions/revoke");
    let answer = world
        .send(call.clone().form(&format!("customer={jane}")))
        .await;
    assert_eq!(answer.json()["revoked"], 3);
    for browser in &browsers {
        assert_eq!(browser.portal(&world).await.status, 401);
    }
    assert_eq!(world.browser(0).open(&world, &unused).await.status, 410);
    assert_eq!(bystander.portal(&world).await.status, 200);
    assert_eq!(
        world.send(call.form("")).await.json()["error"]["param"],
        "customer"
    );
}
