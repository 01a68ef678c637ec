//! Everything that is not ours goes to the billing system with the merchant's own key.

use crate::support::World;

#[tokio::test]
async fn the_merchants_calls_pass_through() {
    let world = World::new().await;
    let call = world
        .merchant_call(0, "POST", "/v1/customers")
        .form("name=Through&email=through@example.com");
    let created = world.send(call).await;
    assert_eq!(created.status, 200, "{}", created.text());
    let id = created.json()["id"].as_str().unwrap().to_owned();
    let read = world
        .send(world.merchant_call(0, "GET", &format!("/v1/customers/{id}")))
        .await;
    assert_eq!(read.json()["name"], "Through");
    let missing = world
        .send(world.merchant_call(0, "GET", "/v1/customers/cus_none"))
        .await;
    assert_eq!(missing.status, 404);
    assert_eq!(missing.json()["error"]["code"], "resource_missing");
    assert_eq!(missing.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn nobody_else_gets_through() {
    let world = World::new().await;
    for key in [
        None,
        Some("Bearer sk_test_anybody"),
        Some("Bearer pk_test_merchant0"),
    ] {
        let mut call = world
            .merchant_call(0, "GET", "/v1/customers")
            .without("authorization");
        if let Some(key) = key {
            call = call.header("authorization", key);
        }
        assert_eq!(world.send(call).await.status, 401, "{key:?}");
    }
}

#[tokio::test]
async fn a_merchants_change_shows_at_once() {
    let world = World::new().await;
    let (customer, _) = world.subscriber(0, 1).await;
    let browser = world.sign_in(0, &customer).await;
    let call = world
        .merchant_call(0, "POST", "/v1/payment_methods/pm_card_mastercard/attach")
        .form(&format!("customer={customer}"));
    assert_eq!(world.send(call).await.status, 200);
    assert_eq!(browser.methods(&world).await.len(), 2);
}
