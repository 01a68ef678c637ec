//! Customers and their tax ids.

mod common;

use axum::http::Method;
use common::{Api, id, text};
use serde_json::{Value, json};

#[tokio::test]
async fn a_customer_lives_and_is_deleted() {
    let api = Api::open().await;
    let form = "name=Jenny&email=jenny@example.com&phone=%2B15555550123&address[line1]=1 Main St&address[country]=us\
        &shipping[name]=J&shipping[address][city]=Paris&preferred_locales[0]=nl&metadata[tier]=gold\
        &invoice_settings[footer]=Thanks&tax_exempt=reverse&balance=-500";
    let customer = api.post("/v1/customers", form).await;
    assert_eq!(customer["address"]["country"], "US");
    assert_eq!(customer["address"]["line2"], Value::Null);
    assert_eq!(customer["shipping"]["address"]["city"], "Paris");
    assert_eq!(customer["preferred_locales"], json!(["nl"]));
    assert_eq!(customer["livemode"], false);
    assert_eq!(customer["balance"], -500);
    assert!(customer.get("subscriptions").is_none());

    let path = format!("/v1/customers/{}", id(&customer));
    let changed = api
        .post(
            &path,
            "phone=&address=&shipping=&metadata=&tax_exempt=&preferred_locales=",
        )
        .await;
    for (name, value) in [
        ("phone", Value::Null),
        ("address", Value::Null),
        ("shipping", Value::Null),
        ("metadata", json!({})),
        ("tax_exempt", json!("none")),
        ("preferred_locales", json!([])),
        ("email", json!("jenny@example.com")),
    ] {
        assert_eq!(changed[name], value, "{name}");
    }

    let found = api.get("/v1/customers?email=jenny@example.com").await;
    assert_eq!(found["data"][0]["id"], customer["id"]);
    let deleted = json!({"id": customer["id"], "object": "customer", "deleted": true});
    assert_eq!(api.delete(&path).await, deleted);
    assert_eq!(api.get(&path).await, deleted);
    assert_eq!(api.get("/v1/customers").await["data"], json!([]));
    assert_eq!(api.refused(&path, "name=x").await.0, 404);
    assert_eq!(
        api.request(Method::DELETE, &path, "", None).await.error().1,
        "resource_missing"
    );
}

#[tokio::test]
async fn the_default_payment_method_must_be_the_customers() {
    let api = Api::open().await;
    let customer = api.customer_with("pm_card_visa").await;
    let own = text(&customer["invoice_settings"], "default_payment_method");
    let other = api.customer_with("pm_card_amex").await;
    let path = format!("/v1/customers/{}", id(&other));
    let (status, code, message) = api
        .refused(
            &path,
            &format!("invoice_settings[default_payment_method]={own}"),
        )
        .await;
    assert_eq!((status, code.as_str()), (400, "resource_missing"));
    assert!(message.starts_with(&format!(
        "The customer does not have a payment method with the ID {own}."
    )));
    let cleared = api
        .post(&path, "invoice_settings[default_payment_method]=")
        .await;
    assert_eq!(
        cleared["invoice_settings"]["default_payment_method"],
        Value::Null
    );
}

#[tokio::test]
async fn tax_ids_are_kept_and_await_their_verification() {
    let api = Api::open().await;
    let customer = api.post("/v1/customers", "name=Rocket GmbH").await;
    let path = format!("/v1/customers/{}/tax_ids", id(&customer));
    for (kind, value, country, status) in [
        ("eu_vat", "DE123456789", json!("DE"), "pending"),
        ("eu_vat", "111111111", Value::Null, "pending"),
        ("gb_vat", "222222222", json!("GB"), "pending"),
        ("us_ein", "12-3456789", json!("US"), "unavailable"),
    ] {
        let tax_id = api.post(&path, &format!("type={kind}&value={value}")).await;
        assert_eq!(tax_id["verification"]["status"], status, "{kind} {value}");
        assert_eq!(tax_id["country"], country, "{kind} {value}");
        assert_eq!(tax_id["owner"]["type"], "customer");
    }
    let (_, code, _) = api.refused(&path, "type=eu_vat&value=!").await;
    assert_eq!(code, "tax_id_invalid");
    let list = api.get(&path).await;
    assert_eq!(list["data"].as_array().map(Vec::len), Some(4));
    let one = format!("{path}/{}", id(&list["data"][0]));
    assert_eq!(api.get(&one).await["type"], "us_ein");
    assert_eq!(api.delete(&one).await["deleted"], true);
    assert_eq!(
        api.get(&path).await["data"].as_array().map(Vec::len),
        Some(3)
    );
    let other = api
        .post(
            "/v1/customers",
            "name=Other&tax_id_data[0][type]=eu_vat&tax_id_data[0][value]=NL123456789B01",
        )
        .await;
    let held = api
        .get(&format!("/v1/customers/{}?expand[]=tax_ids", id(&other)))
        .await;
    assert_eq!(held["tax_ids"]["data"][0]["value"], "NL123456789B01");
}
